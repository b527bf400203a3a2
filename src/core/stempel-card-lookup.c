/* stempel-card-lookup.c: what a scan finds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-card-lookup.h"
#include "stempel-record-private.h"

/**
 * StempelCardLookup:
 *
 * What a scan finds: the card, its member, and the accounts of the member.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelCardLookup
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelCardLookup, stempel_card_lookup, STEMPEL_TYPE_RECORD)

enum
{
  CARD,
  CUSTOMER,
  ACCOUNTS,
};

static const StempelRecordField fields[] = {
  [CARD] = { "card", STEMPEL_FIELD_RECORD, TRUE, stempel_card_get_type },
  [CUSTOMER] = { "customer", STEMPEL_FIELD_RECORD, FALSE, stempel_customer_get_type },
  [ACCOUNTS] = { "accounts", STEMPEL_FIELD_LIST, FALSE, stempel_account_get_type },
};

static void
stempel_card_lookup_class_init (StempelCardLookupClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_card_lookup_init (StempelCardLookup *self)
{
}

STEMPEL_GETTER_RECORD (StempelCardLookup, stempel_card_lookup, CARD_LOOKUP, card, CARD, StempelCard)
STEMPEL_GETTER_RECORD (StempelCardLookup, stempel_card_lookup, CARD_LOOKUP, customer, CUSTOMER,
                       StempelCustomer)
STEMPEL_GETTER_LIST (StempelCardLookup, stempel_card_lookup, CARD_LOOKUP, accounts, ACCOUNTS)
