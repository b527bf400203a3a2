/* stempel-lanes.c: which call goes in which lane
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-lanes.h"
#include "stempel-metric-text.h"
#include "stempel-pg-conninfo.h"

#define CALLS "stempel_calls"
#define CALLS_REFUSED "stempel_calls_refused_total"
#define DATABASE_LOST "stempel_database_lost_total"
#define TIMEOUT_MS 10000
/* The database compares two PINs and one password at once, whoever asks; more would only hold
 * connections. */
#define PINS_AT_ONCE 2
#define PASSWORDS_AT_ONCE 2
/* Rather come back soon than hold a connection while another server books on the account. */
#define CONNECTION_OPTIONS "-c lock_timeout=1s"

typedef enum
{
  LANE_READS,
  LANE_WRITES,
  LANE_PINS,
  LANE_PASSWORDS,
  N_LANES
} Lane;

static const char *const names[N_LANES] = { "reads", "writes", "pins", "passwords" };

struct _StempelLanes
{
  StempelLane       *lanes[N_LANES]; /* (owned) */
  StempelLaneCounts  past[N_LANES];  /* of lanes that were replaced */
  char              *conninfo;       /* (owned) (nullable) */
};

/**
 * stempel_lanes_new:
 *
 * Returns: (transfer full): lanes that are not there before stempel_lanes_set()
 */
StempelLanes *
stempel_lanes_new (void)
{
  return g_new0 (StempelLanes, 1);
}

/**
 * stempel_lanes_free:
 * @self: (transfer full): lanes without calls
 */
void
stempel_lanes_free (StempelLanes *self)
{
  for (Lane lane = 0; lane < N_LANES; lane++)
    g_clear_pointer (&self->lanes[lane], stempel_lane_free);
  g_free (self->conninfo);
  g_free (self);
}

/* Those that are under way in a lane stay there. */
static void
set_lane (StempelLanes *self, Lane lane, guint at_once, guint longest, gboolean elsewhere)
{
  StempelLane *old = self->lanes[lane];

  if (old != NULL && !elsewhere && stempel_lane_get_size (old) == at_once &&
      stempel_lane_get_longest (old) == longest)
    return;

  self->lanes[lane] = stempel_lane_new (self->conninfo, at_once, longest, TIMEOUT_MS);
  if (old == NULL)
    return;

  self->past[lane].refused += stempel_lane_get_counts (old)->refused;
  self->past[lane].lost += stempel_lane_get_counts (old)->lost;
  stempel_lane_retire (old);
}

/**
 * stempel_lanes_set:
 * @self: lanes
 * @conninfo: a libpq connection string
 * @reads: how many reads may be under way
 * @writes: how many writes
 * @longest: how many calls may wait in each lane
 * @error: return location for an %STEMPEL_ERROR
 *
 * Calls that are there go on in their old lanes.
 *
 * Returns: %FALSE if @conninfo is no connection string; then nothing was changed
 */
gboolean
stempel_lanes_set (StempelLanes *self, const char *conninfo, guint reads, guint writes,
                   guint longest, GError **error)
{
  g_autofree char *whole =
    stempel_pg_conninfo_with (conninfo, "options", CONNECTION_OPTIONS, error);
  gboolean elsewhere = g_strcmp0 (whole, self->conninfo) != 0;

  if (whole == NULL)
    return FALSE;

  g_free (self->conninfo);
  self->conninfo = g_steal_pointer (&whole);
  set_lane (self, LANE_READS, reads, longest, elsewhere);
  set_lane (self, LANE_WRITES, writes, longest, elsewhere);
  set_lane (self, LANE_PINS, PINS_AT_ONCE, longest, elsewhere);
  set_lane (self, LANE_PASSWORDS, PASSWORDS_AT_ONCE, longest, elsewhere);

  return TRUE;
}

static Lane
choose_lane (const StempelOperationInfo *info)
{
  switch (info->rate_class)
    {
    case STEMPEL_RATE_CLASS_READ:
    case STEMPEL_RATE_CLASS_SEARCH:
    case STEMPEL_RATE_CLASS_HEAVY:
      return LANE_READS;
    case STEMPEL_RATE_CLASS_WRITE:
    case STEMPEL_RATE_CLASS_BOOKING:
      return LANE_WRITES;
    case STEMPEL_RATE_CLASS_PIN:
      return LANE_PINS;
    case STEMPEL_RATE_CLASS_SIGN_IN:
      return LANE_PASSWORDS;
    }

  g_assert_not_reached ();
}

/**
 * stempel_lanes_choose:
 * @self: lanes
 * @info: an operation
 *
 * Returns: (transfer none): the lane of its calls
 */
StempelLane *
stempel_lanes_choose (StempelLanes *self, const StempelOperationInfo *info)
{
  return self->lanes[choose_lane (info)];
}

/**
 * stempel_lanes_are_quiet:
 * @self: lanes
 *
 * Returns: whether no call is under way or waits
 */
gboolean
stempel_lanes_are_quiet (StempelLanes *self)
{
  for (Lane lane = 0; lane < N_LANES; lane++)
    {
      if (stempel_lane_get_running (self->lanes[lane]) > 0 ||
          stempel_lane_get_waiting (self->lanes[lane]) > 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * stempel_lanes_write_metrics:
 * @self: lanes
 * @text: where it writes how many calls there are, and what became of them
 */
void
stempel_lanes_write_metrics (StempelLanes *self, GString *text)
{
  stempel_metric_text_begin (text, CALLS, "gauge",
                             "Calls of the database that are under way or wait for that.");
  for (Lane lane = 0; lane < N_LANES; lane++)
    {
      stempel_metric_text_add (text, CALLS, stempel_lane_get_running (self->lanes[lane]),
                               "lane", names[lane], "state", "running", NULL);
      stempel_metric_text_add (text, CALLS, stempel_lane_get_waiting (self->lanes[lane]),
                               "lane", names[lane], "state", "waiting", NULL);
    }

  stempel_metric_text_begin (text, CALLS_REFUSED, "counter",
                             "Calls for which the line was full or too long.");
  for (Lane lane = 0; lane < N_LANES; lane++)
    stempel_metric_text_add (text, CALLS_REFUSED,
                             (double) (self->past[lane].refused +
                                       stempel_lane_get_counts (self->lanes[lane])->refused),
                             "lane", names[lane], NULL);

  stempel_metric_text_begin (text, DATABASE_LOST, "counter",
                             "How often all connections of a lane were lost.");
  for (Lane lane = 0; lane < N_LANES; lane++)
    stempel_metric_text_add (text, DATABASE_LOST,
                             (double) (self->past[lane].lost +
                                       stempel_lane_get_counts (self->lanes[lane])->lost),
                             "lane", names[lane], NULL);
}
