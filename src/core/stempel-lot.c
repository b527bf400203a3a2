/* stempel-lot.c: points that were credited together and lapse together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-lot.h"
#include "stempel-record-private.h"

/**
 * StempelLot:
 *
 * A credit of points and what is left of it. `entry_id` opened it, `source_id` earned the points;
 * `expired` and `reversed` are how many of them lapsed and how many were taken back.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelLot
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelLot, stempel_lot, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  ENTRY_ID,
  SOURCE_ID,
  POINTS,
  REMAINING,
  OPENED_AT,
  EXPIRES_ON,
  EXPIRED,
  REVERSED,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [ENTRY_ID] = { "entry_id", STEMPEL_FIELD_INT },
  [SOURCE_ID] = { "source_id", STEMPEL_FIELD_INT },
  [POINTS] = { "points", STEMPEL_FIELD_INT },
  [REMAINING] = { "remaining", STEMPEL_FIELD_INT },
  [OPENED_AT] = { "opened_at", STEMPEL_FIELD_TIME },
  [EXPIRES_ON] = { "expires_on", STEMPEL_FIELD_DAY },
  [EXPIRED] = { "expired", STEMPEL_FIELD_INT },
  [REVERSED] = { "reversed", STEMPEL_FIELD_INT },
};

static void
stempel_lot_class_init (StempelLotClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_lot_init (StempelLot *self)
{
}

STEMPEL_GETTER_INT (StempelLot, stempel_lot, LOT, id, ID)
STEMPEL_GETTER_INT (StempelLot, stempel_lot, LOT, entry_id, ENTRY_ID)
STEMPEL_GETTER_INT (StempelLot, stempel_lot, LOT, source_id, SOURCE_ID)
STEMPEL_GETTER_INT (StempelLot, stempel_lot, LOT, points, POINTS)
STEMPEL_GETTER_INT (StempelLot, stempel_lot, LOT, remaining, REMAINING)
STEMPEL_GETTER_TIME (StempelLot, stempel_lot, LOT, opened_at, OPENED_AT)
STEMPEL_GETTER_TEXT (StempelLot, stempel_lot, LOT, expires_on, EXPIRES_ON)
STEMPEL_GETTER_INT (StempelLot, stempel_lot, LOT, expired, EXPIRED)
STEMPEL_GETTER_INT (StempelLot, stempel_lot, LOT, reversed, REVERSED)
