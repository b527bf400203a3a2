/* test-json.c: what is written as JSON is JSON, whatever stands in a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-json.h"

static void
test_escapes_all_controls (void)
{
  for (gunichar letter = 1; letter < 0x100; letter++)
    {
      g_autoptr(JsonNode) node = json_node_new (JSON_NODE_VALUE);
      g_autoptr(JsonNode) again = NULL;
      g_autofree char *written = NULL;
      char text[7] = { 0 };

      g_unichar_to_utf8 (letter, text);
      json_node_set_string (node, text);
      written = stempel_json_to_text (node);
      for (const char *at = written; *at != '\0'; at++)
        g_assert_cmpint ((guint8) *at, >=, ' ');

      again = json_from_string (written, NULL);
      g_assert_nonnull (again);
      g_assert_cmpstr (json_node_get_string (again), ==, text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/escapes-all-controls", test_escapes_all_controls);

  return g_test_run ();
}
