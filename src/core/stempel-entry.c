/* stempel-entry.c: a line of the ledger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-entry.h"
#include "stempel-record-private.h"

/**
 * StempelEntry:
 *
 * A line of the ledger. Money is in minor units, `hash` is hexadecimal. `store_id` and `login_id`
 * are 0 where no shop and nobody was in it, as with points that lapse. `voidable` and
 * `voidable_until` are only filled by the operation entry_get.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelEntry
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelEntry, stempel_entry, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  KIND,
  ACCOUNT_ID,
  CUSTOMER_ID,
  CUSTOMER_NAME,
  CARD_ID,
  CARD_NUMBER,
  PROGRAM_ID,
  PROGRAM_NAME,
  PROGRAM_VERSION,
  STORE_ID,
  STORE_NAME,
  EMPLOYEE_ID,
  EMPLOYEE_NAME,
  LOGIN_ID,
  LOGIN_NAME,
  STAMPS,
  STAMPS_AFTER,
  POINTS,
  POINTS_AFTER,
  OWED_POINTS_AFTER,
  OCCURRED_AT,
  RECORDED_AT,
  BUSINESS_DAY,
  REVERSES,
  REVERSED_BY,
  REFUNDS,
  REASON,
  REASON_CODE,
  ENTITLEMENT_ID,
  REWARD_ID,
  REWARD_NAME,
  RECEIPT,
  TICKET_AMOUNT,
  AMOUNT,
  MULTIPLIER_BP,
  TIER_KEY,
  TIER_NAME,
  WRITTEN_OFF,
  APPROVER_ID,
  APPROVER_NAME,
  ENTITLEMENTS_ISSUED,
  IDEMPOTENCY_KEY,
  HASH,
  VOIDABLE,
  VOIDABLE_UNTIL,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [KIND] = { "kind", STEMPEL_FIELD_TEXT, TRUE },
  [ACCOUNT_ID] = { "account_id", STEMPEL_FIELD_INT },
  [CUSTOMER_ID] = { "customer_id", STEMPEL_FIELD_INT },
  [CUSTOMER_NAME] = { "customer_name", STEMPEL_FIELD_TEXT },
  [CARD_ID] = { "card_id", STEMPEL_FIELD_INT },
  [CARD_NUMBER] = { "card_number", STEMPEL_FIELD_TEXT },
  [PROGRAM_ID] = { "program_id", STEMPEL_FIELD_INT },
  [PROGRAM_NAME] = { "program_name", STEMPEL_FIELD_TEXT },
  [PROGRAM_VERSION] = { "program_version", STEMPEL_FIELD_INT },
  [STORE_ID] = { "store_id", STEMPEL_FIELD_INT },
  [STORE_NAME] = { "store_name", STEMPEL_FIELD_TEXT },
  [EMPLOYEE_ID] = { "employee_id", STEMPEL_FIELD_INT },
  [EMPLOYEE_NAME] = { "employee_name", STEMPEL_FIELD_TEXT },
  [LOGIN_ID] = { "login_id", STEMPEL_FIELD_INT },
  [LOGIN_NAME] = { "login_name", STEMPEL_FIELD_TEXT },
  [STAMPS] = { "stamps", STEMPEL_FIELD_INT },
  [STAMPS_AFTER] = { "stamps_after", STEMPEL_FIELD_INT },
  [POINTS] = { "points", STEMPEL_FIELD_INT },
  [POINTS_AFTER] = { "points_after", STEMPEL_FIELD_INT },
  [OWED_POINTS_AFTER] = { "owed_points_after", STEMPEL_FIELD_INT },
  [OCCURRED_AT] = { "occurred_at", STEMPEL_FIELD_TIME },
  [RECORDED_AT] = { "recorded_at", STEMPEL_FIELD_TIME },
  [BUSINESS_DAY] = { "business_day", STEMPEL_FIELD_DAY },
  [REVERSES] = { "reverses", STEMPEL_FIELD_INT },
  [REVERSED_BY] = { "reversed_by", STEMPEL_FIELD_INT },
  [REFUNDS] = { "refunds", STEMPEL_FIELD_INT },
  [REASON] = { "reason", STEMPEL_FIELD_TEXT },
  [REASON_CODE] = { "reason_code", STEMPEL_FIELD_TEXT },
  [ENTITLEMENT_ID] = { "entitlement_id", STEMPEL_FIELD_INT },
  [REWARD_ID] = { "reward_id", STEMPEL_FIELD_INT },
  [REWARD_NAME] = { "reward_name", STEMPEL_FIELD_TEXT },
  [RECEIPT] = { "receipt", STEMPEL_FIELD_TEXT },
  [TICKET_AMOUNT] = { "ticket_amount", STEMPEL_FIELD_INT },
  [AMOUNT] = { "amount", STEMPEL_FIELD_INT },
  [MULTIPLIER_BP] = { "multiplier_bp", STEMPEL_FIELD_INT },
  [TIER_KEY] = { "tier_key", STEMPEL_FIELD_INT },
  [TIER_NAME] = { "tier_name", STEMPEL_FIELD_TEXT },
  [WRITTEN_OFF] = { "written_off", STEMPEL_FIELD_INT },
  [APPROVER_ID] = { "approver_id", STEMPEL_FIELD_INT },
  [APPROVER_NAME] = { "approver_name", STEMPEL_FIELD_TEXT },
  [ENTITLEMENTS_ISSUED] = { "entitlements_issued", STEMPEL_FIELD_INT },
  [IDEMPOTENCY_KEY] = { "idempotency_key", STEMPEL_FIELD_TEXT },
  [HASH] = { "hash", STEMPEL_FIELD_TEXT },
  [VOIDABLE] = { "voidable", STEMPEL_FIELD_BOOLEAN },
  [VOIDABLE_UNTIL] = { "voidable_until", STEMPEL_FIELD_TIME },
};

static void
stempel_entry_class_init (StempelEntryClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_entry_init (StempelEntry *self)
{
}

STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, id, ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, kind, KIND)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, account_id, ACCOUNT_ID)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, customer_id, CUSTOMER_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, customer_name, CUSTOMER_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, card_id, CARD_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, card_number, CARD_NUMBER)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, program_id, PROGRAM_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, program_name, PROGRAM_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, program_version, PROGRAM_VERSION)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, store_id, STORE_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, store_name, STORE_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, employee_id, EMPLOYEE_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, employee_name, EMPLOYEE_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, login_id, LOGIN_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, login_name, LOGIN_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, stamps, STAMPS)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, stamps_after, STAMPS_AFTER)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, points, POINTS)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, points_after, POINTS_AFTER)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, owed_points_after, OWED_POINTS_AFTER)
STEMPEL_GETTER_TIME (StempelEntry, stempel_entry, ENTRY, occurred_at, OCCURRED_AT)
STEMPEL_GETTER_TIME (StempelEntry, stempel_entry, ENTRY, recorded_at, RECORDED_AT)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, business_day, BUSINESS_DAY)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, reverses, REVERSES)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, reversed_by, REVERSED_BY)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, refunds, REFUNDS)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, reason, REASON)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, reason_code, REASON_CODE)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, entitlement_id, ENTITLEMENT_ID)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, reward_id, REWARD_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, reward_name, REWARD_NAME)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, receipt, RECEIPT)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, ticket_amount, TICKET_AMOUNT)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, amount, AMOUNT)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, multiplier_bp, MULTIPLIER_BP)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, tier_key, TIER_KEY)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, tier_name, TIER_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, written_off, WRITTEN_OFF)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, approver_id, APPROVER_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, approver_name, APPROVER_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, entitlements_issued, ENTITLEMENTS_ISSUED)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, idempotency_key, IDEMPOTENCY_KEY)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, hash, HASH)
STEMPEL_GETTER_BOOLEAN (StempelEntry, stempel_entry, ENTRY, voidable, VOIDABLE)
STEMPEL_GETTER_TIME (StempelEntry, stempel_entry, ENTRY, voidable_until, VOIDABLE_UNTIL)
