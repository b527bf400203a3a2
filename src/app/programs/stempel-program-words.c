/* stempel-program-words.c: states and rules of programs in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-format.h"
#include "stempel-points-words.h"
#include "stempel-program-words.h"

/**
 * stempel_program_state_word:
 * @state: (nullable): the state of a program
 *
 * Returns: (transfer none) (nullable): a word for it
 */
const char *
stempel_program_state_word (const char *state)
{
  if (g_strcmp0 (state, "draft") == 0)
    return C_("program state", "Draft");
  if (g_strcmp0 (state, "active") == 0)
    return C_("program state", "Active");
  if (g_strcmp0 (state, "paused") == 0)
    return C_("program state", "Paused");
  if (g_strcmp0 (state, "closed") == 0)
    return C_("program state", "Closed");

  return state;
}

/**
 * stempel_program_state_tone:
 * @state: (nullable): the state of a program
 *
 * Returns: how its badge is coloured
 */
StempelTone
stempel_program_state_tone (const char *state)
{
  if (g_strcmp0 (state, "active") == 0)
    return STEMPEL_TONE_GOOD;
  if (g_strcmp0 (state, "paused") == 0)
    return STEMPEL_TONE_WARNING;

  return STEMPEL_TONE_NEUTRAL;
}

/**
 * stempel_program_kind_word:
 * @kind: (nullable): the kind of a program
 *
 * Returns: (transfer none) (nullable): a word for it
 */
const char *
stempel_program_kind_word (const char *kind)
{
  if (g_strcmp0 (kind, "stamps") == 0)
    return C_("program kind", "Stamp card");
  if (g_strcmp0 (kind, "points") == 0)
    return C_("program kind", "Points");
  if (g_strcmp0 (kind, "hybrid") == 0)
    return C_("program kind", "Stamp card and points");

  return kind;
}

/**
 * stempel_program_members:
 * @program: a program
 *
 * Returns: (transfer full): how many members take part
 */
char *
stempel_program_members (StempelProgram *program)
{
  gint64 members = stempel_program_get_members (program);
  g_autofree char *number = stempel_format_number (members);

  if (stempel_program_get_members_capped (program))
    /* Translators: %s is a number */
    return g_strdup_printf (_("More than %s members"), number);

  /* Translators: %s is a number */
  return g_strdup_printf (ngettext ("%s member", "%s members", members), number);
}

static const struct { const char *value, *name; } colours[] = {
  { "#1c71d8", NC_("colour", "Blue") },
  { "#1b7a8c", NC_("colour", "Teal") },
  { "#26774a", NC_("colour", "Green") },
  { "#f5c211", NC_("colour", "Yellow") },
  { "#c64600", NC_("colour", "Orange") },
  { "#a51d2d", NC_("colour", "Red") },
  { "#a8386f", NC_("colour", "Pink") },
  { "#613583", NC_("colour", "Purple") },
  { "#8b5e3c", NC_("colour", "Brown") },
  { "#3d3846", NC_("colour", "Anthracite") },
};

/**
 * stempel_program_get_colour:
 * @position: counted from 0
 *
 * Returns: (transfer none) (nullable): a colour to choose, such as "#1c71d8"; %NULL behind the last
 */
const char *
stempel_program_get_colour (guint position)
{
  return position < G_N_ELEMENTS (colours) ? colours[position].value : NULL;
}

/**
 * stempel_program_colour_word:
 * @colour: (nullable): a colour such as "#1c71d8"
 *
 * Returns: (transfer none) (nullable): its name, when it is one of those to choose
 */
const char *
stempel_program_colour_word (const char *colour)
{
  for (guint i = 0; colour != NULL && i < G_N_ELEMENTS (colours); i++)
    {
      if (g_ascii_strcasecmp (colours[i].value, colour) == 0)
        return g_dpgettext2 (NULL, "colour", colours[i].name);
    }

  return NULL;
}

/* Return NULL for a rule that a program of that kind has not. */
typedef char *(*RuleWords) (StempelRules    *rules,
                            StempelMerchant *merchant);

static gboolean
has_stamps (StempelRules *rules)
{
  return stempel_rules_get_stamps_target (rules) > 0;
}

static char *
name_words (StempelRules *rules, StempelMerchant *merchant)
{
  return stempel_format_localised (stempel_rules_get_names (rules),
                                   stempel_merchant_get_language (merchant));
}

static char *
target_words (StempelRules *rules, StempelMerchant *merchant)
{
  return has_stamps (rules) ? stempel_format_stamps (stempel_rules_get_stamps_target (rules))
                            : NULL;
}

static char *
reward_words (StempelRules *rules, StempelMerchant *merchant)
{
  return stempel_format_localised (stempel_rules_get_reward (rules),
                                   stempel_merchant_get_language (merchant));
}

static char *
value_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 value = stempel_rules_get_reward_value (rules);

  if (!has_stamps (rules))
    return NULL;

  return value > 0 ? stempel_format_money (value, stempel_merchant_get_currency (merchant))
                   : g_strdup (_("not stated"));
}

static char *
days (gint64 count)
{
  return g_strdup_printf (ngettext ("%d day", "%d days", count), (int) count);
}

static char *
entitlement_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 count = stempel_rules_get_entitlement_days (rules);

  if (!has_stamps (rules))
    return NULL;

  return count > 0 ? days (count) : g_strdup (_("without end"));
}

static char *
visit_words (StempelRules *rules, StempelMerchant *merchant)
{
  return has_stamps (rules) ? stempel_format_stamps (stempel_rules_get_max_stamps_per_visit (rules))
                            : NULL;
}

static char *
cooldown_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 minutes = stempel_rules_get_cooldown_minutes (rules);

  if (!has_stamps (rules))
    return NULL;

  return minutes > 0 ? stempel_format_minutes (minutes) : g_strdup (_("none"));
}

static char *
daily_words (StempelRules *rules, StempelMerchant *merchant)
{
  return has_stamps (rules) ? stempel_format_stamps (stempel_rules_get_daily_limit (rules)) : NULL;
}

static char *
pin_words (StempelRules *rules, StempelMerchant *merchant)
{
  const char *policy = stempel_rules_get_pin_policy (rules);

  if (g_strcmp0 (policy, "operation") == 0)
    return g_strdup (_("for every booking"));
  if (g_strcmp0 (policy, "none") == 0)
    return g_strdup (_("only for rewards and undoing"));
  if (g_strcmp0 (policy, "shift") == 0)
    {
      g_autofree char *shift = stempel_format_minutes (stempel_rules_get_shift_minutes (rules));

      /* Translators: %s is a duration such as "8 hours" */
      return g_strdup_printf (_("once in %s"), shift);
    }

  return g_strdup (policy);
}

static char *
employee_void_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 minutes = stempel_rules_get_void_minutes (rules);

  return minutes > 0 ? stempel_format_minutes (minutes) : g_strdup (_("never"));
}

static char *
manager_void_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 count = stempel_rules_get_void_days (rules);

  return count > 0 ? days (count) : g_strdup (_("never"));
}

static char *
adjust_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 most = stempel_rules_get_adjust_maximum (rules);

  /* Translators: how much one person may add to a balance, or take from it, alone */
  return most >= 0 ? stempel_format_number (most) : g_strdup (_("any number"));
}

static char *
colour_words (StempelRules *rules, StempelMerchant *merchant)
{
  const char *colour = stempel_rules_get_colour (rules);
  const char *word = stempel_program_colour_word (colour);

  return g_strdup (word != NULL ? word : colour);
}

static const struct { const char *caption; RuleWords words; } rule_words[] = {
  { N_("Stamps for a reward"), target_words },
  { N_("Reward"), reward_words },
  { N_("Value of the reward"), value_words },
  { N_("Rewards are valid for"), entitlement_words },
  { N_("At most in one visit"), visit_words },
  { N_("Pause between two visits"), cooldown_words },
  { N_("At most in one day"), daily_words },
  { N_("PIN at the counter"), pin_words },
  { N_("Employees can undo for"), employee_void_words },
  { N_("Managers can undo for"), manager_void_words },
  { N_("One person may adjust"), adjust_words },
  { N_("Colour"), colour_words },
};

static void
tell_rule (const char      *caption,
           RuleWords        words,
           StempelRules    *before,
           StempelRules    *after,
           StempelMerchant *merchant,
           StempelRuleFunc  func,
           gpointer         user_data)
{
  g_autofree char *old = before != NULL ? words (before, merchant) : NULL;
  g_autofree char *new = after != NULL ? words (after, merchant) : NULL;

  if (old != NULL || new != NULL)
    func (caption, old, new, user_data);
}

/**
 * stempel_program_rules_each:
 * @before: (nullable): the one version
 * @after: (nullable): the other version
 * @merchant: whose program it is
 * @func: (scope call): called for each rule that one of them has, with both in words, equal ones
 *   too; with %NULL for a version that is not there
 * @user_data: for @func
 */
void
stempel_program_rules_each (StempelRules    *before,
                            StempelRules    *after,
                            StempelMerchant *merchant,
                            StempelRuleFunc  func,
                            gpointer         user_data)
{
  tell_rule (_("Name"), name_words, before, after, merchant, func, user_data);
  stempel_points_rules_each (before, after, merchant, func, user_data);
  for (guint i = 0; i < G_N_ELEMENTS (rule_words); i++)
    tell_rule (_(rule_words[i].caption), rule_words[i].words, before, after, merchant, func,
               user_data);
}
