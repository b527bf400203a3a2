/* stempel-rules.h: the rules of a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-bonus.h"
#include "stempel-record.h"
#include "stempel-tier.h"

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
gint64      stempel_rules_get_points_per_step      (StempelRules *self);
gint64      stempel_rules_get_step_amount          (StempelRules *self);
const char *stempel_rules_get_rounding             (StempelRules *self);
gint64      stempel_rules_get_minimum_amount       (StempelRules *self);
gint64      stempel_rules_get_maximum_points       (StempelRules *self);
gint64      stempel_rules_get_welcome_points       (StempelRules *self);
gint64      stempel_rules_get_birthday_points      (StempelRules *self);
GListModel *stempel_rules_get_bonus_periods        (StempelRules *self);
const char *stempel_rules_get_bonus_mode           (StempelRules *self);
gint64      stempel_rules_get_redeem_minimum       (StempelRules *self);
gint64      stempel_rules_get_redeem_multiple      (StempelRules *self);
gint64      stempel_rules_get_money_points         (StempelRules *self);
gint64      stempel_rules_get_money_amount         (StempelRules *self);
gint64      stempel_rules_get_maximum_share_bp     (StempelRules *self);
const char *stempel_rules_get_expiry               (StempelRules *self);
gint64      stempel_rules_get_expiry_days          (StempelRules *self);
gint64      stempel_rules_get_expiry_months        (StempelRules *self);
const char *stempel_rules_get_expiry_day           (StempelRules *self);
const char *stempel_rules_get_refund_policy        (StempelRules *self);
gint64      stempel_rules_get_write_off_maximum    (StempelRules *self);
GListModel *stempel_rules_get_tiers                (StempelRules *self);
const char *stempel_rules_get_tier_metric          (StempelRules *self);
const char *stempel_rules_get_tier_window          (StempelRules *self);
gint64      stempel_rules_get_void_minutes         (StempelRules *self);
gint64      stempel_rules_get_void_days            (StempelRules *self);
const char *stempel_rules_get_pin_policy           (StempelRules *self);
gint64      stempel_rules_get_shift_minutes        (StempelRules *self);
gint64      stempel_rules_get_adjust_maximum       (StempelRules *self);
const char *stempel_rules_get_colour               (StempelRules *self);

G_END_DECLS
