/* stempel-server-metrics.c: how much a server has to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-metric-text.h"
#include "stempel-server-metrics.h"

#define CONNECTIONS "stempel_connections"
#define CONNECTIONS_ENDED "stempel_connections_ended_total"
#define CALLS "stempel_calls"
#define CALLS_REFUSED "stempel_calls_refused_total"
#define DATABASE_LOST "stempel_database_lost_total"

static void
add_ended (GString *text, const char *door, const char *why, guint64 count)
{
  stempel_metric_text_add (text, CONNECTIONS_ENDED, (double) count, "door", door, "why", why, NULL);
}

/**
 * stempel_server_metrics_write_doors:
 * @text: where it is written
 * @doors: (array length=n_doors): what is to be said of each door
 * @n_doors: how many there are
 */
void
stempel_server_metrics_write_doors (GString *text, const StempelDoorMetrics *doors, guint n_doors)
{
  stempel_metric_text_begin (text, CONNECTIONS, "gauge", "Open connections.");
  for (guint i = 0; i < n_doors; i++)
    stempel_metric_text_add (text, CONNECTIONS, doors[i].counts.open, "door", doors[i].name, NULL);

  stempel_metric_text_begin (text, CONNECTIONS_ENDED, "counter",
                             "Connections that were not let in (refused), that had to make room "
                             "(evicted), or whose time was up (timed_out).");
  for (guint i = 0; i < n_doors; i++)
    {
      add_ended (text, doors[i].name, "refused", doors[i].counts.refused);
      add_ended (text, doors[i].name, "evicted", doors[i].counts.evicted);
      add_ended (text, doors[i].name, "timed_out", doors[i].counts.timed_out);
    }
}

/**
 * stempel_server_metrics_write_lanes:
 * @text: where it is written
 * @lanes: (array length=n_lanes): what is to be said of each lane
 * @n_lanes: how many there are
 */
void
stempel_server_metrics_write_lanes (GString *text, const StempelLaneMetrics *lanes, guint n_lanes)
{
  stempel_metric_text_begin (text, CALLS, "gauge",
                             "Calls of the database that are under way or wait for that.");
  for (guint i = 0; i < n_lanes; i++)
    {
      stempel_metric_text_add (text, CALLS, lanes[i].running,
                               "lane", lanes[i].name, "state", "running", NULL);
      stempel_metric_text_add (text, CALLS, lanes[i].waiting,
                               "lane", lanes[i].name, "state", "waiting", NULL);
    }

  stempel_metric_text_begin (text, CALLS_REFUSED, "counter",
                             "Calls for which the line was full or too long.");
  for (guint i = 0; i < n_lanes; i++)
    stempel_metric_text_add (text, CALLS_REFUSED, (double) lanes[i].counts.refused,
                             "lane", lanes[i].name, NULL);

  stempel_metric_text_begin (text, DATABASE_LOST, "counter",
                             "How often all connections of a lane were lost.");
  for (guint i = 0; i < n_lanes; i++)
    stempel_metric_text_add (text, DATABASE_LOST, (double) lanes[i].counts.lost,
                             "lane", lanes[i].name, NULL);
}
