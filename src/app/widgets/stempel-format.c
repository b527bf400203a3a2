/* stempel-format.c: times, days, counts and money as people write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-convention.h"
#include "stempel-format.h"
#include "stempel-money.h"
#include "stempel-text.h"
#include "stempel-time.h"

/* The names come from our own catalogues and not from the C library: the language can be chosen in
 * the program, and the locale that goes with it need not be installed. */
static const char * const month_names[] = {
  NC_("month", "January"),
  NC_("month", "February"),
  NC_("month", "March"),
  NC_("month", "April"),
  NC_("month", "May"),
  NC_("month", "June"),
  NC_("month", "July"),
  NC_("month", "August"),
  NC_("month", "September"),
  NC_("month", "October"),
  NC_("month", "November"),
  NC_("month", "December"),
};

static const char * const weekday_names[] = {
  NC_("weekday", "Monday"),
  NC_("weekday", "Tuesday"),
  NC_("weekday", "Wednesday"),
  NC_("weekday", "Thursday"),
  NC_("weekday", "Friday"),
  NC_("weekday", "Saturday"),
  NC_("weekday", "Sunday"),
};

/* The zone of the merchant, whose clocks people look at wherever this computer stands; until it is
 * known, that of the computer. */
static GTimeZone *shown_zone; /* (owned) (nullable) */

static GTimeZone *
get_zone (void)
{
  if (shown_zone == NULL)
    shown_zone = g_time_zone_new_local ();

  return shown_zone;
}

/* Like g_date_time_format(), with %A and %B in the language of the program. */
static char *
format_with_names (GDateTime *time, const char *format)
{
  g_autoptr(GString) expanded = g_string_new (format);

  g_string_replace (expanded, "%A",
                    g_dpgettext2 (NULL, "weekday",
                                  weekday_names[g_date_time_get_day_of_week (time) - 1]), 0);
  g_string_replace (expanded, "%B",
                    g_dpgettext2 (NULL, "month", month_names[g_date_time_get_month (time) - 1]), 0);

  return g_date_time_format (time, expanded->str);
}

/* How many midnights lie between @time and now: 0 today, 1 yesterday, -1 tomorrow. */
static int
days_ago (GDateTime *local, GDateTime *now)
{
  g_autoptr(GDate) day = g_date_new_dmy (g_date_time_get_day_of_month (local),
                                         g_date_time_get_month (
                                             local), g_date_time_get_year (local));
  g_autoptr(GDate) today = g_date_new_dmy (g_date_time_get_day_of_month (now),
                                           g_date_time_get_month (now), g_date_time_get_year (now));

  return g_date_days_between (day, today);
}

/**
 * stempel_format_set_zone:
 * @name: (nullable): a time zone of the IANA database, %NULL for that of this computer
 *
 * Says in which zone times are shown from now on.
 */
void
stempel_format_set_zone (const char *name)
{
  g_clear_pointer (&shown_zone, g_time_zone_unref);

  if (name != NULL)
    shown_zone = stempel_zone_new (name);
}

/**
 * stempel_format_time:
 * @time: (nullable): a moment
 *
 * Returns: (transfer full) (nullable): the moment in the zone shown and as short as the distance
 * allows, such as "Today, 14:05"; %NULL for %NULL
 */
char *
stempel_format_time (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now (get_zone ());
  int days;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_timezone (time, get_zone ());
  days = days_ago (local, now);

  if (days == 0)
    /* Translators: a time of today; %H hour, %M minute as in strftime */
    return format_with_names (local, C_("time format", "Today, %H:%M"));

  if (days == 1)
    /* Translators: a time of yesterday; %H hour, %M minute */
    return format_with_names (local, C_("time format", "Yesterday, %H:%M"));

  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    /* Translators: a time of this year; %-d day, %B month by name, %H hour, %M minute */
    return format_with_names (local, C_("time format", "%-d %B, %H:%M"));

  /* Translators: a time of another year; %-d day, %B month by name, %Y year, %H hour, %M minute */
  return format_with_names (local, C_("time format", "%-d %B %Y, %H:%M"));
}

/* The day in figures, without weekday or the name of a month. */
static char *
format_day_short (GDateTime *local)
{
  g_autofree char *day = g_date_time_format (local, "%Y-%m-%d");

  return stempel_day_format (day, stempel_language_current ());
}

/**
 * stempel_format_time_short:
 * @time: (nullable): a moment
 *
 * Returns: (transfer full) (nullable): the moment in the zone shown, short enough for the end of a
 * narrow row: with the time of day for today and yesterday, the day alone before; %NULL for %NULL
 */
char *
stempel_format_time_short (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now (get_zone ());
  int days;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_timezone (time, get_zone ());
  days = days_ago (local, now);

  return days == 0 || days == 1 ? stempel_format_time (time) : format_day_short (local);
}

/**
 * stempel_format_time_full:
 * @time: (nullable): a moment
 *
 * Returns: (transfer full) (nullable): the moment in the zone shown with weekday, year and seconds
 */
char *
stempel_format_time_full (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_timezone (time, get_zone ());

  /* Translators: an exact time; %A weekday, %-d day, %B month by name, %Y year, %H hour, %M minute,
   * %S second */
  return format_with_names (local, C_("time format", "%A, %-d %B %Y, %H:%M:%S"));
}

/**
 * stempel_format_until:
 * @time: (nullable): a moment, usually to come
 *
 * Returns: (transfer full) (nullable): the moment in a form that fits after "until" or "from", such
 * as "14:20"
 */
char *
stempel_format_until (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now (get_zone ());
  int days;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_timezone (time, get_zone ());
  days = days_ago (local, now);

  if (days == 0)
    /* Translators: fits into "Possible again from …"; %H hour, %M minute */
    return format_with_names (local, C_("until format", "%H:%M"));

  if (days == -1)
    /* Translators: fits into "Possible again from …"; %H hour, %M minute */
    return format_with_names (local, C_("until format", "tomorrow, %H:%M"));

  /* Translators: fits into "Possible again from …"; %-d day, %B month by name, %Y year, %H hour, %M
   * minute */
  return format_with_names (local, C_("until format", "%-d %B %Y, %H:%M"));
}

static GDateTime *
parse_day (const char *iso_day)
{
  g_autofree char *midnight = g_strconcat (iso_day, "T00:00:00", NULL);

  return g_date_time_new_from_iso8601 (midnight, get_zone ());
}

/**
 * stempel_format_day:
 * @iso_day: (nullable): a day such as "2026-03-01"
 *
 * Returns: (transfer full) (nullable): the day as short as the distance allows
 */
char *
stempel_format_day (const char *iso_day)
{
  g_autoptr(GDateTime) day = iso_day != NULL ? parse_day (iso_day) : NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now (get_zone ());
  int days;

  if (day == NULL)
    return g_strdup (iso_day);

  days = days_ago (day, now);

  if (days == 0)
    return g_strdup (C_("day", "Today"));
  if (days == 1)
    return g_strdup (C_("day", "Yesterday"));
  if (days == -1)
    return g_strdup (C_("day", "Tomorrow"));

  if (g_date_time_get_year (day) == g_date_time_get_year (now))
    /* Translators: a day of this year; %-d day, %B month by name */
    return format_with_names (day, C_("day format", "%-d %B"));

  /* Translators: a day of another year; %-d day, %B month by name, %Y year */
  return format_with_names (day, C_("day format", "%-d %B %Y"));
}

/**
 * stempel_format_day_full:
 * @iso_day: (nullable): a day such as "2026-03-01"
 *
 * Returns: (transfer full) (nullable): the day with weekday and year
 */
char *
stempel_format_day_full (const char *iso_day)
{
  g_autoptr(GDateTime) day = iso_day != NULL ? parse_day (iso_day) : NULL;

  if (day == NULL)
    return g_strdup (iso_day);

  /* Translators: a day in full; %A weekday, %-d day, %B month by name, %Y year */
  return format_with_names (day, C_("day format", "%A, %-d %B %Y"));
}

/**
 * stempel_format_date:
 * @iso_day: (nullable): a day such as "2026-03-01"
 *
 * Returns: (transfer full) (nullable): the day with its year, whatever today is
 */
char *
stempel_format_date (const char *iso_day)
{
  g_autoptr(GDateTime) day = iso_day != NULL ? parse_day (iso_day) : NULL;

  if (day == NULL)
    return g_strdup (iso_day);

  /* Translators: a day in the middle of a sentence; %-d day, %B month by name, %Y year */
  return format_with_names (day, C_("date format", "%-d %B %Y"));
}

/**
 * stempel_format_month_day:
 * @month_day: (nullable): a day of every year such as "12-31"
 *
 * Returns: (transfer full) (nullable): such as "31 December"
 */
char *
stempel_format_month_day (const char *month_day)
{
  /* A leap year has all of them. */
  g_autofree char *iso_day = g_strconcat ("2000-", month_day, NULL);
  g_autoptr(GDateTime) day = parse_day (iso_day);

  if (day == NULL)
    return g_strdup (month_day);

  /* Translators: a day of every year; %-d day, %B month by name */
  return format_with_names (day, C_("day of every year", "%-d %B"));
}

/**
 * stempel_format_weekday:
 * @weekday: 1 (Monday) to 7
 *
 * Returns: (transfer none): its name
 */
const char *
stempel_format_weekday (int weekday)
{
  g_return_val_if_fail (weekday >= 1 && weekday <= 7, NULL);

  return g_dpgettext2 (NULL, "weekday", weekday_names[weekday - 1]);
}

/**
 * stempel_format_ago:
 * @time: (nullable): a moment in the past
 *
 * Returns: (transfer full) (nullable): how long ago it was in whole units
 */
char *
stempel_format_ago (GDateTime *time)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  gint64 minutes, hours, days;

  if (time == NULL)
    return NULL;

  minutes = g_date_time_difference (now, time) / G_TIME_SPAN_MINUTE;
  hours = minutes / 60;
  days = hours / 24;

  if (minutes < 1)
    return g_strdup (_("just now"));
  if (hours < 1)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", minutes), (int) minutes);
  if (days < 1)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", hours), (int) hours);
  if (days < 31)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", days), (int) days);

  return stempel_format_time_short (time);
}

/**
 * stempel_format_minutes:
 * @minutes: a duration
 *
 * Returns: (transfer full): the duration in the largest unit that keeps it whole
 */
char *
stempel_format_minutes (gint64 minutes)
{
  if (minutes > 0 && minutes % (24 * 60) == 0)
    return g_strdup_printf (ngettext ("%d day", "%d days", minutes / (24 * 60)),
                            (int) (minutes / (24 * 60)));
  if (minutes > 0 && minutes % 60 == 0)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", minutes / 60), (int) (minutes / 60));

  return g_strdup_printf (ngettext ("%d minute", "%d minutes", minutes), (int) minutes);
}

/**
 * stempel_format_number:
 * @number: a number
 *
 * Returns: (transfer full): the number with its digits in groups
 */
char *
stempel_format_number (gint64 number)
{
  return stempel_number_format (number, NULL);
}

/**
 * stempel_format_decimal:
 * @number: a number from 0 on, counted in parts
 * @decimals: how many digits the parts have: 4 for parts of 10,000
 *
 * Returns: (transfer full): the number with the digits behind the mark that it needs, such as "1.5"
 */
char *
stempel_format_decimal (gint64 number, guint decimals)
{
  g_autofree char *whole = NULL;
  gint64 unit = 1;

  for (guint i = 0; i < decimals; i++)
    unit *= 10;
  whole = stempel_format_number (number / unit);
  number %= unit;
  while (decimals > 0 && number % 10 == 0)
    {
      number /= 10;
      decimals--;
    }

  if (decimals == 0)
    return g_steal_pointer (&whole);

  return g_strdup_printf ("%s%s%0*" G_GINT64_FORMAT, whole, stempel_convention_for (NULL)->decimal,
                          (int) decimals, number);
}

/**
 * stempel_format_stamps:
 * @stamps: a number of stamps
 *
 * Returns: (transfer full): such as "3 stamps"
 */
char *
stempel_format_stamps (gint64 stamps)
{
  g_autofree char *number = stempel_format_number (stamps);

  /* Translators: %s is a number of stamps on a loyalty card */
  return g_strdup_printf (ngettext ("%s stamp", "%s stamps", ABS (stamps)), number);
}

/**
 * stempel_format_points:
 * @points: a number of points
 *
 * Returns: (transfer full): such as "1,200 points"
 */
char *
stempel_format_points (gint64 points)
{
  g_autofree char *number = stempel_format_number (points);

  /* Translators: %s is a number of points that a member has or gets */
  return g_strdup_printf (ngettext ("%s point", "%s points", (gulong) ABS (points)), number);
}

/**
 * stempel_format_signed:
 * @number: a change of a balance
 *
 * Returns: (transfer full): the number with its sign; a real minus, which lines up with the plus
 */
char *
stempel_format_signed (gint64 number)
{
  g_autofree char *digits = stempel_format_number (ABS (number));

  return g_strconcat (number < 0 ? "−" : "+", digits, NULL);
}

/**
 * stempel_format_money:
 * @minor_units: an amount of money in minor units, such as cents
 * @currency: three letters, such as "EUR"
 *
 * Returns: (transfer full): the amount with its currency
 */
char *
stempel_format_money (gint64 minor_units, const char *currency)
{
  g_return_val_if_fail (currency != NULL, NULL);

  return stempel_money_format (minor_units, currency, NULL);
}

/**
 * stempel_format_localised:
 * @text: (nullable): a localised text, such as {"en": "Coffee", "de": "Kaffee"}
 * @default_language: (nullable): the merchant's default language
 *
 * Returns: (transfer full) (nullable): the text in the language of the program, else in
 * @default_language, else in any
 */
char *
stempel_format_localised (JsonNode *text, const char *default_language)
{
  return g_strdup (stempel_text_choose (text, NULL, default_language));
}

/**
 * stempel_format_language_name:
 * @language: a language code such as "de"
 *
 * Returns: (transfer none): the language's own name for itself, or @language
 */
const char *
stempel_format_language_name (const char *language)
{
  static const struct { const char *code, *name; } names[] = {
    { "de", "Deutsch" },
    { "en", "English" },
    { "es", "Español" },
    { "fr", "Français" },
    { "it", "Italiano" },
    { "lb", "Lëtzebuergesch" },
    { "nl", "Nederlands" },
    { "pt", "Português" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (names[i].code, language) == 0)
        return names[i].name;
    }

  return language;
}
