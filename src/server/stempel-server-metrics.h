/* stempel-server-metrics.h: how much a server has to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-http-connections.h"
#include "stempel-lane.h"

G_BEGIN_DECLS

/**
 * StempelDoorMetrics:
 * @name: what the door is called
 * @counts: its connections
 */
typedef struct
{
  const char        *name;
  StempelHttpCounts  counts;
} StempelDoorMetrics;

/**
 * StempelLaneMetrics:
 * @name: what the lane is called
 * @running: how many calls are under way
 * @waiting: how many wait
 * @counts: what happened since the server began
 */
typedef struct
{
  const char        *name;
  guint              running;
  guint              waiting;
  StempelLaneCounts  counts;
} StempelLaneMetrics;

void stempel_server_metrics_write_doors (GString                  *text,
                                         const StempelDoorMetrics *doors,
                                         guint                     n_doors);
void stempel_server_metrics_write_lanes (GString                  *text,
                                         const StempelLaneMetrics *lanes,
                                         guint                     n_lanes);

G_END_DECLS
