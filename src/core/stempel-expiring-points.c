/* stempel-expiring-points.c: the points of an account that lapse next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-expiring-points.h"
#include "stempel-record-private.h"

/**
 * StempelExpiringPoints:
 *
 * The points of an account that lapse next, and the last day on which they can be used.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelExpiringPoints
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelExpiringPoints, stempel_expiring_points, STEMPEL_TYPE_RECORD)

enum
{
  POINTS,
  EXPIRES_ON,
};

static const StempelRecordField fields[] = {
  [POINTS] = { "points", STEMPEL_FIELD_INT, TRUE },
  [EXPIRES_ON] = { "expires_on", STEMPEL_FIELD_DAY },
};

static void
stempel_expiring_points_class_init (StempelExpiringPointsClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_expiring_points_init (StempelExpiringPoints *self)
{
}

STEMPEL_GETTER_INT (StempelExpiringPoints, stempel_expiring_points, EXPIRING_POINTS, points, POINTS)
STEMPEL_GETTER_TEXT (StempelExpiringPoints, stempel_expiring_points, EXPIRING_POINTS, expires_on,
                     EXPIRES_ON)
