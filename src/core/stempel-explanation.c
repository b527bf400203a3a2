/* stempel-explanation.c: why a balance is what it is, or was
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-entitlement.h"
#include "stempel-entry.h"
#include "stempel-explanation.h"
#include "stempel-record-private.h"

/**
 * StempelExplanation:
 *
 * The balance of an account at a moment, with the entries it comes from, what each did to which lot
 * (`lots`) and what made or repaid a debt (`debts`), as docs/operations.md describes them.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelExplanation
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelExplanation, stempel_explanation, STEMPEL_TYPE_RECORD)

enum
{
  ACCOUNT_ID,
  AT,
  POINTS,
  USABLE_POINTS,
  OWED_POINTS,
  STAMPS,
  OWED_STAMPS,
  ENTITLEMENTS,
  LOTS,
  DEBTS,
  ENTRIES,
};

static const StempelRecordField fields[] = {
  [ACCOUNT_ID] = { "account_id", STEMPEL_FIELD_INT, TRUE },
  [AT] = { "at", STEMPEL_FIELD_TIME },
  [POINTS] = { "points", STEMPEL_FIELD_INT },
  [USABLE_POINTS] = { "usable_points", STEMPEL_FIELD_INT },
  [OWED_POINTS] = { "owed_points", STEMPEL_FIELD_INT },
  [STAMPS] = { "stamps", STEMPEL_FIELD_INT },
  [OWED_STAMPS] = { "owed_stamps", STEMPEL_FIELD_INT },
  [ENTITLEMENTS] = { "entitlements", STEMPEL_FIELD_LIST, FALSE, stempel_entitlement_get_type },
  [LOTS] = { "lots", STEMPEL_FIELD_JSON },
  [DEBTS] = { "debts", STEMPEL_FIELD_JSON },
  [ENTRIES] = { "entries", STEMPEL_FIELD_LIST, FALSE, stempel_entry_get_type },
};

static void
stempel_explanation_class_init (StempelExplanationClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_explanation_init (StempelExplanation *self)
{
}

STEMPEL_GETTER_INT (StempelExplanation, stempel_explanation, EXPLANATION, account_id, ACCOUNT_ID)
STEMPEL_GETTER_TIME (StempelExplanation, stempel_explanation, EXPLANATION, at, AT)
STEMPEL_GETTER_INT (StempelExplanation, stempel_explanation, EXPLANATION, points, POINTS)
STEMPEL_GETTER_INT (StempelExplanation, stempel_explanation, EXPLANATION, usable_points,
                    USABLE_POINTS)
STEMPEL_GETTER_INT (StempelExplanation, stempel_explanation, EXPLANATION, owed_points, OWED_POINTS)
STEMPEL_GETTER_INT (StempelExplanation, stempel_explanation, EXPLANATION, stamps, STAMPS)
STEMPEL_GETTER_INT (StempelExplanation, stempel_explanation, EXPLANATION, owed_stamps, OWED_STAMPS)
STEMPEL_GETTER_LIST (StempelExplanation, stempel_explanation, EXPLANATION, entitlements,
                     ENTITLEMENTS)
STEMPEL_GETTER_JSON (StempelExplanation, stempel_explanation, EXPLANATION, lots, LOTS)
STEMPEL_GETTER_JSON (StempelExplanation, stempel_explanation, EXPLANATION, debts, DEBTS)
STEMPEL_GETTER_LIST (StempelExplanation, stempel_explanation, EXPLANATION, entries, ENTRIES)
