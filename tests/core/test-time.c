/* test-time.c: times and days are shown in the right zone and the language's way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-time.h"

static GDateTime *
at (const char *text)
{
  GDateTime *time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);

  return time;
}

static void
test_shows_the_zone_asked_for (void)
{
  g_autoptr(GDateTime) winter = at ("2026-01-31T23:05:09Z");
  g_autoptr(GDateTime) summer = at ("2026-07-01T12:00:00-04:00");
  g_autoptr(GTimeZone) luxembourg = stempel_zone_new ("Europe/Luxembourg");
  g_autoptr(GTimeZone) tokyo = stempel_zone_new ("Asia/Tokyo");
  static const struct { gboolean winter, tokyo; const char *language, *expected; } cases[] = {
    { TRUE, FALSE, "de", "01.02.2026, 00:05" },
    { TRUE, FALSE, "lb", "01.02.2026, 00:05" },
    { TRUE, FALSE, "fr", "01/02/2026 00:05" },
    { TRUE, FALSE, "en_GB.UTF-8", "1 Feb 2026, 00:05" },
    { TRUE, TRUE, "en", "1 Feb 2026, 08:05" },
    { FALSE, FALSE, "de", "01.07.2026, 18:00" },
    { FALSE, TRUE, "de", "02.07.2026, 01:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = stempel_time_format (cases[i].winter ? winter : summer,
                                                   cases[i].tokyo ? tokyo : luxembourg,
                                                   cases[i].language);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_full_time_names_the_zone (void)
{
  g_autoptr(GDateTime) time = at ("2026-01-31T23:05:09Z");
  g_autoptr(GTimeZone) zone = stempel_zone_new ("Europe/Luxembourg");
  g_autofree char *full = stempel_time_format_full (time, zone, "de");
  g_autofree char *clock = stempel_time_format_clock (time, zone, "de");
  g_autofree char *day = stempel_time_format_day (time, zone, "en");

  g_assert_cmpstr (full, ==, "01.02.2026, 00:05:09 CET");
  g_assert_cmpstr (clock, ==, "00:05");
  g_assert_cmpstr (day, ==, "1 Feb 2026");
}

static void
test_unknown_zone_is_utc (void)
{
  g_autoptr(GTimeZone) unknown = stempel_zone_new ("Mars/Olympus");
  g_autoptr(GTimeZone) none = stempel_zone_new (NULL);

  g_assert_cmpstr (g_time_zone_get_identifier (unknown), ==, "UTC");
  g_assert_cmpstr (g_time_zone_get_identifier (none), ==, "UTC");
}

static void
test_days_are_checked (void)
{
  static const char * const good[] = { "2026-11-23", "2024-02-29", "0001-01-01", "9999-12-31" };
  static const char * const bad[] = {
    "", "2026-11-2", "2026-11-023", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
    "2026-01-32", "2026/01/01", "26-01-01--", "2026-1--01", "yyyy-mm-dd", "+026-01-01",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (stempel_day_is_valid (good[i]));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (stempel_day_is_valid (bad[i]));
      g_assert_null (stempel_day_format (bad[i], "en"));
    }

  g_assert_false (stempel_day_is_valid (NULL));
}

static void
test_days_need_no_zone (void)
{
  g_autofree char *english = stempel_day_format ("2026-12-05", "en");
  g_autofree char *german = stempel_day_format ("2026-12-05", "de");
  g_autofree char *march = stempel_day_format ("2026-03-31", "en");
  g_autofree char *december = stempel_day_format ("2026-12-31", "fr");

  g_assert_cmpstr (english, ==, "5 Dec 2026");
  g_assert_cmpstr (german, ==, "05.12.2026");
  g_assert_cmpstr (march, ==, "31 Mar 2026");
  g_assert_cmpstr (december, ==, "31/12/2026");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time/shows-the-zone-asked-for", test_shows_the_zone_asked_for);
  g_test_add_func ("/time/full-time-names-the-zone", test_full_time_names_the_zone);
  g_test_add_func ("/time/unknown-zone-is-utc", test_unknown_zone_is_utc);
  g_test_add_func ("/time/days-are-checked", test_days_are_checked);
  g_test_add_func ("/time/days-need-no-zone", test_days_need_no_zone);

  return g_test_run ();
}
