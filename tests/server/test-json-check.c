/* test-json-check.c: what is JSON to the letter and what is not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-json-check.h"

#define DEEPEST 4

static void
test_is_an_object (void)
{
  static const char *const objects[] = {
    "{}", " {\t\r\n} ", "{\"a\":1}", "{ \"a\" : [ ] , \"b\" : { } }",
    "{\"a\":[{\"b\":[1]}]}", "{\"\":\"\"}", "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
    "{\"a\":\"\\u00e9\\ud83d\\ude00\"}", "{\"a\":\"Zoé 😀\"}", "{\"a\":-0}", "{\"a\":0.5e-7}",
    "{\"a\":12E+99}", "{\"a\":true,\"b\":false,\"c\":null}", "{\"a\":1,\"a\":2}",
    "{\"a\":12345678901234567890123456789012}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_test_message ("%s", objects[i]);
      g_assert_true (stempel_json_check_object (objects[i], strlen (objects[i]), DEEPEST));
    }
}

static void
test_is_none (void)
{
  static const char *const others[] = {
    "", " ", "1", "[]", "\"{}\"", "null", "{", "}", "{}}", "{} {}", "{}x", "{,}", "{\"a\"}",
    "{\"a\":}", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":[1,]}",
    "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":[1}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}",
    "{\"a\":1.}", "{\"a\":1e}", "{\"a\":-}", "{\"a\":0x1}", "{\"a\":NaN}", "{\"a\":Infinity}",
    "{\"a\":1e100}", "{\"a\":123456789012345678901234567890123}", "{\"a\":tru}", "{\"a\":True}",
    "{\"a\":\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u0000\"}",
    "{\"a\":\"\\ud83d\"}", "{\"a\":\"\\ud83dx\"}", "{\"a\":\"\\ud83d\\u0041\"}",
    "{\"a\":\"\\ude00\"}", "{\"a\":\"\n\"}", "{\"a\":\"\\", "{\"a\":\"\xff\"}",
    "{\"a\":\"\xc0\xaf\"}", "{\"a\":\"\xed\xa0\x80\"}", "{/**/}", "{\"a\":[[[[]]]]}",
    "{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}", "\xef\xbb\xbf{}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *shown = g_strescape (others[i], NULL);

      g_test_message ("%s", shown);
      g_assert_false (stempel_json_check_object (others[i], strlen (others[i]), DEEPEST));
    }

  g_assert_false (stempel_json_check_object ("{\"a\":\"\0\"}", 9, DEEPEST));
}

/* Nothing behind the end is read: the last byte stands at the end of what is ours. */
static void
test_ends_anywhere (void)
{
  static const char whole[] = "{\"a\":[true,null,-1.5e+10,\"\\u00e9\\ud83d\\ude00\"]}";

  for (gsize length = 0; length < strlen (whole); length++)
    {
      g_autofree char *part = g_memdup2 (whole, length);

      g_assert_false (stempel_json_check_object (part, length, DEEPEST));
    }
}

static void
test_as_deep_as_anybody_likes (void)
{
  g_autoptr(GString) deep = g_string_new ("{\"a\":");

  for (guint i = 0; i < 200000; i++)
    g_string_append_c (deep, '[');

  g_assert_false (stempel_json_check_object (deep->str, deep->len, DEEPEST));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-check/is-an-object", test_is_an_object);
  g_test_add_func ("/json-check/is-none", test_is_none);
  g_test_add_func ("/json-check/ends-anywhere", test_ends_anywhere);
  g_test_add_func ("/json-check/as-deep-as-anybody-likes", test_as_deep_as_anybody_likes);

  return g_test_run ();
}
