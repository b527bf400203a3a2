/* stempel-lot.h: points that were credited together and lapse together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LOT (stempel_lot_get_type ())

G_DECLARE_FINAL_TYPE (StempelLot, stempel_lot, STEMPEL, LOT, StempelRecord)

gint64      stempel_lot_get_id         (StempelLot *self);
gint64      stempel_lot_get_entry_id   (StempelLot *self);
gint64      stempel_lot_get_source_id  (StempelLot *self);
gint64      stempel_lot_get_points     (StempelLot *self);
gint64      stempel_lot_get_remaining  (StempelLot *self);
GDateTime  *stempel_lot_get_opened_at  (StempelLot *self);
const char *stempel_lot_get_expires_on (StempelLot *self);
gint64      stempel_lot_get_expired    (StempelLot *self);
gint64      stempel_lot_get_reversed   (StempelLot *self);

G_END_DECLS
