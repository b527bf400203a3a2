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
 * A line of the ledger. `voidable` and `voidable_until` are only filled by the operation entry_get.
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
  OCCURRED_AT,
  RECORDED_AT,
  BUSINESS_DAY,
  REVERSES,
  REVERSED_BY,
  REASON,
  ENTITLEMENT_ID,
  REWARD_NAME,
  ENTITLEMENTS_ISSUED,
  IDEMPOTENCY_KEY,
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
  [OCCURRED_AT] = { "occurred_at", STEMPEL_FIELD_TIME },
  [RECORDED_AT] = { "recorded_at", STEMPEL_FIELD_TIME },
  [BUSINESS_DAY] = { "business_day", STEMPEL_FIELD_DAY },
  [REVERSES] = { "reverses", STEMPEL_FIELD_INT },
  [REVERSED_BY] = { "reversed_by", STEMPEL_FIELD_INT },
  [REASON] = { "reason", STEMPEL_FIELD_TEXT },
  [ENTITLEMENT_ID] = { "entitlement_id", STEMPEL_FIELD_INT },
  [REWARD_NAME] = { "reward_name", STEMPEL_FIELD_TEXT },
  [ENTITLEMENTS_ISSUED] = { "entitlements_issued", STEMPEL_FIELD_INT },
  [IDEMPOTENCY_KEY] = { "idempotency_key", STEMPEL_FIELD_TEXT },
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
STEMPEL_GETTER_TIME (StempelEntry, stempel_entry, ENTRY, occurred_at, OCCURRED_AT)
STEMPEL_GETTER_TIME (StempelEntry, stempel_entry, ENTRY, recorded_at, RECORDED_AT)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, business_day, BUSINESS_DAY)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, reverses, REVERSES)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, reversed_by, REVERSED_BY)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, reason, REASON)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, entitlement_id, ENTITLEMENT_ID)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, reward_name, REWARD_NAME)
STEMPEL_GETTER_INT (StempelEntry, stempel_entry, ENTRY, entitlements_issued, ENTITLEMENTS_ISSUED)
STEMPEL_GETTER_TEXT (StempelEntry, stempel_entry, ENTRY, idempotency_key, IDEMPOTENCY_KEY)
STEMPEL_GETTER_BOOLEAN (StempelEntry, stempel_entry, ENTRY, voidable, VOIDABLE)
STEMPEL_GETTER_TIME (StempelEntry, stempel_entry, ENTRY, voidable_until, VOIDABLE_UNTIL)
