/* stempel-program.c: what a merchant offers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-program.h"
#include "stempel-record-private.h"

/**
 * StempelProgram:
 *
 * What a merchant offers. `draft` is %NULL when nothing differs from what is published, `version`
 * is 0 while nothing is; `members` is exact up to 10,000.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelProgram
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelProgram, stempel_program, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  KIND,
  STATE,
  NAME,
  VERSION,
  DRAFT,
  PUBLISHED,
  PUBLISHED_AT,
  MEMBERS,
  MEMBERS_CAPPED,
  REVISION,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [KIND] = { "kind", STEMPEL_FIELD_TEXT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT },
  [VERSION] = { "version", STEMPEL_FIELD_INT },
  [DRAFT] = { "draft", STEMPEL_FIELD_RECORD, FALSE, stempel_rules_get_type },
  [PUBLISHED] = { "published", STEMPEL_FIELD_RECORD, FALSE, stempel_rules_get_type },
  [PUBLISHED_AT] = { "published_at", STEMPEL_FIELD_TIME },
  [MEMBERS] = { "members", STEMPEL_FIELD_INT },
  [MEMBERS_CAPPED] = { "members_capped", STEMPEL_FIELD_BOOLEAN },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
};

static void
stempel_program_class_init (StempelProgramClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_program_init (StempelProgram *self)
{
}

STEMPEL_GETTER_INT (StempelProgram, stempel_program, PROGRAM, id, ID)
STEMPEL_GETTER_TEXT (StempelProgram, stempel_program, PROGRAM, kind, KIND)
STEMPEL_GETTER_TEXT (StempelProgram, stempel_program, PROGRAM, state, STATE)
STEMPEL_GETTER_TEXT (StempelProgram, stempel_program, PROGRAM, name, NAME)
STEMPEL_GETTER_INT (StempelProgram, stempel_program, PROGRAM, version, VERSION)
STEMPEL_GETTER_RECORD (StempelProgram, stempel_program, PROGRAM, draft, DRAFT, StempelRules)
STEMPEL_GETTER_RECORD (StempelProgram, stempel_program, PROGRAM, published, PUBLISHED, StempelRules)
STEMPEL_GETTER_TIME (StempelProgram, stempel_program, PROGRAM, published_at, PUBLISHED_AT)
STEMPEL_GETTER_INT (StempelProgram, stempel_program, PROGRAM, members, MEMBERS)
STEMPEL_GETTER_BOOLEAN (StempelProgram, stempel_program, PROGRAM, members_capped, MEMBERS_CAPPED)
STEMPEL_GETTER_INT (StempelProgram, stempel_program, PROGRAM, revision, REVISION)
