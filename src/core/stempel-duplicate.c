/* stempel-duplicate.c: two members who may be one person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-duplicate.h"
#include "stempel-record-private.h"

/**
 * StempelDuplicate:
 *
 * Two members who may be one person, and what speaks for it; or (state `apart`) who are not.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelDuplicate
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelDuplicate, stempel_duplicate, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  OTHER_ID,
  REASONS,
  STRENGTH,
  STATE,
  CUSTOMER,
  OTHER,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [OTHER_ID] = { "other_id", STEMPEL_FIELD_INT, TRUE },
  [REASONS] = { "reasons", STEMPEL_FIELD_TEXTS },
  [STRENGTH] = { "strength", STEMPEL_FIELD_INT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT, TRUE },
  [CUSTOMER] = { "customer", STEMPEL_FIELD_RECORD, TRUE, stempel_customer_get_type },
  [OTHER] = { "other", STEMPEL_FIELD_RECORD, TRUE, stempel_customer_get_type },
};

static void
stempel_duplicate_class_init (StempelDuplicateClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_duplicate_init (StempelDuplicate *self)
{
}

STEMPEL_GETTER_INT (StempelDuplicate, stempel_duplicate, DUPLICATE, id, ID)
STEMPEL_GETTER_INT (StempelDuplicate, stempel_duplicate, DUPLICATE, other_id, OTHER_ID)
STEMPEL_GETTER_TEXTS (StempelDuplicate, stempel_duplicate, DUPLICATE, reasons, REASONS)
STEMPEL_GETTER_INT (StempelDuplicate, stempel_duplicate, DUPLICATE, strength, STRENGTH)
STEMPEL_GETTER_TEXT (StempelDuplicate, stempel_duplicate, DUPLICATE, state, STATE)
STEMPEL_GETTER_RECORD (StempelDuplicate, stempel_duplicate, DUPLICATE, customer, CUSTOMER,
                       StempelCustomer)
STEMPEL_GETTER_RECORD (StempelDuplicate, stempel_duplicate, DUPLICATE, other, OTHER,
                       StempelCustomer)
