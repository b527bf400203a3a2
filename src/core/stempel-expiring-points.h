/* stempel-expiring-points.h: the points of an account that lapse next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_EXPIRING_POINTS (stempel_expiring_points_get_type ())

G_DECLARE_FINAL_TYPE (StempelExpiringPoints, stempel_expiring_points, STEMPEL, EXPIRING_POINTS,
                      StempelRecord)

gint64      stempel_expiring_points_get_points     (StempelExpiringPoints *self);
const char *stempel_expiring_points_get_expires_on (StempelExpiringPoints *self);

G_END_DECLS
