/* stempel-extra-words.h: bonus periods and tiers in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-program-words.h"

G_BEGIN_DECLS

void stempel_bonus_rules_each (StempelRules    *before,
                               StempelRules    *after,
                               StempelMerchant *merchant,
                               StempelRuleFunc  func,
                               gpointer         user_data);
void stempel_tier_rules_each  (StempelRules    *before,
                               StempelRules    *after,
                               StempelMerchant *merchant,
                               StempelRuleFunc  func,
                               gpointer         user_data);

G_END_DECLS
