/* stempel-member.c: a row of the search for members
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-member.h"
#include "stempel-record-private.h"

/**
 * StempelMember:
 *
 * A row of the search for members. `matched` says what the search text met: name, email, phone or
 * card.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelMember
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelMember, stempel_member, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  EMAIL,
  PHONE,
  CARD_NUMBER,
  CARD_STATE,
  ENROLLED_AT,
  LAST_VISIT_AT,
  MATCHED,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [EMAIL] = { "email", STEMPEL_FIELD_TEXT },
  [PHONE] = { "phone", STEMPEL_FIELD_TEXT },
  [CARD_NUMBER] = { "card_number", STEMPEL_FIELD_TEXT },
  [CARD_STATE] = { "card_state", STEMPEL_FIELD_TEXT },
  [ENROLLED_AT] = { "enrolled_at", STEMPEL_FIELD_TIME },
  [LAST_VISIT_AT] = { "last_visit_at", STEMPEL_FIELD_TIME },
  [MATCHED] = { "matched", STEMPEL_FIELD_TEXT },
};

static void
stempel_member_class_init (StempelMemberClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_member_init (StempelMember *self)
{
}

STEMPEL_GETTER_INT (StempelMember, stempel_member, MEMBER, id, ID)
STEMPEL_GETTER_TEXT (StempelMember, stempel_member, MEMBER, name, NAME)
STEMPEL_GETTER_TEXT (StempelMember, stempel_member, MEMBER, email, EMAIL)
STEMPEL_GETTER_TEXT (StempelMember, stempel_member, MEMBER, phone, PHONE)
STEMPEL_GETTER_TEXT (StempelMember, stempel_member, MEMBER, card_number, CARD_NUMBER)
STEMPEL_GETTER_TEXT (StempelMember, stempel_member, MEMBER, card_state, CARD_STATE)
STEMPEL_GETTER_TIME (StempelMember, stempel_member, MEMBER, enrolled_at, ENROLLED_AT)
STEMPEL_GETTER_TIME (StempelMember, stempel_member, MEMBER, last_visit_at, LAST_VISIT_AT)
STEMPEL_GETTER_TEXT (StempelMember, stempel_member, MEMBER, matched, MATCHED)
