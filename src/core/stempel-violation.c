/* stempel-violation.c: an invariant that does not hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-violation.h"
#include "stempel-record-private.h"

/**
 * StempelViolation:
 *
 * A broken invariant: the check, and the row where it broke. `facts` is the whole object.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelViolation
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelViolation, stempel_violation, STEMPEL_TYPE_RECORD)

enum
{
  CHECK,
  TABLE,
  ID,
  FACTS,
};

static const StempelRecordField fields[] = {
  [CHECK] = { "check", STEMPEL_FIELD_TEXT },
  [TABLE] = { "table", STEMPEL_FIELD_TEXT },
  [ID] = { "id", STEMPEL_FIELD_INT },
  [FACTS] = { "facts", STEMPEL_FIELD_WHOLE },
};

static void
stempel_violation_class_init (StempelViolationClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_violation_init (StempelViolation *self)
{
}

STEMPEL_GETTER_TEXT (StempelViolation, stempel_violation, VIOLATION, check, CHECK)
STEMPEL_GETTER_TEXT (StempelViolation, stempel_violation, VIOLATION, table, TABLE)
STEMPEL_GETTER_INT (StempelViolation, stempel_violation, VIOLATION, id, ID)
STEMPEL_GETTER_JSON (StempelViolation, stempel_violation, VIOLATION, facts, FACTS)
