/* stempel-hold.c: the reply of a reservation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-hold.h"
#include "stempel-record-private.h"

/**
 * StempelHold:
 *
 * The reply of redemption_reserve and redemption_cancel: the reservation, the account after it, and
 * whether this is the stored answer of an earlier attempt.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelHold
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelHold, stempel_hold, STEMPEL_TYPE_RECORD)

enum
{
  RESERVATION,
  ACCOUNT,
  REPLAYED,
};

static const StempelRecordField fields[] = {
  [RESERVATION] = { "reservation", STEMPEL_FIELD_RECORD, TRUE, stempel_reservation_get_type },
  [ACCOUNT] = { "account", STEMPEL_FIELD_RECORD, FALSE, stempel_account_get_type },
  [REPLAYED] = { "replayed", STEMPEL_FIELD_BOOLEAN },
};

static void
stempel_hold_class_init (StempelHoldClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_hold_init (StempelHold *self)
{
}

STEMPEL_GETTER_RECORD (StempelHold, stempel_hold, HOLD, reservation, RESERVATION,
                       StempelReservation)
STEMPEL_GETTER_RECORD (StempelHold, stempel_hold, HOLD, account, ACCOUNT, StempelAccount)
STEMPEL_GETTER_BOOLEAN (StempelHold, stempel_hold, HOLD, replayed, REPLAYED)
