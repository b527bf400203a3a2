/* stempel-points-words.c: the rules of points in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-extra-words.h"
#include "stempel-format.h"
#include "stempel-points-words.h"

/* Return NULL for a rule that does not matter beside the others. */
typedef char *(*PointsWords) (StempelRules    *rules,
                              StempelMerchant *merchant);

static char *
money (gint64 amount, StempelMerchant *merchant)
{
  return stempel_format_money (amount, stempel_merchant_get_currency (merchant));
}

static char *
earn_words (StempelRules *rules, StempelMerchant *merchant)
{
  g_autofree char *points = stempel_format_points (stempel_rules_get_points_per_step (rules));
  g_autofree char *step = money (stempel_rules_get_step_amount (rules), merchant);

  if (g_strcmp0 (stempel_rules_get_rounding (rules), "linear") == 0)
    /* Translators: what purchases earn: %1$s is such as "3 points", %2$s an amount of money; parts
     * of that amount earn their part of the points. */
    return g_strdup_printf (_("%1$s for each %2$s, to the cent"), points, step);

  /* Translators: what purchases earn: %1$s is such as "3 points", %2$s an amount of money; only the
   * whole of it counts. */
  return g_strdup_printf (_("%1$s for each full %2$s"), points, step);
}

static char *
minimum_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 amount = stempel_rules_get_minimum_amount (rules);
  g_autofree char *least = money (amount, merchant);

  if (amount == 0)
    return g_strdup (C_("purchases that earn points", "all"));

  /* Translators: which purchases earn points: those of at least %s */
  return g_strdup_printf (_("from %s"), least);
}

static char *
maximum_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 points = stempel_rules_get_maximum_points (rules);

  return points > 0 ? stempel_format_points (points) : g_strdup (_("no limit"));
}

static char *
points_or_none (gint64 points)
{
  return points > 0 ? stempel_format_points (points) : g_strdup (_("none"));
}

static char *
welcome_words (StempelRules *rules, StempelMerchant *merchant)
{
  return points_or_none (stempel_rules_get_welcome_points (rules));
}

static char *
birthday_words (StempelRules *rules, StempelMerchant *merchant)
{
  return points_or_none (stempel_rules_get_birthday_points (rules));
}

static gboolean
takes_points_as_money (StempelRules *rules)
{
  return stempel_rules_get_money_points (rules) > 0;
}

static char *
worth_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 points = stempel_rules_get_money_points (rules);
  g_autofree char *count = stempel_format_points (points);
  g_autofree char *worth = money (stempel_rules_get_money_amount (rules), merchant);

  if (!takes_points_as_money (rules))
    return g_strdup (_("not taken"));

  /* Translators: %1$s is such as "10 points", %2$s an amount of money */
  return g_strdup_printf (ngettext ("%1$s is worth %2$s", "%1$s are worth %2$s", (gulong) points),
                          count, worth);
}

static char *
least_words (StempelRules *rules, StempelMerchant *merchant)
{
  return takes_points_as_money (rules)
           ? stempel_format_points (stempel_rules_get_redeem_minimum (rules)) : NULL;
}

static char *
multiple_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 multiple = stempel_rules_get_redeem_multiple (rules);
  g_autofree char *number = stempel_format_number (multiple);

  if (!takes_points_as_money (rules))
    return NULL;
  if (multiple <= 1)
    return g_strdup (_("any number"));

  /* Translators: how many points can be used at once: %s is such as 50, then 50, 100, 150 and so on
   * are possible */
  return g_strdup_printf (_("multiples of %s"), number);
}

static char *
share_words (StempelRules *rules, StempelMerchant *merchant)
{
  gint64 share = stempel_rules_get_maximum_share_bp (rules);
  g_autofree char *percent = stempel_format_decimal (share, 2);

  if (!takes_points_as_money (rules))
    return NULL;
  if (share == 0)
    return g_strdup (C_("part of a ticket", "all of it"));

  /* Translators: a part of a ticket in percent; %s is a number */
  return g_strdup_printf (_("%s %%"), percent);
}

static char *
expiry_words (StempelRules *rules, StempelMerchant *merchant)
{
  const char *expiry = stempel_rules_get_expiry (rules);
  int days = (int) stempel_rules_get_expiry_days (rules);
  int months = (int) stempel_rules_get_expiry_months (rules);

  if (g_strcmp0 (expiry, "days") == 0)
    return g_strdup_printf (ngettext ("after %d day", "after %d days", days), days);
  if (g_strcmp0 (expiry, "months") == 0)
    return g_strdup_printf (ngettext ("after %d month, at its end", "after %d months, at the end "
                                      "of the month", months), months);
  if (g_strcmp0 (expiry, "inactivity") == 0)
    return g_strdup_printf (ngettext ("after %d day without a visit",
                                      "after %d days without a visit", days), days);
  if (g_strcmp0 (expiry, "yearly") == 0)
    {
      g_autofree char *day = stempel_format_month_day (stempel_rules_get_expiry_day (rules));

      /* Translators: when points expire: %s is a day such as "31 December" */
      return g_strdup_printf (_("every year after %s"), day);
    }

  return g_strdup (C_("points expire", "never"));
}

static char *
refund_words (StempelRules *rules, StempelMerchant *merchant)
{
  const char *policy = stempel_rules_get_refund_policy (rules);
  gint64 most = stempel_rules_get_write_off_maximum (rules);
  g_autofree char *points = stempel_format_points (most);

  if (g_strcmp0 (policy, "block") == 0)
    return g_strdup (_("the refund is refused"));
  if (g_strcmp0 (policy, "write_off") == 0)
    /* Translators: %s is such as "50 points" */
    return g_strdup_printf (_("up to %s are written off, more is owed"), points);

  return g_strdup (_("the member owes them"));
}

static const struct { const char *caption; PointsWords words; } points_words[] = {
  { N_("Points for purchases"), earn_words },
  { N_("Purchases that earn"), minimum_words },
  { N_("At most with one purchase"), maximum_words },
  { N_("Points for joining"), welcome_words },
  { N_("Points for a birthday"), birthday_words },
  { N_("Points as money"), worth_words },
  { N_("At least at once"), least_words },
  { N_("How many at once"), multiple_words },
  { N_("At most of a ticket"), share_words },
  { N_("Points expire"), expiry_words },
  { N_("When points of a refund are already used"), refund_words },
};

/**
 * stempel_points_rules_each:
 * @before: (nullable): the one version
 * @after: (nullable): the other version
 * @merchant: whose program it is
 * @func: (scope call): called for each rule of points that one of them has
 * @user_data: for @func
 */
void
stempel_points_rules_each (StempelRules    *before,
                           StempelRules    *after,
                           StempelMerchant *merchant,
                           StempelRuleFunc  func,
                           gpointer         user_data)
{
  StempelRules *known = after != NULL ? after : before;

  if (known == NULL || stempel_rules_get_points_per_step (known) == 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (points_words); i++)
    {
      g_autofree char *old = before != NULL ? points_words[i].words (before, merchant) : NULL;
      g_autofree char *new = after != NULL ? points_words[i].words (after, merchant) : NULL;

      /* One that begins or ends to matter: the other side says so. */
      if (new != NULL || (old != NULL && after == NULL))
        func (_(points_words[i].caption), old, new, user_data);
    }

  stempel_bonus_rules_each (before, after, merchant, func, user_data);
  stempel_tier_rules_each (before, after, merchant, func, user_data);
}
