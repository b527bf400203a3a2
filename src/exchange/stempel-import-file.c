/* stempel-import-file.c: a CSV file as the operations of an import want it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-csv-reader.h"
#include "stempel-error.h"
#include "stempel-import-file.h"

/* What a heading is taken for by itself; the database has the same names (rules/import.sql). */
static const char * const fields[] = {
  "given_name", "family_name", "email", "phone", "birthday", "language", "note", "card_number",
  "enrolled_on", "points", "earned_on", "expires_on", "stamps", "rewards_expire_on",
  "terms_accepted_on", "terms_version", "email_consent_on", "phone_consent_on", "consent_source",
  NULL
};

typedef struct
{
  guint  place;
  char  *field;   /* (owned) */
  char  *heading; /* (owned) */
} Column;

/**
 * StempelImportFile:
 *
 * A file that was read once from its beginning to its end, so that it is known to be CSV and how
 * many rows it has, and is then read again part by part. Of its columns only those are read that
 * have a field. It is never in memory as a whole.
 */
struct _StempelImportFile
{
  GFile            *file;     /* (owned) */
  char             *etag;     /* (owned) (nullable) */
  char             *sha256;   /* (owned) */
  GPtrArray        *columns;  /* (owned) (element-type Column) */
  GPtrArray        *ignored;  /* (owned): headings without a field, %NULL at the end */
  gint64            rows;
  StempelCsvReader *reader;   /* (owned) (nullable) */
  gint64            next;     /* number of the row that the reader comes to */
};

static void
column_free (Column *column)
{
  g_free (column->field);
  g_free (column->heading);
  g_free (column);
}

static GError *
new_error (const char *field, const char *code, const char *value)
{
  g_autoptr(JsonObject) problem = json_object_new ();
  g_autoptr(JsonArray) errors = json_array_new ();
  g_autofree char *text = g_strdup_printf ("%s: %s %s", field, code, value != NULL ? value : "");
  JsonObject *fault = json_object_new ();

  json_object_set_string_member (fault, "field", field);
  json_object_set_string_member (fault, "code", code);
  if (value != NULL)
    json_object_set_string_member (fault, "value", value);
  json_array_add_object_element (errors, fault);
  json_object_set_string_member (problem, "code", "invalid");
  json_object_set_array_member (problem, "errors", g_steal_pointer (&errors));

  return stempel_error_new_for_problem (problem, text);
}

static char *
query_etag (GFile *file)
{
  g_autoptr(GFileInfo) info = NULL;

  info = g_file_query_info (file,
                            G_FILE_ATTRIBUTE_ETAG_VALUE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info != NULL
    ? g_strdup_printf ("%s/%" G_GOFFSET_FORMAT, g_file_info_get_etag (info),
                       g_file_info_get_size (info))
    : NULL;
}

static gboolean
compute_sha256 (StempelImportFile *self, GError **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (self->file, NULL, error);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (64 * 1024);
  gssize got = stream != NULL ? 1 : -1;

  while (got > 0)
    {
      got = g_input_stream_read (G_INPUT_STREAM (stream), block, 64 * 1024, NULL, error);
      if (got > 0)
        g_checksum_update (checksum, block, got);
    }
  self->sha256 = g_strdup (g_checksum_get_string (checksum));

  return got == 0;
}

static gboolean
rewind_file (StempelImportFile *self, GError **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (self->file, NULL, error);

  g_clear_pointer (&self->reader, stempel_csv_reader_free);
  self->next = 1;
  if (stream == NULL)
    return FALSE;

  self->reader = stempel_csv_reader_new (G_INPUT_STREAM (stream));

  return TRUE;
}

/* "points" and "points_2" to "points_9", in any case. (transfer full) (nullable) */
static char *
find_field (const char *heading)
{
  g_autofree char *name = g_ascii_strdown (heading, -1);
  g_autofree char *base = g_strdup (g_strstrip (name));
  gsize length = strlen (base);

  if (g_strv_contains (fields, base))
    return g_steal_pointer (&base);

  if (length > 2 && base[length - 2] == '_' && base[length - 1] >= '2' && base[length - 1] <= '9')
    base[length - 2] = '\0';

  return g_str_equal (base, "points") || g_str_equal (base, "earned_on") ||
         g_str_equal (base, "expires_on")
    ? g_strdup (name)
    : NULL;
}

static char *
find_mapped (GHashTable *mapping, const char *heading)
{
  GHashTableIter iter;
  gpointer field, wanted;

  g_hash_table_iter_init (&iter, mapping);
  while (g_hash_table_iter_next (&iter, &field, &wanted))
    {
      if (g_strcmp0 (wanted, heading) == 0)
        return g_strdup (field);
    }

  return NULL;
}

static void
add_column (StempelImportFile *self, GHashTable *mapping, const char *heading, guint place)
{
  g_autofree char *field = find_mapped (mapping, heading);
  Column *column;

  if (field == NULL)
    field = find_field (heading);
  /* What was said by hand wins over a heading that only looks like it. */
  if (field == NULL || (g_hash_table_contains (mapping, field) &&
                        g_strcmp0 (g_hash_table_lookup (mapping, field), heading) != 0))
    {
      g_ptr_array_add (self->ignored, g_strdup (heading));
      return;
    }

  column = g_new (Column, 1);
  column->place = place;
  column->heading = g_strdup (heading);
  column->field = g_steal_pointer (&field);
  g_ptr_array_add (self->columns, column);
}

static gboolean
read_heading (StempelImportFile *self, GHashTable *mapping, GError **error)
{
  const char * const *heading = stempel_csv_reader_get_heading (self->reader, error);
  GHashTableIter iter;
  gpointer wanted;

  if (heading == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, mapping);
  while (g_hash_table_iter_next (&iter, NULL, &wanted))
    {
      if (!g_strv_contains (heading, wanted))
        {
          g_propagate_error (error, new_error ("column", "unknown_value", wanted));
          return FALSE;
        }
    }

  for (guint i = 0; heading[i] != NULL; i++)
    add_column (self, mapping, heading[i], i);
  g_ptr_array_add (self->ignored, NULL);

  return TRUE;
}

static gboolean
count_rows (StempelImportFile *self, GError **error)
{
  g_autoptr(GError) failure = NULL;
  gint64 line;

  do
    {
      g_auto(GStrv) cells = stempel_csv_reader_read (self->reader, &line, &failure);

      if (cells == NULL)
        break;

      self->rows++;
    }
  while (TRUE);

  if (failure == NULL && self->rows == 0)
    failure = new_error ("file", "required", NULL);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return self->rows > 0 && (error == NULL || *error == NULL);
}

/**
 * stempel_import_file_open:
 * @file: a CSV file
 * @mapping: (element-type utf8 utf8): by field the heading of its column, for columns that are not
 *   called like their field
 * @error: return location for a %STEMPEL_ERROR_INVALID, which says what is wrong with the file and
 *   where, or a #GIOErrorEnum
 *
 * Reads the whole file once. Blocks; call it in a thread where that matters.
 *
 * Returns: (transfer full): the file, or %NULL on error
 */
StempelImportFile *
stempel_import_file_open (GFile *file, GHashTable *mapping, GError **error)
{
  g_autoptr(StempelImportFile) self = NULL;

  g_return_val_if_fail (G_IS_FILE (file) && mapping != NULL, NULL);

  self = g_new0 (StempelImportFile, 1);
  self->file = g_object_ref (file);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) column_free);
  self->ignored = g_ptr_array_new_with_free_func (g_free);
  self->etag = query_etag (file);
  if (!compute_sha256 (self, error) || !rewind_file (self, error) ||
      !read_heading (self, mapping, error) || !count_rows (self, error))
    return NULL;

  return rewind_file (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * stempel_import_file_free:
 * @self: (transfer full): a file
 */
void
stempel_import_file_free (StempelImportFile *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->reader, stempel_csv_reader_free);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->ignored);
  g_free (self->etag);
  g_free (self->sha256);
  g_object_unref (self->file);
  g_free (self);
}

/**
 * stempel_import_file_describe:
 * @self: a file
 *
 * Returns: (transfer full): what `import_open` wants to know of it: name, sha256, rows, columns
 */
JsonNode *
stempel_import_file_describe (StempelImportFile *self)
{
  g_autoptr(JsonObject) request = NULL;
  g_autofree char *name = NULL;
  JsonArray *columns = json_array_new ();
  JsonNode *node = json_node_alloc ();

  g_return_val_if_fail (self != NULL, NULL);

  request = json_object_new ();
  name = g_file_get_basename (self->file);
  json_object_set_string_member (request, "name", name);
  json_object_set_string_member (request, "sha256", self->sha256);
  json_object_set_int_member (request, "rows", self->rows);
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = g_ptr_array_index (self->columns, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "column", column->heading);
      json_object_set_string_member (object, "field", column->field);
      json_array_add_object_element (columns, object);
    }
  json_object_set_array_member (request, "columns", columns);

  return json_node_init_object (node, request);
}

/**
 * stempel_import_file_get_ignored:
 * @self: a file
 *
 * Returns: (transfer none): the headings of columns that are not read
 */
const char * const *
stempel_import_file_get_ignored (StempelImportFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char * const *) self->ignored->pdata;
}

static gsize
add_row (StempelImportFile *self, JsonArray *rows, gint64 line, char **cells)
{
  JsonArray *row = json_array_sized_new (self->columns->len + 1);
  gsize bytes = 32;

  json_array_add_int_element (row, line);
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = g_ptr_array_index (self->columns, i);
      const char *cell = cells[column->place];

      json_array_add_string_element (row, cell);
      bytes += strlen (cell) + 4;
    }
  json_array_add_array_element (rows, row);

  return bytes;
}

/* Whoever writes into a file while it is imported would get some of one and some of the other. */
static gboolean
check_unchanged (StempelImportFile *self, GError **error)
{
  g_autofree char *etag = query_etag (self->file);

  if (g_strcmp0 (etag, self->etag) == 0)
    return TRUE;

  g_propagate_error (error, new_error ("file", "changed", NULL));

  return FALSE;
}

/**
 * stempel_import_file_read_part:
 * @self: a file
 * @first: number of the first row of the part, from 1
 * @error: return location for a %STEMPEL_ERROR_INVALID or a #GIOErrorEnum
 *
 * Parts are quick to read one after the other; any other one is looked for from the beginning.
 * Blocks.
 *
 * Returns: (transfer full): the member `rows` of `import_check`, empty after the last row; %NULL on
 *   error
 */
JsonArray *
stempel_import_file_read_part (StempelImportFile *self, gint64 first, GError **error)
{
  g_autoptr(JsonArray) rows = json_array_new ();
  g_autoptr(GError) failure = NULL;
  gsize bytes = 0;

  g_return_val_if_fail (self != NULL && first >= 1, NULL);

  if ((first < self->next && !rewind_file (self, error)) || !check_unchanged (self, error))
    return NULL;

  while (json_array_get_length (rows) < STEMPEL_IMPORT_PART_ROWS &&
         bytes < STEMPEL_IMPORT_PART_BYTES - STEMPEL_CSV_ROW_BYTES)
    {
      gint64 line;
      g_auto(GStrv) cells = stempel_csv_reader_read (self->reader, &line, &failure);

      if (cells == NULL)
        break;

      if (self->next++ >= first)
        bytes += add_row (self, rows, line, cells);
    }

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  return g_steal_pointer (&rows);
}
