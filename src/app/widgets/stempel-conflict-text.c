/* stempel-conflict-text.c: why something is not possible in the present state, as sentences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-conflict-text.h"
#include "stempel-format.h"

/* What a sentence needs beside the reason; the plain ones have none. */
typedef char *(*ConflictText) (const GError *error);

/* A moment among the facts; NULL when it is not there. */
static char *
fact_time (const GError *error, const char *name)
{
  const char *text = stempel_error_get_fact_string (error, name);
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return stempel_format_time (time);
}

static char *
fact_until (const GError *error, const char *name)
{
  const char *text = stempel_error_get_fact_string (error, name);
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return stempel_format_until (time);
}

static char *
fact_day (const GError *error, const char *name)
{
  return stempel_format_day_full (stempel_error_get_fact_string (error, name));
}

static char *
closed_month_text (const GError *error)
{
  const char *month = stempel_error_get_fact_string (error, "month");

  if (month == NULL)
    return g_strdup (_("This month is closed already."));

  /* Translators: %s is a month such as "2026-03" */
  return g_strdup_printf (_("The month %s is closed already."), month);
}

static char *
not_over_text (const GError *error)
{
  const char *month = stempel_error_get_fact_string (error, "month");

  if (month == NULL)
    return g_strdup (_("This month is not over yet."));

  /* Translators: %s is a month such as "2026-03" */
  return g_strdup_printf (_("The month %s is not over yet. It can be closed once it is."), month);
}

static char *
redeemed_text (const GError *error)
{
  g_autofree char *at = fact_time (error, "redeemed_at");

  if (at == NULL)
    return g_strdup (_("This reward has been handed out before."));

  /* Translators: %s is a time */
  return g_strdup_printf (_("This reward has been handed out before (%s)."), at);
}

static char *
lapsed_reward_text (const GError *error)
{
  g_autofree char *day = fact_day (error, "expires_on");

  if (day == NULL)
    return g_strdup (_("This reward has expired."));

  /* Translators: %s is the last day, such as "Thursday, 12 March 2026" */
  return g_strdup_printf (_("This reward has expired. Its last day was %s."), day);
}

static char *
lapsed_reservation_text (const GError *error)
{
  g_autofree char *at = fact_time (error, "expires_at");

  if (at == NULL)
    return g_strdup (_("The points are no longer held for this redemption. Start it again."));

  /* Translators: %s is a time */
  return g_strdup_printf (_("The points were held for this redemption until %s. Start it again."),
                          at);
}

/* Not yet or no longer: the day that is given and in the way. */
static char *
not_offered_text (const GError *error)
{
  const char *starts_on = stempel_error_get_fact_string (error, "starts_on");
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%F");
  g_autofree char *first = fact_day (error, "starts_on");
  g_autofree char *last = fact_day (error, "ends_on");

  if (first != NULL && g_strcmp0 (starts_on, today) > 0)
    /* Translators: %s is a day such as "Thursday, 12 March 2026" */
    return g_strdup_printf (_("This reward is not offered before %s."), first);
  if (last != NULL)
    /* Translators: %s is a day such as "Thursday, 12 March 2026" */
    return g_strdup_printf (_("This reward is no longer offered. Its last day was %s."), last);

  return g_strdup (_("This reward is not offered today."));
}

static char *
member_limit_text (const GError *error)
{
  gint64 limit = stempel_error_get_fact_int (error, "limit", 1);

  if (limit == 1)
    return g_strdup (_("Each member can have this reward only once."));

  /* Translators: %d is how often one member can have this reward */
  return g_strdup_printf (ngettext ("Each member can have this reward only %d time.",
                                    "Each member can have this reward only %d times.",
                                    (gulong) limit),
                          (int) limit);
}

static char *
reserved_text (const GError *error)
{
  g_autofree char *at = fact_until (error, "available_at");

  if (at == NULL)
    return g_strdup (_("A till is in the middle of a redemption. Try again in ten minutes."));

  /* Translators: %s is a time such as "14:20" */
  return g_strdup_printf (_("A till is in the middle of a redemption. Try again from %s."), at);
}

static char *
too_many_entries_text (const GError *error)
{
  int days = (int) stempel_error_get_fact_int (error, "days", 0);

  if (days < 1)
    return g_strdup (_("There are too many entries in these days for a trial. Choose fewer days."));

  /* Translators: of a trial of rules with the entries of the last days; %d is how many are possible
   */
  return g_strdup_printf (ngettext ("There are too many entries in these days for a trial. "
                                    "%d day is possible.",
                                    "There are too many entries in these days for a trial. "
                                    "%d days are possible.", days),
                          days);
}

static char *
bad_rows_text (const GError *error)
{
  int rows = (int) stempel_error_get_fact_int (error, "rows", 0);

  if (rows < 1)
    return g_strdup (_("The file has rows that are not right. Correct them or leave them out."));

  /* Translators: of a file to import; %d is how many rows are not right */
  return g_strdup_printf (ngettext ("%d row of the file is not right. Correct it or leave it out.",
                                    "%d rows of the file are not right. Correct them or leave "
                                    "them out.", rows),
                          rows);
}

static char *
import_used_text (const GError *error)
{
  int used = (int) stempel_error_get_fact_int (error, "used", 0);

  if (used < 1)
    return g_strdup (
        _("Members of this import have been used since. It cannot be taken back any more."));

  /* Translators: of an import; %d is how many members */
  return g_strdup_printf (ngettext ("%d member of this import has been used since. It cannot be "
                                    "taken back any more.",
                                    "%d members of this import have been used since. It cannot be "
                                    "taken back any more.", used),
                          used);
}

/* `what` tells apart what has the same reason; without it the first one stands for all. */
static const struct
{
  const char   *reason, *what, *sentence;
  ConflictText  text;
} conflicts[] = {
  { "active", NULL, N_("This program is running already."), NULL },
  { "paused", NULL, N_("This program is paused already."), NULL },
  { "draft", NULL, N_("This program has not been published yet."), NULL },
  { "closed", NULL, N_("This is closed; nothing can be changed any more."), NULL },
  { "closed", "program", N_("This program is closed; nothing can be changed any more."), NULL },
  { "closed", "store", N_("This store is closed. Choose another one."), NULL },
  { "closed", "month", NULL, closed_month_text },
  { "retired", NULL, N_("This employee has left; nothing can be changed any more."), NULL },
  { "retired", "reward", N_("This reward was taken out of the catalogue."), NULL },
  { "disabled", NULL, N_("This login is disabled."), NULL },
  { "has_no_draft", NULL,
    N_("There is nothing to publish: the draft does not differ from the published rules."), NULL },
  { "last_manager", NULL,
    N_("This is the last manager. Name another one first, or nobody could manage the programs."),
    NULL },
  { "last_store", NULL, N_("This is the last open store. Open another one first."), NULL },
  { "no_pin", NULL,
    N_("This employee has no PIN yet. A manager sets it under Staff and PINs."), NULL },
  { "other_store", NULL,
    N_("This employee does not work in this store. A manager can change that."), NULL },
  { "no_email", NULL,
    N_("This login has no e-mail address, so nobody can sign in with it. Enter one first."), NULL },
  { "no_session", NULL,
    N_("You are connected to the database directly, where there is no password to change here."),
    NULL },
  { "already_set_up", NULL,
    N_("You have a second factor already. Remove it first to set up another one."), NULL },
  { "not_begun", NULL, N_("Begin with setting up the second factor first."), NULL },
  { "no_points", NULL, N_("This program has no points, only stamps."), NULL },
  { "no_stamps", NULL, N_("This program has no stamps, only points."), NULL },
  { "no_tiers", NULL, N_("This program has no tiers."), NULL },
  { "not_money", NULL,
    N_("This program does not take points as money. Choose a reward of the catalogue."), NULL },
  { "not_offered", NULL, NULL, not_offered_text },
  { "member_limit", NULL, NULL, member_limit_text },
  { "not_refundable", NULL,
    N_("Only a purchase, or a ticket that was paid with points, can be refunded."), NULL },
  { "not_voidable", NULL,
    N_("An entry of this kind cannot be undone. A manager can adjust the balance."), NULL },
  { "is_a_void", NULL,
    N_("This entry undoes another one and cannot be undone itself. Book it again."), NULL },
  { "redeemed", NULL, NULL, redeemed_text },
  { "withdrawn", NULL,
    N_("This reward was withdrawn, because the stamps for it were taken back."), NULL },
  { "committed", NULL, N_("This redemption has been booked before."), NULL },
  { "cancelled", NULL, N_("This redemption was cancelled. Start it again."), NULL },
  { "expired", NULL, NULL, lapsed_reward_text },
  { "expired", "reservation", NULL, lapsed_reservation_text },
  { "not_over", NULL, NULL, not_over_text },
  { "not_blocked", NULL, N_("This card is not blocked."), NULL },
  { "revoked", NULL, N_("This card was revoked when its member was erased."), NULL },
  { "revoked", "terminal", N_("This terminal was shut out. Add a new one."), NULL },
  { "revoked", "api_key", N_("This key was shut out. Add a new one."), NULL },
  { "not_this_store", NULL,
    N_("This terminal stands in another store and can book for that one only."), NULL },
  { "merged", NULL, N_("This member was merged into another one. Look the card up again."), NULL },
  { "erased", NULL, N_("What was known about this member was erased."), NULL },
  { "not_merged", NULL, N_("This member was not merged into another one."), NULL },
  { "reserved", NULL, NULL, reserved_text },
  { "too_many_entries", NULL, NULL, too_many_entries_text },
  { "rows_missing", NULL,
    N_("Rows of the file before these have not arrived. Check the file again from its beginning."),
    NULL },
  { "not_checked", NULL,
    N_("Rows of the file have not arrived yet. Check the whole file, then import it."), NULL },
  { "bad_rows", NULL, NULL, bad_rows_text },
  { "totals_differ", NULL,
    N_("The file adds up to something else than was expected. Compare the totals."), NULL },
  { "undone", NULL, N_("This import was taken back. Check the file again to import it."), NULL },
  { "import_used", NULL, NULL, import_used_text },
  { "moved_points_used", NULL,
    N_("Something that came with the other member was used since. They cannot be parted."), NULL },
  { "taken_back_since", NULL,
    N_("Something that was booked for the other member was taken back since. "
       "They cannot be parted."), NULL },
};

/**
 * stempel_conflict_text:
 * @error: an error of the code %STEMPEL_ERROR_CONFLICT
 *
 * Returns: (transfer full): one or more whole sentences
 */
char *
stempel_conflict_text (const GError *error)
{
  const char *reason = stempel_error_get_fact_string (error, "reason");
  const char *what = stempel_error_get_fact_string (error, "what");
  int found = -1;

  for (guint i = 0; i < G_N_ELEMENTS (conflicts); i++)
    {
      if (g_strcmp0 (reason, conflicts[i].reason) == 0 &&
          (conflicts[i].what == NULL || g_strcmp0 (what, conflicts[i].what) == 0))
        found = (int) i;
    }

  if (found < 0)
    return g_strdup (
        _("This is not possible in the present state. Load again and look what has changed."));
  if (conflicts[found].text != NULL)
    return conflicts[found].text (error);

  return g_strdup (_(conflicts[found].sentence));
}
