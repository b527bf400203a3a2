/* test-text.c: of a localised text the best language is chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-text.h"

#define COFFEE "{\"en\": \"Coffee\", \"de\": \"Kaffee\", \"lb\": \"\"}"

static JsonNode *
parse (const char *json)
{
  JsonNode *node = json_from_string (json, NULL);

  g_assert_nonnull (node);

  return node;
}

static void
test_chooses_language_then_fallback_then_any (void)
{
  g_autoptr(JsonNode) coffee = parse (COFFEE);
  static const struct { const char *language, *fallback, *expected; } cases[] = {
    { "de", "en", "Kaffee" },
    { "de_LU.UTF-8", "en", "Kaffee" },
    { "de-AT", NULL, "Kaffee" },
    { "de@euro", NULL, "Kaffee" },
    { "fr", "de", "Kaffee" },
    { "lb", "de", "Kaffee" },
    { "fr", "pt", "Coffee" },
    { "fr", NULL, "Coffee" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (stempel_text_choose (coffee, cases[i].language, cases[i].fallback), ==,
                     cases[i].expected);
}

static void
test_no_text_is_null (void)
{
  static const char * const none[] =
    { "{}", "null", "[]", "\"Coffee\"", "{\"de\": 5}", "{\"de\": \"\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autoptr(JsonNode) node = parse (none[i]);

      g_assert_null (stempel_text_choose (node, "de", "en"));
    }

  g_assert_null (stempel_text_choose (NULL, "de", "en"));
}

static void
test_changes_one_language_in_a_copy (void)
{
  g_autoptr(JsonNode) coffee = parse (COFFEE);
  g_autoptr(JsonNode) french = stempel_text_with (coffee, "fr", "Café");
  g_autoptr(JsonNode) without = stempel_text_with (french, "de", NULL);
  g_autoptr(JsonNode) fresh = stempel_text_with (NULL, "en", "Tea");
  g_autoptr(JsonNode) untouched = stempel_text_with (NULL, "en", "");

  g_assert_cmpstr (stempel_text_get (french, "fr"), ==, "Café");
  g_assert_cmpstr (stempel_text_get (french, "de"), ==, "Kaffee");
  g_assert_null (stempel_text_get (coffee, "fr"));
  g_assert_null (stempel_text_get (without, "de"));
  g_assert_cmpstr (stempel_text_get (fresh, "en"), ==, "Tea");
  g_assert_cmpuint (json_object_get_size (json_node_get_object (untouched)), ==, 0);
}

static void
test_language_of_the_environment (void)
{
  g_setenv ("LANGUAGE", "lb:de", TRUE);
  g_assert_cmpstr (stempel_language_current (), ==, "lb");

  g_unsetenv ("LANGUAGE");
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_assert_cmpstr (stempel_language_current (), ==, "en");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/chooses-language-then-fallback-then-any",
                   test_chooses_language_then_fallback_then_any);
  g_test_add_func ("/text/no-text-is-null", test_no_text_is_null);
  g_test_add_func ("/text/changes-one-language-in-a-copy", test_changes_one_language_in_a_copy);
  g_test_add_func ("/text/language-of-the-environment", test_language_of_the_environment);

  return g_test_run ();
}
