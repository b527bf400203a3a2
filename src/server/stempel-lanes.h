/* stempel-lanes.h: which call goes in which lane
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-lane.h"

G_BEGIN_DECLS

typedef struct _StempelLanes StempelLanes;

StempelLanes *stempel_lanes_new           (void);
void          stempel_lanes_free          (StempelLanes                *self);
gboolean      stempel_lanes_set           (StempelLanes                *self,
                                           const char                  *conninfo,
                                           guint                        reads,
                                           guint                        writes,
                                           guint                        longest,
                                           GError                     **error);
StempelLane  *stempel_lanes_choose        (StempelLanes                *self,
                                           const StempelOperationInfo  *info);
gboolean      stempel_lanes_are_quiet     (StempelLanes                *self);
void          stempel_lanes_write_metrics (StempelLanes                *self,
                                           GString                     *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelLanes, stempel_lanes_free)

G_END_DECLS
