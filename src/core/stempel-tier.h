/* stempel-tier.h: a tier of a programs rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TIER (stempel_tier_get_type ())

G_DECLARE_FINAL_TYPE (StempelTier, stempel_tier, STEMPEL, TIER, StempelRecord)

gint64    stempel_tier_get_key           (StempelTier *self);
JsonNode *stempel_tier_get_names         (StempelTier *self);
gint64    stempel_tier_get_threshold     (StempelTier *self);
gint64    stempel_tier_get_multiplier_bp (StempelTier *self);
gint64    stempel_tier_get_grace_days    (StempelTier *self);

G_END_DECLS
