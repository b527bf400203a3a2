/* stempel-lane.h: calls that share a few connections, and wait in line for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-operations.h"
#include "stempel-pg-pool.h"

G_BEGIN_DECLS

typedef struct _StempelLane StempelLane;

/**
 * StempelLaneCounts:
 * @refused: how many calls were told to come back, at the end of the line or in it
 * @lost: how often the database was lost
 *
 * What happened to a lane since it was made.
 */
typedef struct
{
  guint64 refused;
  guint64 lost;
} StempelLaneCounts;

StempelLane             *stempel_lane_new         (const char           *conninfo,
                                                   guint                 at_once,
                                                   guint                 longest,
                                                   guint                 timeout_ms);
void                     stempel_lane_free        (StempelLane          *self);
void                     stempel_lane_retire      (StempelLane          *self);
guint                    stempel_lane_get_size    (StempelLane          *self);
guint                    stempel_lane_get_longest (StempelLane          *self);
guint                    stempel_lane_get_waiting (StempelLane          *self);
guint                    stempel_lane_get_running (StempelLane          *self);
const StempelLaneCounts *stempel_lane_get_counts  (StempelLane          *self);
void                     stempel_lane_call_async  (StempelLane          *self,
                                                   StempelOperation      operation,
                                                   gint64                account,
                                                   char                 *request,
                                                   char                 *envelope,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
GBytes                  *stempel_lane_call_finish (GAsyncResult         *result,
                                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelLane, stempel_lane_free)

G_END_DECLS
