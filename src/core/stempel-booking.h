/* stempel-booking.h: the reply of a booking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-entitlement.h"
#include "stempel-entry.h"
#include "stempel-lot.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_BOOKING (stempel_booking_get_type ())

G_DECLARE_FINAL_TYPE (StempelBooking, stempel_booking, STEMPEL, BOOKING, StempelRecord)

StempelEntry       *stempel_booking_get_entry        (StempelBooking *self);
StempelAccount     *stempel_booking_get_account      (StempelBooking *self);
StempelLot         *stempel_booking_get_lot          (StempelBooking *self);
StempelEntitlement *stempel_booking_get_entitlement  (StempelBooking *self);
GListModel         *stempel_booking_get_entitlements (StempelBooking *self);
gboolean            stempel_booking_get_replayed     (StempelBooking *self);

G_END_DECLS
