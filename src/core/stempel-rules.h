/* stempel-rules.h: the rules of a stamp program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_RULES (stempel_rules_get_type ())

G_DECLARE_FINAL_TYPE (StempelRules, stempel_rules, STEMPEL, RULES, StempelRecord)

JsonNode   *stempel_rules_get_names                (StempelRules *self);
gint64      stempel_rules_get_stamps_target        (StempelRules *self);
gint64      stempel_rules_get_max_stamps_per_visit (StempelRules *self);
gint64      stempel_rules_get_cooldown_minutes     (StempelRules *self);
gint64      stempel_rules_get_daily_limit          (StempelRules *self);
JsonNode   *stempel_rules_get_reward               (StempelRules *self);
gint64      stempel_rules_get_reward_value         (StempelRules *self);
gint64      stempel_rules_get_entitlement_days     (StempelRules *self);
gint64      stempel_rules_get_void_minutes         (StempelRules *self);
gint64      stempel_rules_get_void_days            (StempelRules *self);
const char *stempel_rules_get_pin_policy           (StempelRules *self);
gint64      stempel_rules_get_shift_minutes        (StempelRules *self);
const char *stempel_rules_get_colour               (StempelRules *self);

G_END_DECLS
