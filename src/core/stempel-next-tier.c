/* stempel-next-tier.c: the tier above the one that a member has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-next-tier.h"
#include "stempel-record-private.h"

/**
 * StempelNextTier:
 *
 * The tier above the one that a member has, and how much is `missing` to it: points, minor units of
 * money or visits.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelNextTier
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelNextTier, stempel_next_tier, STEMPEL_TYPE_RECORD)

enum
{
  KEY,
  NAME,
  MISSING,
};

static const StempelRecordField fields[] = {
  [KEY] = { "key", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT },
  [MISSING] = { "missing", STEMPEL_FIELD_INT },
};

static void
stempel_next_tier_class_init (StempelNextTierClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_next_tier_init (StempelNextTier *self)
{
}

STEMPEL_GETTER_INT (StempelNextTier, stempel_next_tier, NEXT_TIER, key, KEY)
STEMPEL_GETTER_TEXT (StempelNextTier, stempel_next_tier, NEXT_TIER, name, NAME)
STEMPEL_GETTER_INT (StempelNextTier, stempel_next_tier, NEXT_TIER, missing, MISSING)
