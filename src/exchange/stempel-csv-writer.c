/* stempel-csv-writer.c: writes records as CSV
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <csv.h>
#include <string.h>

#include "stempel-csv-writer.h"

/* As libcsv writes it, between quotation marks only where it must be. */
static void
append_quoted (GString *text, const char *cell)
{
  gsize length = strlen (cell);
  gsize place = text->len;
  gsize needed;

  if (strpbrk (cell, "\",\r\n") == NULL)
    {
      g_string_append_len (text, cell, length);
      return;
    }

  needed = csv_write (NULL, 0, cell, length);
  g_string_set_size (text, place + needed);
  csv_write (text->str + place, needed, cell, length);
}

/* A spreadsheet would take it for a formula, and one that somebody else wrote. */
static gboolean
is_dangerous (const char *cell)
{
  return *cell != '\0' && strchr ("=+-@\t\r", *cell) != NULL;
}

static void
append_text (GString *text, const char *cell)
{
  g_autofree char *safe = is_dangerous (cell) ? g_strconcat ("'", cell, NULL) : NULL;

  append_quoted (text, safe != NULL ? safe : cell);
}

static void
append_node (GString *text, JsonNode *node)
{
  g_autofree char *json = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      append_text (text, json_node_get_string (node));
      return;
    }

  /* Numbers, true and false are nobody's text; what has parts stays JSON. */
  json = json_to_string (node, FALSE);
  append_quoted (text, json);
}

/**
 * stempel_csv_append_heading:
 * @text: where to append it
 * @columns: the names of the columns
 *
 * Appends the first row.
 */
void
stempel_csv_append_heading (GString *text, const char * const *columns)
{
  g_return_if_fail (text != NULL && columns != NULL);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_text (text, columns[i]);
    }
  g_string_append (text, "\r\n");
}

/**
 * stempel_csv_append_record:
 * @text: where to append it
 * @columns: which members of @record, in this order
 * @record: a record as it comes from an operation
 *
 * Appends a row as RFC 4180 has it. What is null or not there is an empty cell. A text that begins
 * like a formula gets an apostrophe before it.
 */
void
stempel_csv_append_record (GString *text, const char * const *columns, JsonObject *record)
{
  g_return_if_fail (text != NULL && columns != NULL && record != NULL);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_node (text, json_object_get_member (record, columns[i]));
    }
  g_string_append (text, "\r\n");
}
