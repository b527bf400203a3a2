/* test-csv-writer.c: what is written is read as it was, and no spreadsheet takes it for a formula
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-csv-reader.h"
#include "stempel-csv-writer.h"

static const char * const columns[] = { "id", "name", "facts", "gone", NULL };

static void
assert_written (const char *record, const char *expected)
{
  g_autoptr(JsonNode) node = json_from_string (record, NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *line = g_strconcat (expected, "\r\n", NULL);

  stempel_csv_append_record (text, columns, json_node_get_object (node));
  g_assert_cmpstr (text->str, ==, line);
}

static void
test_cells (void)
{
  assert_written ("{}", ",,,");
  assert_written ("{\"id\": 5, \"name\": \"Anna\", \"gone\": null, \"other\": 1}", "5,Anna,,");
  assert_written ("{\"id\": -5, \"facts\": 1.5, \"gone\": true}", "-5,,1.5,true");
  assert_written ("{\"name\": \"a,b\"}", ",\"a,b\",,");
  assert_written ("{\"name\": \"say \\\"no\\\"\"}", ",\"say \"\"no\"\"\",,");
  assert_written ("{\"name\": \"a\\nb\\r\\nc\"}", ",\"a\nb\r\nc\",,");
  assert_written ("{\"name\": \" a;b\\t\"}", ", a;b\t,,");
  assert_written ("{\"name\": \"Jos\xc3\xa9\"}", ",Jos\xc3\xa9,,");
  assert_written ("{\"facts\": {\"min\": 1, \"list\": [2]}}",
                  ",,\"{\"\"min\"\":1,\"\"list\"\":[2]}\",");
}

static void
test_formulas (void)
{
  static const char * const dangerous[] = {
    "=1+1", "+352 621", "-5", "@sum(a1)", "\\t=1", "\\r=1", "=cmd|' /C calc'!A0", NULL
  };

  for (guint i = 0; dangerous[i] != NULL; i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"name\": \"%s\"}", dangerous[i]);
      g_autoptr(JsonNode) node = json_from_string (json, NULL);
      g_autoptr(GString) text = g_string_new (NULL);

      stempel_csv_append_record (text, columns, json_node_get_object (node));
      g_assert_true (g_str_has_prefix (text->str, ",'") || g_str_has_prefix (text->str, ",\"'"));
    }
  assert_written ("{\"name\": \"a=b\"}", ",a=b,,");
  assert_written ("{\"name\": \"5-6\"}", ",5-6,,");
}

/* Whatever somebody is called comes back through the reader, but for the apostrophe. */
static void
test_round_trip (void)
{
  static const char letters[] = ",;\"\n\r ab'\xc3\xa9";
  g_autoptr(GRand) chance = g_rand_new_with_seed (20261123);

  for (int round = 0; round < 5000; round++)
    {
      g_autoptr(GString) name = g_string_new ("x");
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(JsonObject) record = json_object_new ();
      g_autoptr(GInputStream) stream = NULL;
      g_autoptr(StempelCsvReader) reader = NULL;
      g_autoptr(GError) error = NULL;
      g_auto(GStrv) cells = NULL;
      gint64 line;

      for (int i = g_rand_int_range (chance, 0, 12); i > 0; i--)
        {
          char letter = letters[g_rand_int_range (chance, 0, sizeof letters - 2)];

          if (letter == '\xc3')
            g_string_append (name, "\xc3\xa9");
          else
            g_string_append_c (name, letter);
        }
      json_object_set_string_member (record, "name", name->str);
      stempel_csv_append_heading (text, columns);
      stempel_csv_append_record (text, columns, record);
      stream = g_memory_input_stream_new_from_data (text->str, text->len, NULL);
      reader = stempel_csv_reader_new (stream);
      cells = stempel_csv_reader_read (reader, &line, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cells[1], ==, name->str);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/csv-writer/cells", test_cells);
  g_test_add_func ("/csv-writer/formulas", test_formulas);
  g_test_add_func ("/csv-writer/round trip", test_round_trip);

  return g_test_run ();
}
