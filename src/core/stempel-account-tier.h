/* stempel-account-tier.h: the tier that a member has in a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-next-tier.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ACCOUNT_TIER (stempel_account_tier_get_type ())

G_DECLARE_FINAL_TYPE (StempelAccountTier, stempel_account_tier, STEMPEL, ACCOUNT_TIER,
                      StempelRecord)

gint64           stempel_account_tier_get_key        (StempelAccountTier *self);
const char      *stempel_account_tier_get_name       (StempelAccountTier *self);
gboolean         stempel_account_tier_get_manual     (StempelAccountTier *self);
GDateTime       *stempel_account_tier_get_since      (StempelAccountTier *self);
const char      *stempel_account_tier_get_kept_until (StempelAccountTier *self);
gint64           stempel_account_tier_get_metric     (StempelAccountTier *self);
StempelNextTier *stempel_account_tier_get_next       (StempelAccountTier *self);

G_END_DECLS
