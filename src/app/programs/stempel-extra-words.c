/* stempel-extra-words.c: bonus periods and tiers in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-bonus.h"
#include "stempel-extra-words.h"
#include "stempel-format.h"
#include "stempel-tier.h"

/* What stands in a list of the rules: which of two versions are the same one, and its words. */
typedef struct
{
  gboolean (*is_same) (gpointer one, gpointer other);
  char *(*caption) (gpointer element, StempelMerchant *merchant);
  char *(*words) (gpointer element, StempelRules *rules, StempelMerchant *merchant);
  GListModel *(*list) (StempelRules *rules);
} ElementKind;

static guint
count (GListModel *list)
{
  return list != NULL ? g_list_model_get_n_items (list) : 0;
}

/* Takes over each part; NULL ends them. */
static char *
join_parts (GPtrArray *parts)
{
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (C_("list separator", ", "), (char **) parts->pdata);
}

static char *
multiplier_words (gint64 multiplier_bp)
{
  g_autofree char *number = stempel_format_decimal (multiplier_bp, 4);

  /* Translators: how many times as many points: %s is a number such as "1.5" */
  return g_strdup_printf (_("×%s"), number);
}

static char *
hours_words (StempelBonus *bonus)
{
  const char *from = stempel_bonus_get_from (bonus);
  const char *to = stempel_bonus_get_to (bonus);

  if (from != NULL && to != NULL)
    /* Translators: hours of a day, %1$s and %2$s are such as "14:00" */
    return g_strdup_printf (_("%1$s–%2$s"), from, to);
  if (from != NULL)
    /* Translators: hours of a day; %s is such as "14:00" */
    return g_strdup_printf (C_("hours", "from %s"), from);

  /* Translators: hours of a day; %s is such as "14:00" */
  return to != NULL ? g_strdup_printf (C_("hours", "until %s"), to) : NULL;
}

static char *
dates_words (StempelBonus *bonus)
{
  g_autofree char *first = stempel_format_date (stempel_bonus_get_starts_on (bonus));
  g_autofree char *last = stempel_format_date (stempel_bonus_get_ends_on (bonus));

  if (first != NULL && last != NULL)
    /* Translators: %1$s and %2$s are days such as "24 December 2026" */
    return g_strdup_printf (_("%1$s to %2$s"), first, last);
  if (first != NULL)
    /* Translators: %s is a day such as "24 December 2026" */
    return g_strdup_printf (C_("dates", "from %s"), first);

  /* Translators: %s is a day such as "24 December 2026" */
  return last != NULL ? g_strdup_printf (C_("dates", "until %s"), last) : NULL;
}

static void
add_part (GPtrArray *parts, char *part)
{
  if (part != NULL)
    g_ptr_array_add (parts, part);
}

static char *
bonus_words (gpointer element, StempelRules *rules, StempelMerchant *merchant)
{
  StempelBonus *bonus = element;
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  GArray *weekdays = stempel_bonus_get_weekdays (bonus);
  GArray *stores = stempel_bonus_get_store_ids (bonus);

  g_ptr_array_add (parts, multiplier_words (stempel_bonus_get_multiplier_bp (bonus)));
  for (guint i = 0; weekdays != NULL && i < weekdays->len; i++)
    g_ptr_array_add (parts, g_strdup (stempel_format_weekday (
                                        (int) g_array_index (weekdays, gint64, i))));
  add_part (parts, hours_words (bonus));
  add_part (parts, dates_words (bonus));
  if (stores != NULL && stores->len > 0)
    /* Translators: where a bonus runs; %d is a number of stores */
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("in %d store", "in %d stores", stores->len),
                                             (int) stores->len));

  return join_parts (parts);
}

static gboolean
is_same_bonus (gpointer one, gpointer other)
{
  return g_strcmp0 (stempel_bonus_get_name (one), stempel_bonus_get_name (other)) == 0;
}

static char *
bonus_caption (gpointer element, StempelMerchant *merchant)
{
  /* Translators: %s is the name of a bonus period, such as "Happy hour" */
  return g_strdup_printf (_("Bonus “%s”"), stempel_bonus_get_name (element));
}

static gboolean
is_same_tier (gpointer one, gpointer other)
{
  return stempel_tier_get_key (one) == stempel_tier_get_key (other);
}

static char *
tier_caption (gpointer element, StempelMerchant *merchant)
{
  g_autofree char *name =
    stempel_format_localised (stempel_tier_get_names (element),
                              stempel_merchant_get_language (merchant));

  /* Translators: %s is the name of a tier, such as "Gold" */
  return g_strdup_printf (_("Tier “%s”"), name);
}

static char *
threshold_words (StempelTier *tier, StempelRules *rules, StempelMerchant *merchant)
{
  const char *metric = stempel_rules_get_tier_metric (rules);
  gint64 threshold = stempel_tier_get_threshold (tier);
  g_autofree char *reached = NULL;

  if (g_strcmp0 (metric, "visits") == 0)
    return g_strdup_printf (ngettext ("from %d visit on", "from %d visits on", (gulong) threshold),
                            (int) threshold);

  reached = g_strcmp0 (metric, "eligible_spend") == 0
              ? stempel_format_money (threshold, stempel_merchant_get_currency (merchant))
              : stempel_format_points (threshold);

  /* Translators: when a tier is reached: %s is such as "100 points" or an amount of money */
  return g_strdup_printf (_("from %s on"), reached);
}

static char *
tier_words (gpointer element, StempelRules *rules, StempelMerchant *merchant)
{
  StempelTier *tier = element;
  gint64 multiplier_bp = stempel_tier_get_multiplier_bp (tier);
  int grace = (int) stempel_tier_get_grace_days (tier);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (parts, threshold_words (tier, rules, merchant));
  if (multiplier_bp != 10000)
    g_ptr_array_add (parts, multiplier_words (multiplier_bp));
  if (grace > 0)
    /* Translators: how long a tier is kept after its last day; %d is a number of days */
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%d day of grace", "%d days of grace",
                                                       grace), grace));

  return join_parts (parts);
}

static const ElementKind bonus_kind = {
  is_same_bonus, bonus_caption, bonus_words, stempel_rules_get_bonus_periods,
};
static const ElementKind tier_kind = {
  is_same_tier, tier_caption, tier_words, stempel_rules_get_tiers,
};

static gpointer
find_same (const ElementKind *kind, StempelRules *rules, gpointer element)
{
  GListModel *list = rules != NULL ? kind->list (rules) : NULL;

  for (guint i = 0; i < count (list); i++)
    {
      g_autoptr(GObject) other = g_list_model_get_item (list, i);

      if (kind->is_same (other, element))
        return other; /* The list keeps it. */
    }

  return NULL;
}

/* The words of an element in a version, also of one that does not have it. */
static char *
words_in (const ElementKind *kind, StempelRules *rules, gpointer element,
          StempelMerchant *merchant)
{
  gpointer found = find_same (kind, rules, element);

  if (rules == NULL)
    return NULL;

  return found != NULL ? kind->words (found, rules, merchant)
                       : g_strdup (C_("tier or bonus", "not there"));
}

/* Those of the later version in its order, then those that only the earlier one has. */
static void
each_element (const ElementKind *kind,
              StempelRules      *before,
              StempelRules      *after,
              StempelMerchant   *merchant,
              StempelRuleFunc    func,
              gpointer           user_data)
{
  StempelRules *versions[] = { after, before };

  for (guint version = 0; version < G_N_ELEMENTS (versions); version++)
    {
      GListModel *list = versions[version] != NULL ? kind->list (versions[version]) : NULL;

      for (guint i = 0; i < count (list); i++)
        {
          g_autoptr(GObject) element = g_list_model_get_item (list, i);
          g_autofree char *caption = kind->caption (element, merchant);
          g_autofree char *old = words_in (kind, before, element, merchant);
          g_autofree char *new = words_in (kind, after, element, merchant);

          if (version == 0 || find_same (kind, after, element) == NULL)
            func (caption, old, new, user_data);
        }
    }
}

static gboolean
has_any (const ElementKind *kind, StempelRules *rules)
{
  return rules != NULL && count (kind->list (rules)) > 0;
}

static const char *
metric_words (StempelRules *rules)
{
  const char *metric = stempel_rules_get_tier_metric (rules);

  if (g_strcmp0 (metric, "visits") == 0)
    return C_("what counts for tiers", "visits");
  if (g_strcmp0 (metric, "eligible_spend") == 0)
    return C_("what counts for tiers", "money spent");

  return C_("what counts for tiers", "points of purchases");
}

static const char *
window_words (StempelRules *rules)
{
  const char *window = stempel_rules_get_tier_window (rules);

  if (g_strcmp0 (window, "rolling_12_months") == 0)
    return C_("time that counts for tiers", "within 12 months");
  if (g_strcmp0 (window, "membership_year") == 0)
    return C_("time that counts for tiers", "in a year of membership");
  if (g_strcmp0 (window, "lifetime") == 0)
    return C_("time that counts for tiers", "since joining");

  return C_("time that counts for tiers", "in a calendar year");
}

static char *
count_words (StempelRules *rules)
{
  if (rules == NULL)
    return NULL;
  if (!has_any (&tier_kind, rules))
    return g_strdup (_("none"));

  /* Translators: what tiers are reached by: %1$s is such as "points of purchases", %2$s such as "in
   * a calendar year" */
  return g_strdup_printf (_("by %1$s %2$s"), metric_words (rules), window_words (rules));
}

static char *
mode_words (StempelRules *rules)
{
  if (!has_any (&bonus_kind, rules))
    return NULL;

  return g_strdup (g_strcmp0 (stempel_rules_get_bonus_mode (rules), "max") == 0
                     ? _("the higher one counts") : _("are multiplied"));
}

/**
 * stempel_bonus_rules_each:
 * @before: (nullable): the one version
 * @after: (nullable): the other version
 * @merchant: whose program it is
 * @func: (scope call): called for each bonus period that one of them has
 * @user_data: for @func
 */
void
stempel_bonus_rules_each (StempelRules    *before,
                          StempelRules    *after,
                          StempelMerchant *merchant,
                          StempelRuleFunc  func,
                          gpointer         user_data)
{
  g_autofree char *old_mode = mode_words (before);
  g_autofree char *new_mode = mode_words (after);

  if (!has_any (&bonus_kind, before) && !has_any (&bonus_kind, after))
    func (_("Bonus periods"), before != NULL ? _("none") : NULL, after != NULL ? _("none") : NULL,
          user_data);

  each_element (&bonus_kind, before, after, merchant, func, user_data);
  if (new_mode != NULL)
    func (_("Tier and bonus together"), old_mode, new_mode, user_data);
}

/**
 * stempel_tier_rules_each:
 * @before: (nullable): the one version
 * @after: (nullable): the other version
 * @merchant: whose program it is
 * @func: (scope call): called for what tiers are reached by, and for each tier that one of them has
 * @user_data: for @func
 */
void
stempel_tier_rules_each (StempelRules    *before,
                         StempelRules    *after,
                         StempelMerchant *merchant,
                         StempelRuleFunc  func,
                         gpointer         user_data)
{
  g_autofree char *old_count = count_words (before);
  g_autofree char *new_count = count_words (after);

  func (_("Tiers"), old_count, new_count, user_data);
  each_element (&tier_kind, before, after, merchant, func, user_data);
}
