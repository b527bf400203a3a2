/* stempel-format.c: times, days, counts and money as people write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-format.h"

/* The names come from our own catalogues and not from the C library: the language can be chosen in the
 * program, and the locale that goes with it need not be installed. */
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
                                         g_date_time_get_month (local), g_date_time_get_year (local));
  g_autoptr(GDate) today = g_date_new_dmy (g_date_time_get_day_of_month (now),
                                           g_date_time_get_month (now), g_date_time_get_year (now));

  return g_date_days_between (day, today);
}

/**
 * stempel_format_time:
 * @time: (nullable): a moment
 *
 * Returns: (transfer full) (nullable): the moment in local time and as short as the distance allows, such as
 *   "Today, 14:05"; %NULL for %NULL
 */
char *
stempel_format_time (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  int days;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_local (time);
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

/**
 * stempel_format_time_full:
 * @time: (nullable): a moment
 *
 * Returns: (transfer full) (nullable): the moment in local time with weekday, year and seconds
 */
char *
stempel_format_time_full (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_local (time);

  /* Translators: an exact time; %A weekday, %-d day, %B month by name, %Y year, %H hour, %M minute, %S second */
  return format_with_names (local, C_("time format", "%A, %-d %B %Y, %H:%M:%S"));
}

/**
 * stempel_format_until:
 * @time: (nullable): a moment, usually to come
 *
 * Returns: (transfer full) (nullable): the moment in a form that fits after "until" or "from", such as "14:20"
 */
char *
stempel_format_until (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  int days;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_local (time);
  days = days_ago (local, now);

  if (days == 0)
    /* Translators: fits into "Possible again from …"; %H hour, %M minute */
    return format_with_names (local, C_("until format", "%H:%M"));

  if (days == -1)
    /* Translators: fits into "Possible again from …"; %H hour, %M minute */
    return format_with_names (local, C_("until format", "tomorrow, %H:%M"));

  /* Translators: fits into "Possible again from …"; %-d day, %B month by name, %Y year, %H hour, %M minute */
  return format_with_names (local, C_("until format", "%-d %B %Y, %H:%M"));
}

static GDateTime *
parse_day (const char *iso_day)
{
  g_autofree char *midnight = g_strconcat (iso_day, "T00:00:00", NULL);
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();

  return g_date_time_new_from_iso8601 (midnight, zone);
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
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
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

  return stempel_format_time (time);
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

static char *
group_digits (guint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  /* Translators: what stands between groups of three digits, such as 10,000 */
  const char *separator = C_("thousands separator", ",");
  gsize length = strlen (digits);
  GString *grouped = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (grouped, separator);
      g_string_append_c (grouped, digits[i]);
    }

  return g_string_free (grouped, FALSE);
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
  g_autofree char *grouped = group_digits (number < 0 ? - (guint64) number : (guint64) number);

  return g_strconcat (number < 0 ? "−" : "", grouped, NULL);
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

static int
currency_decimals (const char *currency)
{
  static const char * const none[] = { "CLP", "ISK", "JPY", "KRW", "PYG", "VND", "XAF", "XOF", "XPF", NULL };
  static const char * const three[] = { "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", NULL };

  if (g_strv_contains (none, currency))
    return 0;

  return g_strv_contains (three, currency) ? 3 : 2;
}

static const char *
currency_symbol (const char *currency)
{
  if (g_strcmp0 (currency, "EUR") == 0)
    return "€";
  if (g_strcmp0 (currency, "GBP") == 0)
    return "£";
  if (g_strcmp0 (currency, "USD") == 0)
    return "$";

  return currency;
}

/**
 * stempel_format_amount:
 * @minor_units: an amount of money in minor units, such as cents
 * @currency: three letters, such as "EUR"
 *
 * Returns: (transfer full): the bare number, such as "12.50"
 */
char *
stempel_format_amount (gint64 minor_units, const char *currency)
{
  int decimals = currency_decimals (currency);
  guint64 absolute = minor_units < 0 ? - (guint64) minor_units : (guint64) minor_units;
  guint64 unit = decimals == 0 ? 1 : decimals == 3 ? 1000 : 100;
  g_autofree char *whole = group_digits (absolute / unit);

  if (decimals == 0)
    return g_strconcat (minor_units < 0 ? "−" : "", whole, NULL);

  return g_strdup_printf ("%s%s%s%0*d", minor_units < 0 ? "−" : "", whole,
                          /* Translators: what stands before the cents, such as 12.50 */
                          C_("decimal separator", "."), decimals, (int) (absolute % unit));
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
  g_autofree char *amount = NULL;

  g_return_val_if_fail (currency != NULL, NULL);

  amount = stempel_format_amount (minor_units, currency);

  /* Translators: an amount of money: %1$s is the currency, such as €, and %2$s the number. For "12.50 €" write
   * "%2$s %1$s" with a no-break space. */
  return g_strdup_printf (C_("money", "%1$s%2$s"), currency_symbol (currency), amount);
}

/**
 * stempel_parse_money:
 * @text: what somebody typed, such as "12.50", "12,5" or "1 250"
 * @currency: three letters, such as "EUR"
 * @minor_units: (out): the amount in minor units
 *
 * Point and comma both stand before the decimals; spaces are ignored.
 *
 * Returns: whether @text is an amount of money
 */
gboolean
stempel_parse_money (const char *text, const char *currency, gint64 *minor_units)
{
  int decimals = currency_decimals (currency);
  gint64 amount = 0;
  int seen = -1;
  gboolean any = FALSE;

  g_return_val_if_fail (text != NULL && minor_units != NULL, FALSE);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_isspace (g_utf8_get_char (p)))
        continue;

      if ((*p == '.' || *p == ',') && seen < 0 && decimals > 0)
        {
          seen = 0;
          continue;
        }

      if (!g_ascii_isdigit (*p) || (seen >= 0 && seen++ >= decimals) || amount > G_MAXINT64 / 100000)
        return FALSE;

      amount = amount * 10 + g_ascii_digit_value (*p);
      any = TRUE;
    }

  for (int i = MAX (seen, 0); i < decimals; i++)
    amount *= 10;

  *minor_units = amount;

  return any;
}

static const char *
member_text (JsonObject *object, const char *language)
{
  if (language == NULL || !json_object_has_member (object, language))
    return NULL;

  return json_object_get_string_member_with_default (object, language, NULL);
}

/**
 * stempel_format_localised:
 * @text: (nullable): a localised text, such as {"en": "Coffee", "de": "Kaffee"}
 * @default_language: (nullable): the merchant's default language
 *
 * Returns: (transfer full) (nullable): the text in the first language of the user that it has, else in
 *   @default_language, else in any
 */
char *
stempel_format_localised (JsonNode *text, const char *default_language)
{
  const char * const *languages = g_get_language_names ();
  JsonObject *object;
  const char *found = NULL;
  g_autoptr(GList) members = NULL;

  if (text == NULL || !JSON_NODE_HOLDS_OBJECT (text))
    return NULL;

  object = json_node_get_object (text);

  for (guint i = 0; languages[i] != NULL && found == NULL; i++)
    found = member_text (object, languages[i]);

  if (found == NULL)
    found = member_text (object, default_language);

  members = json_object_get_members (object);
  if (found == NULL && members != NULL)
    found = member_text (object, members->data);

  return g_strdup (found);
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
