/* stempel-card.c: a token that points to the accounts of a member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-card.h"
#include "stempel-record-private.h"

/**
 * StempelCard:
 *
 * A card: a printed number and a token that point to the accounts of a member.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelCard
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelCard, stempel_card, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NUMBER,
  TOKEN,
  STATE,
  CUSTOMER_ID,
  CUSTOMER_NAME,
  ISSUED_AT,
  BLOCKED_AT,
  BLOCK_REASON,
  REPLACED_AT,
  REPLACED_BY,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NUMBER] = { "number", STEMPEL_FIELD_TEXT },
  [TOKEN] = { "token", STEMPEL_FIELD_TEXT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [CUSTOMER_ID] = { "customer_id", STEMPEL_FIELD_INT },
  [CUSTOMER_NAME] = { "customer_name", STEMPEL_FIELD_TEXT },
  [ISSUED_AT] = { "issued_at", STEMPEL_FIELD_TIME },
  [BLOCKED_AT] = { "blocked_at", STEMPEL_FIELD_TIME },
  [BLOCK_REASON] = { "block_reason", STEMPEL_FIELD_TEXT },
  [REPLACED_AT] = { "replaced_at", STEMPEL_FIELD_TIME },
  [REPLACED_BY] = { "replaced_by", STEMPEL_FIELD_INT },
};

static void
stempel_card_class_init (StempelCardClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_card_init (StempelCard *self)
{
}

STEMPEL_GETTER_INT (StempelCard, stempel_card, CARD, id, ID)
STEMPEL_GETTER_TEXT (StempelCard, stempel_card, CARD, number, NUMBER)
STEMPEL_GETTER_TEXT (StempelCard, stempel_card, CARD, token, TOKEN)
STEMPEL_GETTER_TEXT (StempelCard, stempel_card, CARD, state, STATE)
STEMPEL_GETTER_INT (StempelCard, stempel_card, CARD, customer_id, CUSTOMER_ID)
STEMPEL_GETTER_TEXT (StempelCard, stempel_card, CARD, customer_name, CUSTOMER_NAME)
STEMPEL_GETTER_TIME (StempelCard, stempel_card, CARD, issued_at, ISSUED_AT)
STEMPEL_GETTER_TIME (StempelCard, stempel_card, CARD, blocked_at, BLOCKED_AT)
STEMPEL_GETTER_TEXT (StempelCard, stempel_card, CARD, block_reason, BLOCK_REASON)
STEMPEL_GETTER_TIME (StempelCard, stempel_card, CARD, replaced_at, REPLACED_AT)
STEMPEL_GETTER_INT (StempelCard, stempel_card, CARD, replaced_by, REPLACED_BY)
