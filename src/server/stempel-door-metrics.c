/* stempel-door-metrics.c: who comes in through which door
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-door-metrics.h"
#include "stempel-metric-text.h"

#define CONNECTIONS "stempel_connections"
#define CONNECTIONS_ENDED "stempel_connections_ended_total"

static void
add_ended (GString *text, const char *door, const char *why, guint64 count)
{
  stempel_metric_text_add (text, CONNECTIONS_ENDED, (double) count, "door", door, "why", why, NULL);
}

/**
 * stempel_door_metrics_write:
 * @text: where it is written
 * @doors: (array length=n_doors): what is to be said of each door
 * @n_doors: how many there are
 */
void
stempel_door_metrics_write (GString *text, const StempelDoorMetrics *doors, guint n_doors)
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
