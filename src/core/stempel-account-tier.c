/* stempel-account-tier.c: the tier that a member has in a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-account-tier.h"
#include "stempel-record-private.h"

/**
 * StempelAccountTier:
 *
 * The tier that a member has in a program. `key` is 0 and `name` is %NULL when none was reached
 * yet. `manual` says that it was given by hand; `kept_until` is the last day it is kept without
 * being reached again, %NULL for ever; `metric` is what counts in the running window.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelAccountTier
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelAccountTier, stempel_account_tier, STEMPEL_TYPE_RECORD)

enum
{
  KEY,
  NAME,
  MANUAL,
  SINCE,
  KEPT_UNTIL,
  METRIC,
  NEXT,
};

static const StempelRecordField fields[] = {
  [KEY] = { "key", STEMPEL_FIELD_INT },
  [NAME] = { "name", STEMPEL_FIELD_TEXT },
  [MANUAL] = { "manual", STEMPEL_FIELD_BOOLEAN },
  [SINCE] = { "since", STEMPEL_FIELD_TIME },
  [KEPT_UNTIL] = { "kept_until", STEMPEL_FIELD_DAY },
  [METRIC] = { "metric", STEMPEL_FIELD_INT },
  [NEXT] = { "next", STEMPEL_FIELD_RECORD, FALSE, stempel_next_tier_get_type },
};

static void
stempel_account_tier_class_init (StempelAccountTierClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_account_tier_init (StempelAccountTier *self)
{
}

STEMPEL_GETTER_INT (StempelAccountTier, stempel_account_tier, ACCOUNT_TIER, key, KEY)
STEMPEL_GETTER_TEXT (StempelAccountTier, stempel_account_tier, ACCOUNT_TIER, name, NAME)
STEMPEL_GETTER_BOOLEAN (StempelAccountTier, stempel_account_tier, ACCOUNT_TIER, manual, MANUAL)
STEMPEL_GETTER_TIME (StempelAccountTier, stempel_account_tier, ACCOUNT_TIER, since, SINCE)
STEMPEL_GETTER_TEXT (StempelAccountTier, stempel_account_tier, ACCOUNT_TIER, kept_until, KEPT_UNTIL)
STEMPEL_GETTER_INT (StempelAccountTier, stempel_account_tier, ACCOUNT_TIER, metric, METRIC)
STEMPEL_GETTER_RECORD (StempelAccountTier, stempel_account_tier, ACCOUNT_TIER, next, NEXT,
                       StempelNextTier)
