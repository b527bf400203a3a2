/* stempel-csv-reader.c: reads CSV row by row, and says where it is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <csv.h>
#include <string.h>

#include "stempel-csv-reader.h"
#include "stempel-error.h"

#define BLOCK_BYTES (64 * 1024)
/* What libcsv gets at once, so that a cell is noticed soon after it has become too long. */
#define PIECE_BYTES 4096

typedef struct
{
  gint64   line;
  char   **cells; /* (owned) */
} Row;

/**
 * StempelCsvReader:
 *
 * Rows of a CSV file as RFC 4180 has them, in UTF-8 with or without a byte order mark. Commas,
 * semicolons or tabs between the cells (what the first line has most of), any line ends. Empty
 * lines are skipped. Whatever is not that is an error which says where; nothing is guessed. It
 * holds no more than a block and a row, however long the file is.
 */
struct _StempelCsvReader
{
  GInputStream      *stream;  /* (owned) */
  struct csv_parser  parser;
  GByteArray        *block;   /* (owned): read, and from @place on not parsed yet */
  gsize              place;
  gboolean           ended;   /* the stream has */
  gboolean           begun;   /* the separator is known */
  gboolean           after_return;

  GQueue             rows;    /* (element-type Row): parsed, and not read yet */
  GPtrArray         *cells;   /* (owned): of the row that is being parsed */
  gsize              row_bytes;
  gint64             line;
  gint64             row_line;
  char             **heading; /* (owned) (nullable) */
  GError            *error;   /* (owned) (nullable) */
};

static void
row_free (Row *row)
{
  g_strfreev (row->cells);
  g_free (row);
}

/* The column is that of the cell, as a spreadsheet counts. */
static GError *
new_error (gint64 line, guint column, const char *reason, const char *fact, gint64 value)
{
  g_autoptr(JsonObject) problem = json_object_new ();
  g_autoptr(JsonArray) errors = json_array_new ();
  g_autofree char *text = NULL;
  JsonObject *fault = json_object_new ();

  json_object_set_string_member (fault, "field", "file");
  json_object_set_string_member (fault, "code", "invalid_format");
  json_object_set_string_member (fault, "reason", reason);
  json_object_set_int_member (fault, "line", line);
  json_object_set_int_member (fault, "column", column);
  if (fact != NULL)
    json_object_set_int_member (fault, fact, value);

  json_array_add_object_element (errors, fault);
  json_object_set_string_member (problem, "code", "invalid");
  json_object_set_array_member (problem, "errors", g_steal_pointer (&errors));
  text = g_strdup_printf ("line %" G_GINT64_FORMAT ", column %u: %s", line, column, reason);

  return stempel_error_new_for_problem (problem, text);
}

static void
fail (StempelCsvReader *self, const char *reason, const char *fact, gint64 value)
{
  if (self->error == NULL)
    self->error = new_error (self->row_line, self->cells->len + 1, reason, fact, value);
}

static void
cell_cb (void *data, size_t length, void *user_data)
{
  StempelCsvReader *self = user_data;

  if (self->error != NULL)
    return;

  self->row_bytes += length;
  if (length > STEMPEL_CSV_CELL_BYTES)
    fail (self, "too_long", "max", STEMPEL_CSV_CELL_BYTES);
  else if (self->row_bytes > STEMPEL_CSV_ROW_BYTES)
    fail (self, "too_long", "max", STEMPEL_CSV_ROW_BYTES);
  else if (self->cells->len == STEMPEL_CSV_CELLS)
    fail (self, "too_many_cells", "max", STEMPEL_CSV_CELLS);
  else if (memchr (data, '\0', length) != NULL)
    fail (self, "nul", NULL, 0);
  else if (!g_utf8_validate_len (data, length, NULL))
    fail (self, "encoding", NULL, 0);
  else
    g_ptr_array_add (self->cells, g_strndup (data, length));
}

/* Spreadsheets write separators where there once was something. */
static gboolean
is_empty (GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      if (*(const char *) g_ptr_array_index (cells, i) != '\0')
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_width (StempelCsvReader *self)
{
  guint found = self->cells->len;
  guint expected = self->heading != NULL ? g_strv_length (self->heading) : found;

  if (found != expected)
    self->error = new_error (self->row_line, MIN (found, expected) + 1,
                             found < expected ? "cells_missing" : "too_many_cells",
                             "expected", expected);

  return found == expected;
}

static void
take_row (StempelCsvReader *self)
{
  Row *row;

  g_ptr_array_add (self->cells, NULL);
  if (self->heading == NULL)
    {
      self->heading = (char **) g_ptr_array_steal (self->cells, NULL);
      return;
    }

  row = g_new (Row, 1);
  row->line = self->row_line;
  row->cells = (char **) g_ptr_array_steal (self->cells, NULL);
  g_queue_push_tail (&self->rows, row);
}

static void
row_cb (int end, void *user_data)
{
  StempelCsvReader *self = user_data;
  if (self->error == NULL && !is_empty (self->cells) && check_width (self))
    take_row (self);

  g_ptr_array_set_size (self->cells, 0);
  self->row_bytes = 0;
}

/* Spaces belong to a cell; libcsv would take them off. */
static int
is_space (unsigned char letter)
{
  return 0;
}

/**
 * stempel_csv_reader_new:
 * @stream: where the file is read from
 *
 * Returns: (transfer full): a reader at the beginning of the file
 */
StempelCsvReader *
stempel_csv_reader_new (GInputStream *stream)
{
  StempelCsvReader *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);

  self = g_new0 (StempelCsvReader, 1);
  self->stream = g_object_ref (stream);
  self->block = g_byte_array_new ();
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->line = 1;
  self->row_line = 1;
  g_queue_init (&self->rows);
  if (csv_init (&self->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    g_error ("csv_init failed");
  csv_set_space_func (&self->parser, is_space);

  return self;
}

/**
 * stempel_csv_reader_free:
 * @self: (transfer full): a reader
 */
void
stempel_csv_reader_free (StempelCsvReader *self)
{
  g_return_if_fail (self != NULL);

  csv_free (&self->parser);
  g_queue_clear_full (&self->rows, (GDestroyNotify) row_free);
  g_ptr_array_unref (self->cells);
  g_byte_array_unref (self->block);
  g_strfreev (self->heading);
  g_clear_error (&self->error);
  g_object_unref (self->stream);
  g_free (self);
}

static gboolean
fill (StempelCsvReader *self, GError **error)
{
  gssize got;

  g_byte_array_remove_range (self->block, 0, self->place);
  self->place = 0;
  g_byte_array_set_size (self->block, self->block->len + BLOCK_BYTES);
  got = g_input_stream_read (self->stream, self->block->data + self->block->len - BLOCK_BYTES,
                             BLOCK_BYTES, NULL, error);
  g_byte_array_set_size (self->block, self->block->len - BLOCK_BYTES + MAX (got, 0));
  self->ended = got == 0;

  return got >= 0;
}

/* What stands most often between cells of the first line; commas when there is but one cell. */
static char
guess_separator (const guint8 *bytes, gsize n_bytes)
{
  gsize counts[3] = { 0 };
  const char *separators = ",;\t";
  gboolean quoted = FALSE;
  guint best = 0;

  for (gsize i = 0; i < n_bytes && (quoted || (bytes[i] != '\n' && bytes[i] != '\r')); i++)
    {
      const char *found = bytes[i] != '\0' ? strchr (separators, bytes[i]) : NULL;

      quoted ^= bytes[i] == '"';
      if (found != NULL && !quoted)
        counts[found - separators]++;
    }

  for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
    {
      if (counts[i] > counts[best])
        best = i;
    }

  return separators[best];
}

static gboolean
begin (StempelCsvReader *self, GError **error)
{
  const guint8 *bytes;

  while (!self->ended && self->block->len < BLOCK_BYTES)
    {
      if (!fill (self, error))
        return FALSE;
    }

  self->begun = TRUE;
  bytes = self->block->data;
  if (self->block->len >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) ||
                                (bytes[0] == 0xfe && bytes[1] == 0xff)))
    fail (self, "encoding", NULL, 0);
  else if (self->block->len >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    self->place = 3;
  csv_set_delim (&self->parser, guess_separator (bytes + self->place,
                                                 self->block->len - self->place));

  return TRUE;
}

/* Up to the end of a line, so that it is known in which one a row begins. */
static gsize
measure_piece (StempelCsvReader *self)
{
  const guint8 *bytes = self->block->data + self->place;
  gsize n_bytes = MIN (self->block->len - self->place, PIECE_BYTES);

  for (gsize i = 0; i < n_bytes; i++)
    {
      if (bytes[i] == '\n' || bytes[i] == '\r')
        return i + 1;
    }

  return n_bytes;
}

static void
count_lines (StempelCsvReader *self, guint8 last, gsize n_bytes)
{
  /* The two characters of one line end come apart, with nothing between them. */
  if (last == '\r' || (last == '\n' && !(self->after_return && n_bytes == 1)))
    self->line++;
  self->after_return = last == '\r';
}

static void
parse_piece (StempelCsvReader *self)
{
  const guint8 *bytes = self->block->data + self->place;
  gsize n_bytes = measure_piece (self);
  gsize parsed;

  if (self->cells->len == 0 && self->parser.entry_pos == 0 && !self->parser.quoted)
    self->row_line = self->line;

  parsed = csv_parse (&self->parser, bytes, n_bytes, cell_cb, row_cb, self);
  if (memchr (bytes, '\0', n_bytes) != NULL)
    fail (self, "nul", NULL, 0);
  else if (parsed != n_bytes)
    fail (self, "quote", NULL, 0);
  else if (self->parser.entry_pos > STEMPEL_CSV_CELL_BYTES)
    fail (self, "too_long", "max", STEMPEL_CSV_CELL_BYTES);
  if (n_bytes > 0)
    count_lines (self, bytes[n_bytes - 1], n_bytes);
  self->place += n_bytes;
}

static gboolean
advance (StempelCsvReader *self, GError **error)
{
  if (self->place == self->block->len && !self->ended && !fill (self, error))
    return FALSE;

  if (self->place < self->block->len)
    parse_piece (self);
  else if (self->ended && csv_fini (&self->parser, cell_cb, row_cb, self) != 0)
    fail (self, "unterminated", NULL, 0);

  return TRUE;
}

/* FALSE only when the stream could not be read; what is wrong with the text waits for its turn. */
static gboolean
advance_to (StempelCsvReader *self, gboolean heading, GError **error)
{
  if (!self->begun && !begin (self, error))
    return FALSE;

  while (self->error == NULL && (heading ? self->heading == NULL : self->rows.length == 0))
    {
      gboolean last = self->ended && self->place == self->block->len;

      if (!advance (self, error))
        return FALSE;
      if (last)
        break;
    }

  return TRUE;
}

/**
 * stempel_csv_reader_get_heading:
 * @self: a reader
 * @error: return location for a %STEMPEL_ERROR_INVALID or a #GIOErrorEnum
 *
 * Blocks while the file is read.
 *
 * Returns: (transfer none): the cells of the first row, or %NULL on error
 */
const char * const *
stempel_csv_reader_get_heading (StempelCsvReader *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->heading == NULL && !advance_to (self, TRUE, error))
    return NULL;

  if (self->heading == NULL)
    {
      if (self->error == NULL)
        self->error = new_error (1, 1, "empty", NULL, 0);
      g_propagate_error (error, g_error_copy (self->error));
    }

  return (const char * const *) self->heading;
}

/**
 * stempel_csv_reader_read:
 * @self: a reader
 * @line: (out): where the row begins, counted from 1
 * @error: return location for a %STEMPEL_ERROR_INVALID or a #GIOErrorEnum
 *
 * Blocks while the file is read. A %STEMPEL_ERROR_INVALID has one field error with `reason`, `line`
 * and `column` (the number of the cell): `encoding`, `nul`, `quote`, `unterminated`, `too_long`,
 * `too_many_cells`, `cells_missing` or `empty`.
 *
 * Returns: (transfer full): the next row after the heading with as many cells; %NULL at the end,
 *   and on error
 */
char **
stempel_csv_reader_read (StempelCsvReader *self, gint64 *line, GError **error)
{
  g_autofree Row *row = NULL;

  g_return_val_if_fail (self != NULL && line != NULL, NULL);

  if (stempel_csv_reader_get_heading (self, error) == NULL ||
      !advance_to (self, FALSE, error))
    return NULL;

  row = g_queue_pop_head (&self->rows);
  if (row == NULL)
    {
      if (self->error != NULL)
        g_propagate_error (error, g_error_copy (self->error));
      return NULL;
    }

  *line = row->line;

  return g_steal_pointer (&row->cells);
}
