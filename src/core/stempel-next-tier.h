/* stempel-next-tier.h: the tier above the one that a member has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_NEXT_TIER (stempel_next_tier_get_type ())

G_DECLARE_FINAL_TYPE (StempelNextTier, stempel_next_tier, STEMPEL, NEXT_TIER, StempelRecord)

gint64      stempel_next_tier_get_key     (StempelNextTier *self);
const char *stempel_next_tier_get_name    (StempelNextTier *self);
gint64      stempel_next_tier_get_missing (StempelNextTier *self);

G_END_DECLS
