/* stempel-reservation.c: points that are held for a till
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-reservation.h"
#include "stempel-record-private.h"

/**
 * StempelReservation:
 *
 * Points that are held until a till commits or cancels, or `expires_at` releases them. `amount` is
 * what they are worth in minor units of money.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelReservation
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelReservation, stempel_reservation, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  ACCOUNT_ID,
  REWARD_ID,
  REWARD_NAME,
  POINTS,
  AMOUNT,
  STATE,
  RESERVED_AT,
  EXPIRES_AT,
  ENTRY_ID,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [ACCOUNT_ID] = { "account_id", STEMPEL_FIELD_INT },
  [REWARD_ID] = { "reward_id", STEMPEL_FIELD_INT },
  [REWARD_NAME] = { "reward_name", STEMPEL_FIELD_TEXT },
  [POINTS] = { "points", STEMPEL_FIELD_INT },
  [AMOUNT] = { "amount", STEMPEL_FIELD_INT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [RESERVED_AT] = { "reserved_at", STEMPEL_FIELD_TIME },
  [EXPIRES_AT] = { "expires_at", STEMPEL_FIELD_TIME },
  [ENTRY_ID] = { "entry_id", STEMPEL_FIELD_INT },
};

static void
stempel_reservation_class_init (StempelReservationClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_reservation_init (StempelReservation *self)
{
}

STEMPEL_GETTER_INT (StempelReservation, stempel_reservation, RESERVATION, id, ID)
STEMPEL_GETTER_INT (StempelReservation, stempel_reservation, RESERVATION, account_id, ACCOUNT_ID)
STEMPEL_GETTER_INT (StempelReservation, stempel_reservation, RESERVATION, reward_id, REWARD_ID)
STEMPEL_GETTER_TEXT (StempelReservation, stempel_reservation, RESERVATION, reward_name, REWARD_NAME)
STEMPEL_GETTER_INT (StempelReservation, stempel_reservation, RESERVATION, points, POINTS)
STEMPEL_GETTER_INT (StempelReservation, stempel_reservation, RESERVATION, amount, AMOUNT)
STEMPEL_GETTER_TEXT (StempelReservation, stempel_reservation, RESERVATION, state, STATE)
STEMPEL_GETTER_TIME (StempelReservation, stempel_reservation, RESERVATION, reserved_at, RESERVED_AT)
STEMPEL_GETTER_TIME (StempelReservation, stempel_reservation, RESERVATION, expires_at, EXPIRES_AT)
STEMPEL_GETTER_INT (StempelReservation, stempel_reservation, RESERVATION, entry_id, ENTRY_ID)
