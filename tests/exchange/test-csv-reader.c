/* test-csv-reader.c: what is CSV is read as it is, and what is not is said to be none, and where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-csv-reader.h"
#include "stempel-error.h"

static GInputStream *
new_stream (const char *text, gssize n_bytes)
{
  return g_memory_input_stream_new_from_data (text, n_bytes < 0 ? (gssize) strlen (text) : n_bytes,
                                              NULL);
}

/* The heading and all rows as "line: cell|cell", one below the other. */
static char *
read_all (const char *text, gssize n_bytes, GError **error)
{
  g_autoptr(GInputStream) stream = new_stream (text, n_bytes);
  g_autoptr(StempelCsvReader) reader = stempel_csv_reader_new (stream);
  g_autoptr(GString) found = g_string_new (NULL);
  const char * const *heading = stempel_csv_reader_get_heading (reader, error);
  g_autoptr(GError) failure = NULL;
  g_autofree char *first = NULL;
  char **cells;
  gint64 line;

  if (heading == NULL)
    return NULL;

  first = g_strjoinv ("|", (char **) heading);
  g_string_append (found, first);
  while ((cells = stempel_csv_reader_read (reader, &line, &failure)) != NULL)
    {
      g_autofree char *row = g_strjoinv ("|", cells);

      g_string_append_printf (found, "\n%" G_GINT64_FORMAT ": %s", line, row);
      g_strfreev (cells);
    }

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  return g_string_free (g_steal_pointer (&found), FALSE);
}

typedef struct
{
  const char *name;
  const char *text;
  gssize      n_bytes;
  const char *found;
} Good;

static const Good good[] = {
  { "commas", "a,b\n1,2\n3,4\n", -1, "a|b\n2: 1|2\n3: 3|4" },
  { "no line end at the end", "a,b\n1,2", -1, "a|b\n2: 1|2" },
  { "semicolons", "a;b\n1,5;2\n", -1, "a|b\n2: 1,5|2" },
  { "tabs", "a\tb\n1\t2\n", -1, "a|b\n2: 1|2" },
  { "a separator between quotation marks does not count", "\"a,,,\";b\n1;2\n", -1,
    "a,,,|b\n2: 1|2" },
  { "one column", "a\n1\n2\n", -1, "a\n2: 1\n3: 2" },
  { "Windows line ends", "a,b\r\n1,2\r\n3,4\r\n", -1, "a|b\n2: 1|2\n3: 3|4" },
  { "old Macintosh line ends", "a,b\r1,2\r3,4\r", -1, "a|b\n2: 1|2\n3: 3|4" },
  { "line ends of different kinds", "a,b\r1,2\n3,4\r\n5,6\n", -1, "a|b\n2: 1|2\n3: 3|4\n4: 5|6" },
  { "byte order mark", "\xef\xbb\xbf" "a,b\n1,2\n", -1, "a|b\n2: 1|2" },
  { "quotation marks", "a,b\n\"x, \"\"y\"\"\",\"\"\n", -1, "a|b\n2: x, \"y\"|" },
  { "lines inside of a cell", "a,b\n\"1\n2\r\n3\",4\n5,6\n", -1, "a|b\n2: 1\n2\r\n3|4\n5: 5|6" },
  { "spaces stay", "a,b\n 1 , 2 \n", -1, "a|b\n2:  1 | 2 " },
  { "empty lines and rows of empty cells are skipped", "\n\na,b\n\n1,2\n,\n\n3,4\n", -1,
    "a|b\n5: 1|2\n8: 3|4" },
  { "empty cells", "a,b,c\n,,x\n", -1, "a|b|c\n2: ||x" },
  { "umlauts", "a,b\nJos\xc3\xa9,\xe2\x82\xac\n", -1, "a|b\n2: Jos\xc3\xa9|\xe2\x82\xac" },
  { "only a heading", "a,b\n", -1, "a|b" },
};

static void
test_good (gconstpointer data)
{
  const Good *sample = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *found = read_all (sample->text, sample->n_bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, sample->found);
}

typedef struct
{
  const char *name;
  const char *text;
  gssize      n_bytes;
  const char *reason;
  gint64      line;
  gint64      column;
} Bad;

static const Bad bad[] = {
  { "nothing at all", "", 0, "empty", 1, 1 },
  { "only line ends", "\n\n\r\n", -1, "empty", 1, 1 },
  { "Latin-1", "a,b\n1,2\n3,Jos\xe9\n", -1, "encoding", 3, 2 },
  { "half a letter at the end", "a,b\n1,\xc3", -1, "encoding", 2, 2 },
  { "an overlong letter", "a,b\n\xc0\xaf,2\n", -1, "encoding", 2, 1 },
  { "UTF-16", "\xff\xfe" "a\0,\0b\0\n\0", 10, "encoding", 1, 1 },
  { "UTF-16 without a mark", "a\0,\0b\0\n\0", 8, "nul", 1, 1 },
  { "a NUL", "a,b\n1,2\n3,\0\n", 12, "nul", 3, 2 },
  { "a quotation mark in the middle", "a,b\n1,2\n3,4\"5\n", -1, "quote", 3, 2 },
  { "something behind a quotation mark", "a,b\n\"1\"x,2\n", -1, "quote", 2, 1 },
  { "a quotation mark that is not closed", "a,b\n1,2\n3,\"4\n5,6\n", -1, "unterminated", 3, 2 },
  { "too few cells", "a,b,c\n1,2,3\n4,5\n", -1, "cells_missing", 3, 3 },
  { "too many cells", "a,b\n1,2\n3,4,5\n", -1, "too_many_cells", 3, 3 },
  { "commas under semicolons", "a;b\n1,2\n", -1, "cells_missing", 2, 2 },
};

static void
assert_refused (const char *text, gssize n_bytes, const char *reason, gint64 line, gint64 column)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *found = read_all (text, n_bytes, &error);
  JsonObject *fault;

  g_assert_null (found);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID);
  fault = json_array_get_object_element (json_object_get_array_member (
    stempel_error_get_problem (error), "errors"), 0);
  g_assert_cmpstr (json_object_get_string_member (fault, "reason"), ==, reason);
  g_assert_cmpint (json_object_get_int_member (fault, "line"), ==, line);
  g_assert_cmpint (json_object_get_int_member (fault, "column"), ==, column);
}

static void
test_bad (gconstpointer data)
{
  const Bad *sample = data;

  assert_refused (sample->text, sample->n_bytes, sample->reason, sample->line, sample->column);
}

/* Ten megabytes in one cell, quoted, plain, or because a mark was never closed. */
static void
test_giant_cells (void)
{
  gsize n_bytes = 10 * 1024 * 1024;
  g_autofree char *giant = g_strnfill (n_bytes, 'x');
  g_autofree char *plain = g_strconcat ("a,b\n1,2\n3,", giant, "\n", NULL);
  g_autofree char *quoted = g_strconcat ("a,b\n1,2\n3,\"", giant, "\"\n", NULL);
  g_autofree char *heading = g_strconcat (giant, ",b\n1,2\n", NULL);

  assert_refused (plain, -1, "too_long", 3, 2);
  assert_refused (quoted, -1, "too_long", 3, 2);
  assert_refused (heading, -1, "too_long", 1, 1);
}

static void
test_a_cell_may_be_as_long_as_is_said (void)
{
  g_autofree char *longest = g_strnfill (STEMPEL_CSV_CELL_BYTES, 'x');
  g_autofree char *fits = g_strconcat ("a,b\n1,", longest, "\n", NULL);
  g_autofree char *one_more = g_strconcat ("a,b\n1,x", longest, "\n", NULL);
  g_autofree char *row = g_strconcat ("a,b,c\n1,", longest, ",", longest, "\n", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *found = read_all (fits, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (found), ==, STEMPEL_CSV_CELL_BYTES + strlen ("a|b\n2: 1|"));
  assert_refused (one_more, -1, "too_long", 2, 2);
  assert_refused (row, -1, "too_long", 2, 3);
}

static void
test_many_cells (void)
{
  g_autofree char *commas = g_strnfill (100000, ',');

  assert_refused (commas, -1, "too_many_cells", 1, STEMPEL_CSV_CELLS + 1);
}

/* Rows before a fault are read, so that whoever counts them knows how far it is right. */
static void
test_rows_before_a_fault_are_read (void)
{
  g_autoptr(GInputStream) stream = new_stream ("a,b\n1,2\n3\n", -1);
  g_autoptr(StempelCsvReader) reader = stempel_csv_reader_new (stream);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) first = NULL;
  gint64 line;

  first = stempel_csv_reader_read (reader, &line, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first[1], ==, "2");
  g_assert_null (stempel_csv_reader_read (reader, &line, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (stempel_csv_reader_read (reader, &line, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID);
}

/* Whatever bytes there are: rows or a fault, and never more cells than the heading has. */
static void
test_noise (void)
{
  static const char letters[] = ",;\"\n\r ab\t\0\xc3\xa9\xff";
  g_autoptr(GRand) chance = g_rand_new_with_seed (20261123);

  for (int round = 0; round < 20000; round++)
    {
      char text[64];
      gsize n_bytes = g_rand_int_range (chance, 0, sizeof text);
      g_autoptr(GError) error = NULL;
      g_autofree char *found = NULL;

      for (gsize i = 0; i < n_bytes; i++)
        text[i] = letters[g_rand_int_range (chance, 0, sizeof letters - 1)];
      found = read_all (text, n_bytes, &error);
      g_assert_true ((found == NULL) == (error != NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strconcat ("/csv-reader/good/", good[i].name, NULL);

      g_test_add_data_func (path, &good[i], test_good);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/csv-reader/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/csv-reader/giant cells", test_giant_cells);
  g_test_add_func ("/csv-reader/as long as is said", test_a_cell_may_be_as_long_as_is_said);
  g_test_add_func ("/csv-reader/many cells", test_many_cells);
  g_test_add_func ("/csv-reader/rows before a fault are read", test_rows_before_a_fault_are_read);
  g_test_add_func ("/csv-reader/noise", test_noise);

  return g_test_run ();
}
