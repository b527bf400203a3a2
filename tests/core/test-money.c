/* test-money.c: amounts are written and read as people of a language do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-money.h"

#define NBSP "\u00a0"
#define NARROW "\u202f"

static void
test_currencies_have_their_decimals (void)
{
  g_assert_cmpuint (stempel_currency_get_digits ("EUR"), ==, 2);
  g_assert_cmpuint (stempel_currency_get_digits ("JPY"), ==, 0);
  g_assert_cmpuint (stempel_currency_get_digits ("KWD"), ==, 3);
  g_assert_cmpuint (stempel_currency_get_digits ("CHF"), ==, 2);
  g_assert_cmpuint (stempel_currency_get_digits (NULL), ==, 2);
}

static void
test_formats_as_the_language_does (void)
{
  static const struct { gint64 amount; const char *currency, *language, *expected; } cases[] = {
    { 1250, "EUR", "en", "€12.50" },
    { 1250, "EUR", "de", "12,50" NBSP "€" },
    { 1250, "EUR", "de_LU.UTF-8", "12,50" NBSP "€" },
    { 1250, "EUR", "lb", "12,50" NBSP "€" },
    { 123456789, "EUR", "en", "€1,234,567.89" },
    { 123456789, "EUR", "de", "1.234.567,89" NBSP "€" },
    { 123456789, "EUR", "fr", "1" NARROW "234" NARROW "567,89" NBSP "€" },
    { 5, "EUR", "en", "€0.05" },
    { 0, "EUR", "en", "€0.00" },
    { -5, "EUR", "en", "-€0.05" },
    { 1234, "JPY", "en", "¥1,234" },
    { 1234, "KWD", "en", "KWD" NBSP "1.234" },
    { 1250, "CHF", "en", "CHF" NBSP "12.50" },
    { 1250, "CHF", "de", "12,50" NBSP "CHF" },
    { 100, "EUR", "xx", "€1.00" },
    { G_MAXINT64, "EUR", "en", "€92,233,720,368,547,758.07" },
    { G_MININT64, "JPY", "en", "-¥9,223,372,036,854,775,808" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        stempel_money_format (cases[i].amount, cases[i].currency, cases[i].language);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_reads_what_people_type (void)
{
  static const struct { const char *text, *currency, *language; gint64 expected; } cases[] = {
    { "12.50", "EUR", "en", 1250 },
    { "12,50", "EUR", "de", 1250 },
    { "12.50", "EUR", "de", 1250 },
    { "12,50", "EUR", "en", 1250 },
    { "12,5", "EUR", "en", 1250 },
    { "3", "EUR", "en", 300 },
    { " 3 ", "EUR", "en", 300 },
    { "€3", "EUR", "en", 300 },
    { "3 €", "EUR", "de", 300 },
    { "3 EUR", "EUR", "de", 300 },
    { "1.000", "EUR", "de", 100000 },
    { "1,000", "EUR", "en", 100000 },
    { "1,000.00", "EUR", "en", 100000 },
    { "1.000,00", "EUR", "de", 100000 },
    { "1" NARROW "000,00", "EUR", "fr", 100000 },
    { "1 000,00", "EUR", "fr", 100000 },
    { "1'000.00", "CHF", "en", 100000 },
    { "1.234.567", "EUR", "de", 123456700 },
    { ".5", "EUR", "en", 50 },
    { "5.", "EUR", "en", 500 },
    { "-2.00", "EUR", "en", -200 },
    { "1234", "JPY", "en", 1234 },
    { "1,234", "JPY", "en", 1234 },
    { "1.234", "KWD", "en", 1234 },
    { "92233720368547758.07", "EUR", "en", G_MAXINT64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 amount = -1;

      if (!stempel_money_parse (cases[i].text, cases[i].currency, cases[i].language, &amount))
        g_error ("\"%s\" was not understood", cases[i].text);

      g_assert_cmpint (amount, ==, cases[i].expected);
    }
}

static void
test_refuses_what_is_no_amount (void)
{
  static const struct { const char *text, *currency, *language; } cases[] = {
    { "", "EUR", "en" },
    { "   ", "EUR", "en" },
    { "-", "EUR", "en" },
    { ".", "EUR", "en" },
    { ",", "EUR", "en" },
    { "€", "EUR", "en" },
    { "twelve", "EUR", "en" },
    { "12.505", "EUR", "en" },
    { "1.2.3", "EUR", "en" },
    { "12,50,30", "EUR", "en" },
    { "1,0000.00", "EUR", "en" },
    { "1.5", "JPY", "en" },
    { "12 $", "EUR", "en" },
    { "1e3", "EUR", "en" },
    { "--5", "EUR", "en" },
    { "92233720368547758.08", "EUR", "en" },
    { "99999999999999999999", "EUR", "en" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 amount = 42;

      if (stempel_money_parse (cases[i].text, cases[i].currency, cases[i].language, &amount))
        g_error ("\"%s\" was taken for %" G_GINT64_FORMAT, cases[i].text, amount);

      g_assert_cmpint (amount, ==, 42);
    }
}

static void
test_what_is_written_can_be_read (void)
{
  static const char * const languages[] = { "en", "de", "fr", "lb" };
  static const char * const currencies[] = { "EUR", "JPY", "KWD", "CHF", "CLF" };

  for (guint i = 0; i < 20000; i++)
    {
      const char *language = languages[i % G_N_ELEMENTS (languages)];
      const char *currency = currencies[(i / 4) % G_N_ELEMENTS (currencies)];
      gint64 amount = g_test_rand_int_range (G_MININT32, G_MAXINT32);
      g_autofree char *text = stempel_money_format (amount, currency, language);
      gint64 again = 0;

      if (!stempel_money_parse (text, currency, language, &again) || again != amount)
        g_error ("%" G_GINT64_FORMAT " became \"%s\" became %" G_GINT64_FORMAT, amount, text,
                 again);
    }
}

static void
test_numbers_are_grouped (void)
{
  g_autofree char *english = stempel_number_format (10000, "en");
  g_autofree char *german = stempel_number_format (-1234567, "de");
  g_autofree char *small = stempel_number_format (999, "fr");

  g_assert_cmpstr (english, ==, "10,000");
  g_assert_cmpstr (german, ==, "-1.234.567");
  g_assert_cmpstr (small, ==, "999");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/money/currencies-have-their-decimals", test_currencies_have_their_decimals);
  g_test_add_func ("/money/formats-as-the-language-does", test_formats_as_the_language_does);
  g_test_add_func ("/money/reads-what-people-type", test_reads_what_people_type);
  g_test_add_func ("/money/refuses-what-is-no-amount", test_refuses_what_is_no_amount);
  g_test_add_func ("/money/what-is-written-can-be-read", test_what_is_written_can_be_read);
  g_test_add_func ("/money/numbers-are-grouped", test_numbers_are_grouped);

  return g_test_run ();
}
