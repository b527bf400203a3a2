/* stempel-entitlement.c: a full stamp card: a reward not yet collected
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-entitlement.h"
#include "stempel-record-private.h"

/**
 * StempelEntitlement:
 *
 * A full stamp card: a reward, and whether it was collected.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelEntitlement
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelEntitlement, stempel_entitlement, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  ACCOUNT_ID,
  REWARD_NAME,
  STAMPS,
  STATE,
  ISSUED_AT,
  EXPIRES_ON,
  REDEEMED_AT,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [ACCOUNT_ID] = { "account_id", STEMPEL_FIELD_INT },
  [REWARD_NAME] = { "reward_name", STEMPEL_FIELD_TEXT },
  [STAMPS] = { "stamps", STEMPEL_FIELD_INT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [ISSUED_AT] = { "issued_at", STEMPEL_FIELD_TIME },
  [EXPIRES_ON] = { "expires_on", STEMPEL_FIELD_DAY },
  [REDEEMED_AT] = { "redeemed_at", STEMPEL_FIELD_TIME },
};

static void
stempel_entitlement_class_init (StempelEntitlementClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_entitlement_init (StempelEntitlement *self)
{
}

STEMPEL_GETTER_INT (StempelEntitlement, stempel_entitlement, ENTITLEMENT, id, ID)
STEMPEL_GETTER_INT (StempelEntitlement, stempel_entitlement, ENTITLEMENT, account_id, ACCOUNT_ID)
STEMPEL_GETTER_TEXT (StempelEntitlement, stempel_entitlement, ENTITLEMENT, reward_name, REWARD_NAME)
STEMPEL_GETTER_INT (StempelEntitlement, stempel_entitlement, ENTITLEMENT, stamps, STAMPS)
STEMPEL_GETTER_TEXT (StempelEntitlement, stempel_entitlement, ENTITLEMENT, state, STATE)
STEMPEL_GETTER_TIME (StempelEntitlement, stempel_entitlement, ENTITLEMENT, issued_at, ISSUED_AT)
STEMPEL_GETTER_TEXT (StempelEntitlement, stempel_entitlement, ENTITLEMENT, expires_on, EXPIRES_ON)
STEMPEL_GETTER_TIME (StempelEntitlement, stempel_entitlement, ENTITLEMENT, redeemed_at, REDEEMED_AT)
