/* stempel-tier.c: a tier of a programs rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-tier.h"
#include "stempel-record-private.h"

/**
 * StempelTier:
 *
 * One of the tiers of a program. The `key` stands for it in bookings and with members, through all
 * versions of the rules; `names` is a localised text, see stempel_text_choose(). `threshold` is in
 * points, minor units of money or visits, as the rules' `tier_metric` says.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelTier
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelTier, stempel_tier, STEMPEL_TYPE_RECORD)

enum
{
  KEY,
  NAMES,
  THRESHOLD,
  MULTIPLIER_BP,
  GRACE_DAYS,
};

static const StempelRecordField fields[] = {
  [KEY] = { "key", STEMPEL_FIELD_INT, TRUE },
  [NAMES] = { "names", STEMPEL_FIELD_JSON },
  [THRESHOLD] = { "threshold", STEMPEL_FIELD_INT, TRUE },
  [MULTIPLIER_BP] = { "multiplier_bp", STEMPEL_FIELD_INT },
  [GRACE_DAYS] = { "grace_days", STEMPEL_FIELD_INT },
};

static void
stempel_tier_class_init (StempelTierClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_tier_init (StempelTier *self)
{
}

STEMPEL_GETTER_INT (StempelTier, stempel_tier, TIER, key, KEY)
STEMPEL_GETTER_JSON (StempelTier, stempel_tier, TIER, names, NAMES)
STEMPEL_GETTER_INT (StempelTier, stempel_tier, TIER, threshold, THRESHOLD)
STEMPEL_GETTER_INT (StempelTier, stempel_tier, TIER, multiplier_bp, MULTIPLIER_BP)
STEMPEL_GETTER_INT (StempelTier, stempel_tier, TIER, grace_days, GRACE_DAYS)
