/* stempel-booking.c: the reply of a booking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-booking.h"
#include "stempel-record-private.h"

/**
 * StempelBooking:
 *
 * The reply of a booking: the entry made, the account after it, the lot of the points earned, the
 * entitlement handed out (redeem) or those just issued (earn), and whether this is the stored
 * answer of an earlier attempt.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelBooking
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelBooking, stempel_booking, STEMPEL_TYPE_RECORD)

enum
{
  ENTRY,
  ACCOUNT,
  LOT,
  ENTITLEMENT,
  ENTITLEMENTS,
  REPLAYED,
};

static const StempelRecordField fields[] = {
  [ENTRY] = { "entry", STEMPEL_FIELD_RECORD, TRUE, stempel_entry_get_type },
  [ACCOUNT] = { "account", STEMPEL_FIELD_RECORD, FALSE, stempel_account_get_type },
  [LOT] = { "lot", STEMPEL_FIELD_RECORD, FALSE, stempel_lot_get_type },
  [ENTITLEMENT] = { "entitlement", STEMPEL_FIELD_RECORD, FALSE, stempel_entitlement_get_type },
  [ENTITLEMENTS] = { "entitlements", STEMPEL_FIELD_LIST, FALSE, stempel_entitlement_get_type },
  [REPLAYED] = { "replayed", STEMPEL_FIELD_BOOLEAN },
};

static void
stempel_booking_class_init (StempelBookingClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_booking_init (StempelBooking *self)
{
}

STEMPEL_GETTER_RECORD (StempelBooking, stempel_booking, BOOKING, entry, ENTRY, StempelEntry)
STEMPEL_GETTER_RECORD (StempelBooking, stempel_booking, BOOKING, account, ACCOUNT, StempelAccount)
STEMPEL_GETTER_RECORD (StempelBooking, stempel_booking, BOOKING, lot, LOT, StempelLot)
STEMPEL_GETTER_RECORD (StempelBooking, stempel_booking, BOOKING, entitlement, ENTITLEMENT,
                       StempelEntitlement)
STEMPEL_GETTER_LIST (StempelBooking, stempel_booking, BOOKING, entitlements, ENTITLEMENTS)
STEMPEL_GETTER_BOOLEAN (StempelBooking, stempel_booking, BOOKING, replayed, REPLAYED)
