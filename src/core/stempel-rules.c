/* stempel-rules.c: the rules of a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-rules.h"
#include "stempel-record-private.h"

/**
 * StempelRules:
 *
 * The rules of a program: a draft, or what a published version holds. A program without stamps has
 * no `stamps_target`, one without points no `points_per_step`. `names` and `reward` are localised
 * texts, see stempel_text_choose(). A reward without a value in money has the value 0; entitlements
 * that do not expire have 0 days; -1 in `adjust_maximum` means that one person may adjust any
 * number alone. Money is in minor units, `_bp` are basis points.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelRules
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelRules, stempel_rules, STEMPEL_TYPE_RECORD)

enum
{
  NAMES,
  STAMPS_TARGET,
  MAX_STAMPS_PER_VISIT,
  COOLDOWN_MINUTES,
  DAILY_LIMIT,
  REWARD,
  REWARD_VALUE,
  ENTITLEMENT_DAYS,
  POINTS_PER_STEP,
  STEP_AMOUNT,
  ROUNDING,
  MINIMUM_AMOUNT,
  MAXIMUM_POINTS,
  WELCOME_POINTS,
  BIRTHDAY_POINTS,
  BONUS_PERIODS,
  BONUS_MODE,
  REDEEM_MINIMUM,
  REDEEM_MULTIPLE,
  MONEY_POINTS,
  MONEY_AMOUNT,
  MAXIMUM_SHARE_BP,
  EXPIRY,
  EXPIRY_DAYS,
  EXPIRY_MONTHS,
  EXPIRY_DAY,
  REFUND_POLICY,
  WRITE_OFF_MAXIMUM,
  TIERS,
  TIER_METRIC,
  TIER_WINDOW,
  VOID_MINUTES,
  VOID_DAYS,
  PIN_POLICY,
  SHIFT_MINUTES,
  ADJUST_MAXIMUM,
  COLOUR,
};

static const StempelRecordField fields[] = {
  [NAMES] = { "names", STEMPEL_FIELD_JSON },
  [STAMPS_TARGET] = { "stamps_target", STEMPEL_FIELD_INT },
  [MAX_STAMPS_PER_VISIT] = { "max_stamps_per_visit", STEMPEL_FIELD_INT },
  [COOLDOWN_MINUTES] = { "cooldown_minutes", STEMPEL_FIELD_INT },
  [DAILY_LIMIT] = { "daily_limit", STEMPEL_FIELD_INT },
  [REWARD] = { "reward", STEMPEL_FIELD_JSON },
  [REWARD_VALUE] = { "reward_value", STEMPEL_FIELD_INT },
  [ENTITLEMENT_DAYS] = { "entitlement_days", STEMPEL_FIELD_INT },
  [POINTS_PER_STEP] = { "points_per_step", STEMPEL_FIELD_INT },
  [STEP_AMOUNT] = { "step_amount", STEMPEL_FIELD_INT },
  [ROUNDING] = { "rounding", STEMPEL_FIELD_TEXT },
  [MINIMUM_AMOUNT] = { "minimum_amount", STEMPEL_FIELD_INT },
  [MAXIMUM_POINTS] = { "maximum_points", STEMPEL_FIELD_INT },
  [WELCOME_POINTS] = { "welcome_points", STEMPEL_FIELD_INT },
  [BIRTHDAY_POINTS] = { "birthday_points", STEMPEL_FIELD_INT },
  [BONUS_PERIODS] = { "bonus_periods", STEMPEL_FIELD_LIST, FALSE, stempel_bonus_get_type },
  [BONUS_MODE] = { "bonus_mode", STEMPEL_FIELD_TEXT },
  [REDEEM_MINIMUM] = { "redeem_minimum", STEMPEL_FIELD_INT },
  [REDEEM_MULTIPLE] = { "redeem_multiple", STEMPEL_FIELD_INT },
  [MONEY_POINTS] = { "money_points", STEMPEL_FIELD_INT },
  [MONEY_AMOUNT] = { "money_amount", STEMPEL_FIELD_INT },
  [MAXIMUM_SHARE_BP] = { "maximum_share_bp", STEMPEL_FIELD_INT },
  [EXPIRY] = { "expiry", STEMPEL_FIELD_TEXT },
  [EXPIRY_DAYS] = { "expiry_days", STEMPEL_FIELD_INT },
  [EXPIRY_MONTHS] = { "expiry_months", STEMPEL_FIELD_INT },
  [EXPIRY_DAY] = { "expiry_day", STEMPEL_FIELD_TEXT },
  [REFUND_POLICY] = { "refund_policy", STEMPEL_FIELD_TEXT },
  [WRITE_OFF_MAXIMUM] = { "write_off_maximum", STEMPEL_FIELD_INT },
  [TIERS] = { "tiers", STEMPEL_FIELD_LIST, FALSE, stempel_tier_get_type },
  [TIER_METRIC] = { "tier_metric", STEMPEL_FIELD_TEXT },
  [TIER_WINDOW] = { "tier_window", STEMPEL_FIELD_TEXT },
  [VOID_MINUTES] = { "void_minutes", STEMPEL_FIELD_INT },
  [VOID_DAYS] = { "void_days", STEMPEL_FIELD_INT },
  [PIN_POLICY] = { "pin_policy", STEMPEL_FIELD_TEXT },
  [SHIFT_MINUTES] = { "shift_minutes", STEMPEL_FIELD_INT },
  [ADJUST_MAXIMUM] = { "adjust_maximum", STEMPEL_FIELD_COUNT },
  [COLOUR] = { "colour", STEMPEL_FIELD_TEXT },
};

static void
stempel_rules_class_init (StempelRulesClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_rules_init (StempelRules *self)
{
}

STEMPEL_GETTER_JSON (StempelRules, stempel_rules, RULES, names, NAMES)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, stamps_target, STAMPS_TARGET)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, max_stamps_per_visit, MAX_STAMPS_PER_VISIT)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, cooldown_minutes, COOLDOWN_MINUTES)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, daily_limit, DAILY_LIMIT)
STEMPEL_GETTER_JSON (StempelRules, stempel_rules, RULES, reward, REWARD)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, reward_value, REWARD_VALUE)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, entitlement_days, ENTITLEMENT_DAYS)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, points_per_step, POINTS_PER_STEP)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, step_amount, STEP_AMOUNT)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, rounding, ROUNDING)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, minimum_amount, MINIMUM_AMOUNT)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, maximum_points, MAXIMUM_POINTS)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, welcome_points, WELCOME_POINTS)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, birthday_points, BIRTHDAY_POINTS)
STEMPEL_GETTER_LIST (StempelRules, stempel_rules, RULES, bonus_periods, BONUS_PERIODS)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, bonus_mode, BONUS_MODE)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, redeem_minimum, REDEEM_MINIMUM)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, redeem_multiple, REDEEM_MULTIPLE)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, money_points, MONEY_POINTS)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, money_amount, MONEY_AMOUNT)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, maximum_share_bp, MAXIMUM_SHARE_BP)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, expiry, EXPIRY)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, expiry_days, EXPIRY_DAYS)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, expiry_months, EXPIRY_MONTHS)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, expiry_day, EXPIRY_DAY)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, refund_policy, REFUND_POLICY)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, write_off_maximum, WRITE_OFF_MAXIMUM)
STEMPEL_GETTER_LIST (StempelRules, stempel_rules, RULES, tiers, TIERS)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, tier_metric, TIER_METRIC)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, tier_window, TIER_WINDOW)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, void_minutes, VOID_MINUTES)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, void_days, VOID_DAYS)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, pin_policy, PIN_POLICY)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, shift_minutes, SHIFT_MINUTES)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, adjust_maximum, ADJUST_MAXIMUM)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, colour, COLOUR)
