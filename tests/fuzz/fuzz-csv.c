/* fuzz-csv.c: a file is rows of texts or refused, and the same each time it is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "stempel-csv-reader.h"
#include "stempel-import-file.h"

/* How many rows; -1: it is no CSV. */
static gint64
read_rows (const guint8 *data, gsize size)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr(StempelCsvReader) reader = stempel_csv_reader_new (stream);
  const char * const *heading = stempel_csv_reader_get_heading (reader, NULL);
  g_autoptr(GError) error = NULL;
  gint64 rows = 0, line, before = 0;
  char **cells;

  if (heading == NULL)
    return -1;

  while ((cells = stempel_csv_reader_read (reader, &line, &error)) != NULL)
    {
      g_assert_cmpuint (g_strv_length (cells), ==, g_strv_length ((char **) heading));
      for (guint i = 0; cells[i] != NULL; i++)
        g_assert_true (g_utf8_validate (cells[i], -1, NULL));
      g_assert_cmpint (line, >, before);
      before = line;
      rows++;
      g_strfreev (cells);
    }

  return error == NULL ? rows : -1;
}

static void
read_parts (StempelImportFile *file, gint64 rows)
{
  g_autoptr(JsonNode) described = stempel_import_file_describe (file);
  gint64 first = 1;

  g_assert_cmpint (json_object_get_int_member (json_node_get_object (described), "rows"), ==, rows);
  while (first <= rows)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonArray) part = stempel_import_file_read_part (file, first, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (json_array_get_length (part), >, 0);
      first += json_array_get_length (part);
    }
  g_assert_cmpint (first, ==, rows + 1);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gint64 rows = read_rows (data, size);
  g_autoptr(GHashTable) mapping = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(StempelImportFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) place = NULL;
  g_autofree char *path = NULL;
  int descriptor = memfd_create ("fuzz-csv", MFD_CLOEXEC);

  g_assert_cmpint (write (descriptor, data, size), ==, size);
  path = g_strdup_printf ("/proc/self/fd/%d", descriptor);
  place = g_file_new_for_path (path);
  file = stempel_import_file_open (place, mapping, &error);
  g_assert_true (file == NULL || rows > 0);
  if (file != NULL)
    read_parts (file, rows);
  close (descriptor);

  return 0;
}
