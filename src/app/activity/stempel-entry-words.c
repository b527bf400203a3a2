/* stempel-entry-words.c: entries of the ledger in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-entry-words.h"
#include "stempel-format.h"

/* Translators: these are entries of the ledger, each a change of what a member has. */
static const struct { const char *kind, *text; } plain_kinds[] = {
  { "stamp_adjust", NC_("ledger entry", "Stamps corrected") },
  { "points_refund", NC_("ledger entry", "Purchase refunded") },
  { "points_adjust", NC_("ledger entry", "Points corrected") },
  { "welcome", NC_("ledger entry", "Welcome points") },
  { "birthday", NC_("ledger entry", "Birthday points") },
  { "transfer", NC_("ledger entry", "Moved between members") },
  { "import", NC_("ledger entry", "Taken over from another system") },
  { "forfeit", NC_("ledger entry", "Forfeited") },
};

static gboolean
has_kind (StempelEntry *entry, const char *kind)
{
  return g_strcmp0 (stempel_entry_get_kind (entry), kind) == 0;
}

static char *
earn_text (StempelEntry *entry)
{
  int stamps = (int) ABS (stempel_entry_get_stamps (entry));

  if (stempel_entry_get_entitlements_issued (entry) > 0)
    /* Translators: a ledger entry: these stamps completed a card. */
    return g_strdup_printf (ngettext ("%d stamp, card full", "%d stamps, card full",
                                      (gulong) stamps), stamps);

  return g_strdup_printf (ngettext ("%d stamp", "%d stamps", (gulong) stamps), stamps);
}

static char *
redeem_text (StempelEntry *entry)
{
  g_autofree char *points = NULL;

  if (stempel_entry_get_reward_name (entry) != NULL)
    /* Translators: a ledger entry; %s is a reward such as "Free coffee". */
    return g_strdup_printf (_("%s handed out"), stempel_entry_get_reward_name (entry));

  points = stempel_format_points (ABS (stempel_entry_get_points (entry)));

  /* Translators: a ledger entry; %s is such as "100 points", which were used like money. */
  return g_strdup_printf (_("Paid with %s"), points);
}

static char *
void_text (StempelEntry *entry)
{
  if (stempel_entry_get_reward_name (entry) != NULL)
    /* Translators: a ledger entry; %s is a reward that had been handed out by mistake. */
    return g_strdup_printf (_("Handing out of %s taken back"),
                            stempel_entry_get_reward_name (entry));

  if (has_kind (entry, "stamp_void"))
    return g_strdup (_("Stamps taken back"));

  if (stempel_entry_get_points (entry) > 0)
    /* Translators: a ledger entry: points had been used like money, and the member has them
     * again. */
    return g_strdup (_("Payment with points taken back"));

  return g_strdup (_("Points taken back"));
}

static char *
expire_text (StempelEntry *entry)
{
  gint64 points = ABS (stempel_entry_get_points (entry));
  int stamps = (int) ABS (stempel_entry_get_stamps (entry));
  g_autofree char *number = stempel_format_number (points);

  if (has_kind (entry, "points_expire"))
    /* Translators: a ledger entry; %s is a number of points. */
    return g_strdup_printf (ngettext ("%s point expired", "%s points expired", (gulong) points),
                            number);

  /* What expires are the stamps of a reward that nobody collected, if it was one. */
  if (stempel_entry_get_reward_name (entry) != NULL)
    /* Translators: a ledger entry; %s is a reward such as "Free coffee". */
    return g_strdup_printf (_("%s expired"), stempel_entry_get_reward_name (entry));

  return g_strdup_printf (ngettext ("%d stamp expired", "%d stamps expired", (gulong) stamps),
                          stamps);
}

/**
 * stempel_entry_text:
 * @entry: a ledger entry
 *
 * Returns: (transfer full): what happened, in a few words; the kind as it is when it is a newer one
 */
char *
stempel_entry_text (StempelEntry *entry)
{
  g_return_val_if_fail (STEMPEL_IS_ENTRY (entry), NULL);

  if (has_kind (entry, "stamp_earn"))
    return earn_text (entry);
  if (has_kind (entry, "points_earn"))
    return stempel_format_points (stempel_entry_get_points (entry));
  if (has_kind (entry, "stamp_redeem") || has_kind (entry, "points_redeem"))
    return redeem_text (entry);
  if (has_kind (entry, "stamp_void") || has_kind (entry, "points_void"))
    return void_text (entry);
  if (has_kind (entry, "stamp_expire") || has_kind (entry, "points_expire"))
    return expire_text (entry);

  for (guint i = 0; i < G_N_ELEMENTS (plain_kinds); i++)
    {
      if (has_kind (entry, plain_kinds[i].kind))
        return g_strdup (g_dpgettext2 (NULL, "ledger entry", plain_kinds[i].text));
    }

  return g_strdup (stempel_entry_get_kind (entry));
}

/**
 * stempel_entry_change_text:
 * @entry: a ledger entry
 *
 * Returns: (transfer full) (nullable): by how much the balance changed, with its sign; %NULL when
 * it did not
 */
char *
stempel_entry_change_text (StempelEntry *entry)
{
  gint64 stamps, points;
  g_autofree char *stamps_text = NULL;
  g_autofree char *points_text = NULL;

  g_return_val_if_fail (STEMPEL_IS_ENTRY (entry), NULL);

  stamps = stempel_entry_get_stamps (entry);
  points = stempel_entry_get_points (entry);
  stamps_text = stamps != 0 ? stempel_format_signed (stamps) : NULL;
  points_text = points != 0 ? stempel_format_signed (points) : NULL;

  if (stamps_text != NULL && points_text != NULL)
    /* Translators: a change of two balances: %1$s stamps such as "+3", %2$s points such as
     * "−100" */
    return g_strdup_printf (_("%1$s stamps, %2$s points"), stamps_text, points_text);

  return stamps_text != NULL ? g_steal_pointer (&stamps_text) : g_steal_pointer (&points_text);
}

static const char *
get_person (StempelEntry *entry)
{
  const char *employee = stempel_entry_get_employee_name (entry);

  return employee != NULL ? employee : stempel_entry_get_login_name (entry);
}

/* Where points lapsed there is neither a store nor anybody who did it. */
static char *
join (const char *first, const char *store, const char *person, const char *last)
{
  const char *parts[] = { first, store, person, last };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", parts[i]);
    }

  return g_string_free (text, FALSE);
}

/**
 * stempel_entry_subtitle_text:
 * @entry: a ledger entry
 *
 * Returns: (transfer full): what happened, where and by whom
 */
char *
stempel_entry_subtitle_text (StempelEntry *entry)
{
  g_autofree char *what = stempel_entry_text (entry);

  return join (what, stempel_entry_get_store_name (entry), get_person (entry), NULL);
}

/**
 * stempel_entry_place_text:
 * @entry: a ledger entry
 *
 * Returns: (transfer full): when, where and by whom it was booked, and why
 */
char *
stempel_entry_place_text (StempelEntry *entry)
{
  g_autofree char *time = stempel_format_time (stempel_entry_get_occurred_at (entry));

  return join (time, stempel_entry_get_store_name (entry), get_person (entry),
               stempel_entry_get_reason (entry));
}

/**
 * stempel_entry_add_kinds:
 * @field: a field that offers kinds of entries
 */
void
stempel_entry_add_kinds (StempelChoiceField *field)
{
  stempel_choice_field_add_text (field, _("Stamps given"), "stamp_earn");
  stempel_choice_field_add_text (field, _("Rewards handed out"), "stamp_redeem");
  /* Translators: entries of the ledger that took back earlier ones. */
  stempel_choice_field_add_text (field, C_("entries", "Taken back"), "stamp_void");
  stempel_choice_field_add_text (field, _("Points given"), "points_earn");
  stempel_choice_field_add_text (field, _("Points used"), "points_redeem");
  stempel_choice_field_add_text (field, _("Points taken back"), "points_void");
  stempel_choice_field_add_text (field, _("Purchases refunded"), "points_refund");
  stempel_choice_field_add_text (field, _("Points expired"), "points_expire");
}
