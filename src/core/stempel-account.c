/* stempel-account.c: a member in a program: the balance lives here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-account.h"
#include "stempel-record-private.h"

/**
 * StempelAccount:
 *
 * A member in a program: the balance. `points` are those that can be used now; `stamps_target` is 0
 * in a program without stamps. `entitlements` holds the open ones; `available_at` is %NULL when a
 * stamp is possible now. `tier` is %NULL in a program without tiers.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelAccount
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelAccount, stempel_account, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  CUSTOMER_ID,
  PROGRAM_ID,
  PROGRAM_NAME,
  PROGRAM_KIND,
  PROGRAM_STATE,
  POINTS,
  OWED_POINTS,
  RESERVED_POINTS,
  EXPIRING,
  STAMPS,
  STAMPS_TARGET,
  OWED_STAMPS,
  STAMPS_TODAY,
  DAILY_LIMIT,
  MAX_STAMPS_PER_VISIT,
  PIN_POLICY,
  REWARD_NAME,
  COLOUR,
  ENTITLEMENTS,
  LAST_STAMP,
  AVAILABLE_AT,
  TIER,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [CUSTOMER_ID] = { "customer_id", STEMPEL_FIELD_INT },
  [PROGRAM_ID] = { "program_id", STEMPEL_FIELD_INT },
  [PROGRAM_NAME] = { "program_name", STEMPEL_FIELD_TEXT },
  [PROGRAM_KIND] = { "program_kind", STEMPEL_FIELD_TEXT },
  [PROGRAM_STATE] = { "program_state", STEMPEL_FIELD_TEXT },
  [POINTS] = { "points", STEMPEL_FIELD_INT },
  [OWED_POINTS] = { "owed_points", STEMPEL_FIELD_INT },
  [RESERVED_POINTS] = { "reserved_points", STEMPEL_FIELD_INT },
  [EXPIRING] = { "expiring", STEMPEL_FIELD_RECORD, FALSE, stempel_expiring_points_get_type },
  [STAMPS] = { "stamps", STEMPEL_FIELD_INT },
  [STAMPS_TARGET] = { "stamps_target", STEMPEL_FIELD_INT },
  [OWED_STAMPS] = { "owed_stamps", STEMPEL_FIELD_INT },
  [STAMPS_TODAY] = { "stamps_today", STEMPEL_FIELD_INT },
  [DAILY_LIMIT] = { "daily_limit", STEMPEL_FIELD_INT },
  [MAX_STAMPS_PER_VISIT] = { "max_stamps_per_visit", STEMPEL_FIELD_INT },
  [PIN_POLICY] = { "pin_policy", STEMPEL_FIELD_TEXT },
  [REWARD_NAME] = { "reward_name", STEMPEL_FIELD_TEXT },
  [COLOUR] = { "colour", STEMPEL_FIELD_TEXT },
  [ENTITLEMENTS] = { "entitlements", STEMPEL_FIELD_LIST, FALSE, stempel_entitlement_get_type },
  [LAST_STAMP] = { "last_stamp", STEMPEL_FIELD_RECORD, FALSE, stempel_last_stamp_get_type },
  [AVAILABLE_AT] = { "available_at", STEMPEL_FIELD_TIME },
  [TIER] = { "tier", STEMPEL_FIELD_RECORD, FALSE, stempel_account_tier_get_type },
};

static void
stempel_account_class_init (StempelAccountClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_account_init (StempelAccount *self)
{
}

STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, id, ID)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, customer_id, CUSTOMER_ID)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, program_id, PROGRAM_ID)
STEMPEL_GETTER_TEXT (StempelAccount, stempel_account, ACCOUNT, program_name, PROGRAM_NAME)
STEMPEL_GETTER_TEXT (StempelAccount, stempel_account, ACCOUNT, program_kind, PROGRAM_KIND)
STEMPEL_GETTER_TEXT (StempelAccount, stempel_account, ACCOUNT, program_state, PROGRAM_STATE)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, points, POINTS)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, owed_points, OWED_POINTS)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, reserved_points, RESERVED_POINTS)
STEMPEL_GETTER_RECORD (StempelAccount, stempel_account, ACCOUNT, expiring, EXPIRING,
                       StempelExpiringPoints)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, stamps, STAMPS)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, stamps_target, STAMPS_TARGET)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, owed_stamps, OWED_STAMPS)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, stamps_today, STAMPS_TODAY)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, daily_limit, DAILY_LIMIT)
STEMPEL_GETTER_INT (StempelAccount, stempel_account, ACCOUNT, max_stamps_per_visit,
                    MAX_STAMPS_PER_VISIT)
STEMPEL_GETTER_TEXT (StempelAccount, stempel_account, ACCOUNT, pin_policy, PIN_POLICY)
STEMPEL_GETTER_TEXT (StempelAccount, stempel_account, ACCOUNT, reward_name, REWARD_NAME)
STEMPEL_GETTER_TEXT (StempelAccount, stempel_account, ACCOUNT, colour, COLOUR)
STEMPEL_GETTER_LIST (StempelAccount, stempel_account, ACCOUNT, entitlements, ENTITLEMENTS)
STEMPEL_GETTER_RECORD (StempelAccount, stempel_account, ACCOUNT, last_stamp, LAST_STAMP,
                       StempelLastStamp)
STEMPEL_GETTER_TIME (StempelAccount, stempel_account, ACCOUNT, available_at, AVAILABLE_AT)
STEMPEL_GETTER_RECORD (StempelAccount, stempel_account, ACCOUNT, tier, TIER, StempelAccountTier)
