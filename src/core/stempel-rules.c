/* stempel-rules.c: the rules of a stamp program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-rules.h"
#include "stempel-record-private.h"

/**
 * StempelRules:
 *
 * The rules of a stamp program: a draft, or what a published version holds.
 * `names` and `reward` are localised texts, see stempel_text_choose(). A reward without a value in
 * money has the value 0; entitlements that do not expire have 0 days.
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
  VOID_MINUTES,
  VOID_DAYS,
  PIN_POLICY,
  SHIFT_MINUTES,
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
  [VOID_MINUTES] = { "void_minutes", STEMPEL_FIELD_INT },
  [VOID_DAYS] = { "void_days", STEMPEL_FIELD_INT },
  [PIN_POLICY] = { "pin_policy", STEMPEL_FIELD_TEXT },
  [SHIFT_MINUTES] = { "shift_minutes", STEMPEL_FIELD_INT },
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
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, void_minutes, VOID_MINUTES)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, void_days, VOID_DAYS)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, pin_policy, PIN_POLICY)
STEMPEL_GETTER_INT (StempelRules, stempel_rules, RULES, shift_minutes, SHIFT_MINUTES)
STEMPEL_GETTER_TEXT (StempelRules, stempel_rules, RULES, colour, COLOUR)
