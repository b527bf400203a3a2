/* stempel-customer.c: a person who collects
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-customer.h"
#include "stempel-record-private.h"

/**
 * StempelCustomer:
 *
 * A person who collects, with cards and accounts (both empty where the reply leaves them out).
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelCustomer
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelCustomer, stempel_customer, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  GIVEN_NAME,
  FAMILY_NAME,
  EMAIL,
  PHONE,
  BIRTHDAY,
  LANGUAGE,
  NOTE,
  STATE,
  MERGED_INTO,
  ENROLLED_AT,
  ENROLLED_STORE,
  REVISION,
  CARDS,
  ACCOUNTS,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [GIVEN_NAME] = { "given_name", STEMPEL_FIELD_TEXT },
  [FAMILY_NAME] = { "family_name", STEMPEL_FIELD_TEXT },
  [EMAIL] = { "email", STEMPEL_FIELD_TEXT },
  [PHONE] = { "phone", STEMPEL_FIELD_TEXT },
  [BIRTHDAY] = { "birthday", STEMPEL_FIELD_DAY },
  [LANGUAGE] = { "language", STEMPEL_FIELD_TEXT },
  [NOTE] = { "note", STEMPEL_FIELD_TEXT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [MERGED_INTO] = { "merged_into", STEMPEL_FIELD_INT },
  [ENROLLED_AT] = { "enrolled_at", STEMPEL_FIELD_TIME },
  [ENROLLED_STORE] = { "enrolled_store", STEMPEL_FIELD_TEXT },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
  [CARDS] = { "cards", STEMPEL_FIELD_LIST, FALSE, stempel_card_get_type },
  [ACCOUNTS] = { "accounts", STEMPEL_FIELD_LIST, FALSE, stempel_account_get_type },
};

static void
stempel_customer_class_init (StempelCustomerClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_customer_init (StempelCustomer *self)
{
}

STEMPEL_GETTER_INT (StempelCustomer, stempel_customer, CUSTOMER, id, ID)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, name, NAME)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, given_name, GIVEN_NAME)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, family_name, FAMILY_NAME)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, email, EMAIL)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, phone, PHONE)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, birthday, BIRTHDAY)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, language, LANGUAGE)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, note, NOTE)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, state, STATE)
STEMPEL_GETTER_INT (StempelCustomer, stempel_customer, CUSTOMER, merged_into, MERGED_INTO)
STEMPEL_GETTER_TIME (StempelCustomer, stempel_customer, CUSTOMER, enrolled_at, ENROLLED_AT)
STEMPEL_GETTER_TEXT (StempelCustomer, stempel_customer, CUSTOMER, enrolled_store, ENROLLED_STORE)
STEMPEL_GETTER_INT (StempelCustomer, stempel_customer, CUSTOMER, revision, REVISION)
STEMPEL_GETTER_LIST (StempelCustomer, stempel_customer, CUSTOMER, cards, CARDS)
STEMPEL_GETTER_LIST (StempelCustomer, stempel_customer, CUSTOMER, accounts, ACCOUNTS)
