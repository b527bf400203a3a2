/* stempel-time.c: times and days as people read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-convention.h"
#include "stempel-time.h"

static const char * const english_months[] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

/**
 * stempel_zone_new:
 * @name: (nullable): a time zone of the IANA database, such as `Europe/Luxembourg`
 *
 * Returns: (transfer full): that zone, or UTC when this machine does not know it
 */
GTimeZone *
stempel_zone_new (const char *name)
{
  GTimeZone *zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

static char *
format_day (const StempelConvention *convention, int year, int month, int day)
{
  g_autoptr(GString) string = g_string_new (convention->day);
  char number[16];

  g_snprintf (number, sizeof number, "%04d", year);
  g_string_replace (string, "YYYY", number, 1);

  g_snprintf (number, sizeof number, "%02d", day);
  if (g_string_replace (string, "DD", number, 1) == 0)
    g_string_replace (string, "D", number[0] == '0' ? number + 1 : number, 1);

  /* Last, because the name of a month may hold a letter that stands for something. */
  g_snprintf (number, sizeof number, "%02d", month);
  if (g_string_replace (string, "MMM", english_months[month - 1], 1) == 0)
    g_string_replace (string, "MM", number, 1);

  return g_strdup (string->str);
}

/**
 * stempel_time_format_day:
 * @time: a time
 * @zone: the zone to show it in
 * @language: (nullable): a language, see stempel_text_choose()
 *
 * Returns: (transfer full): the day, such as `23 Nov 2026` or `23.11.2026`
 */
char *
stempel_time_format_day (GDateTime *time, GTimeZone *zone, const char *language)
{
  g_autoptr(GDateTime) local = NULL;

  g_return_val_if_fail (time != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  local = g_date_time_to_timezone (time, zone);

  return format_day (stempel_convention_for (language), g_date_time_get_year (local),
                     g_date_time_get_month (local), g_date_time_get_day_of_month (local));
}

/**
 * stempel_time_format_clock:
 * @time: a time
 * @zone: the zone to show it in
 * @language: (nullable): a language, see stempel_text_choose()
 *
 * Returns: (transfer full): hours and minutes, such as `14:05`
 */
char *
stempel_time_format_clock (GDateTime *time, GTimeZone *zone, const char *language)
{
  g_autoptr(GDateTime) local = NULL;

  g_return_val_if_fail (time != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  local = g_date_time_to_timezone (time, zone);

  return g_strdup_printf ("%02d:%02d", g_date_time_get_hour (local),
                          g_date_time_get_minute (local));
}

/**
 * stempel_time_format:
 * @time: a time
 * @zone: the zone to show it in
 * @language: (nullable): a language, see stempel_text_choose()
 *
 * Returns: (transfer full): day, hours and minutes, such as `23.11.2026, 14:05`
 */
char *
stempel_time_format (GDateTime *time, GTimeZone *zone, const char *language)
{
  g_autofree char *day = stempel_time_format_day (time, zone, language);
  g_autofree char *clock = stempel_time_format_clock (time, zone, language);

  g_return_val_if_fail (day != NULL && clock != NULL, NULL);

  return g_strconcat (day, stempel_convention_for (language)->joint, clock, NULL);
}

/**
 * stempel_time_format_full:
 * @time: a time
 * @zone: the zone to show it in
 * @language: (nullable): a language, see stempel_text_choose()
 *
 * Returns: (transfer full): day, time with seconds and the zone's abbreviation, such as
 *   `23.11.2026, 14:05:07 CET`
 */
char *
stempel_time_format_full (GDateTime *time, GTimeZone *zone, const char *language)
{
  g_autofree char *minutes = stempel_time_format (time, zone, language);
  g_autoptr(GDateTime) local = NULL;

  g_return_val_if_fail (minutes != NULL, NULL);

  local = g_date_time_to_timezone (time, zone);

  return g_strdup_printf ("%s:%02d %s", minutes, g_date_time_get_second (local),
                          g_date_time_get_timezone_abbreviation (local));
}

/* Returns FALSE when @day is not a day of the calendar. */
static gboolean
parse_day (const char *day, int *year, int *month, int *day_of_month)
{
  guint64 numbers[3];
  g_auto(GStrv) parts = NULL;

  if (day == NULL || strlen (day) != 10 || day[4] != '-' || day[7] != '-')
    return FALSE;

  parts = g_strsplit (day, "-", 3);

  for (guint i = 0; i < 3; i++)
    {
      if (!g_ascii_string_to_unsigned (parts[i], 10, 1, 9999, &numbers[i], NULL))
        return FALSE;
    }

  *year = (int) numbers[0];
  *month = (int) numbers[1];
  *day_of_month = (int) numbers[2];

  return numbers[1] <= 12 && numbers[2] <= 31 &&
         g_date_valid_dmy ((GDateDay) numbers[2], (GDateMonth) numbers[1], (GDateYear) numbers[0]);
}

/**
 * stempel_day_is_valid:
 * @day: (nullable): a day such as `2026-11-23`
 *
 * Returns: whether it is one
 */
gboolean
stempel_day_is_valid (const char *day)
{
  int year, month, day_of_month;

  return parse_day (day, &year, &month, &day_of_month);
}

/**
 * stempel_day_format:
 * @day: (nullable): a day such as `2026-11-23`
 * @language: (nullable): a language, see stempel_text_choose()
 *
 * Returns: (transfer full) (nullable): the day, such as `23 Nov 2026` or `23.11.2026`; %NULL when
 * @day is not a day
 */
char *
stempel_day_format (const char *day, const char *language)
{
  int year, month, day_of_month;

  if (!parse_day (day, &year, &month, &day_of_month))
    return NULL;

  return format_day (stempel_convention_for (language), year, month, day_of_month);
}
