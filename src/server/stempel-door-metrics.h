/* stempel-door-metrics.h: who comes in through which door
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-http-connections.h"

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

void stempel_door_metrics_write (GString                  *text,
                                 const StempelDoorMetrics *doors,
                                 guint                     n_doors);

G_END_DECLS
