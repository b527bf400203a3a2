/* stempel-document-html.c: records as headings and tables of a page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stempel-document-html.h"
#include "stempel-document-words.h"
#include "stempel-money.h"
#include "stempel-time.h"

/**
 * stempel_document_text:
 * @self: a document
 * @text: an English text, marked with NC_("document", …)
 *
 * Returns: (transfer none): the text in the language of the document
 */
const char *
stempel_document_text (StempelDocument *self, const char *text)
{
  return stempel_catalogue_get (self->catalogue, STEMPEL_DOCUMENT_CONTEXT, text);
}

/**
 * stempel_document_append_escaped:
 * @self: a document
 * @text: what somebody may have typed
 */
void
stempel_document_append_escaped (StempelDocument *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (self->html, escaped);
}

/**
 * stempel_document_append_filled:
 * @self: a document
 * @format: an English text with one `%s`, marked with NC_("document", …)
 * @filling: what stands there
 */
void
stempel_document_append_filled (StempelDocument *self, const char *format, const char *filling)
{
  g_auto(GStrv) parts = g_strsplit (stempel_document_text (self, format), "%s", 2);

  stempel_document_append_escaped (self, parts[0]);
  g_string_append (self->html, "<bdi>");
  stempel_document_append_escaped (self, filling);
  g_string_append (self->html, "</bdi>");
  if (parts[1] != NULL)
    stempel_document_append_escaped (self, parts[1]);
}

/**
 * stempel_document_append_heading:
 * @self: a document
 * @level: 1 to 6
 * @text: what it says
 */
void
stempel_document_append_heading (StempelDocument *self, guint level, const char *text)
{
  g_string_append_printf (self->html, "<h%u>", level);
  stempel_document_append_escaped (self, text);
  g_string_append_printf (self->html, "</h%u>\n", level);
}

static char *
plain_text (JsonNode *value)
{
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);

  return json_to_string (value, FALSE);
}

static char *
format_share (gint64 basis_points)
{
  if (basis_points % 100 == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT "\u00a0%%", basis_points / 100);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%02d\u00a0%%", basis_points / 100,
                          (int) (basis_points % 100));
}

static char *
format_time (StempelDocument *self, const char *plain)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (plain, NULL);

  return time != NULL ? stempel_time_format (time, self->zone, self->language) : g_strdup (plain);
}

static char *
format_value (StempelDocument *self, StempelDocumentKind kind, JsonNode *value, const char *plain)
{
  const gboolean is_number = json_node_get_value_type (value) == G_TYPE_INT64;
  const char *word;

  if ((kind == STEMPEL_DOCUMENT_NUMBER || kind == STEMPEL_DOCUMENT_MONEY ||
       kind == STEMPEL_DOCUMENT_SHARE) && !is_number)
    kind = STEMPEL_DOCUMENT_TEXT;

  switch (kind)
    {
    case STEMPEL_DOCUMENT_NUMBER:
      return stempel_number_format (json_node_get_int (value), self->language);

    case STEMPEL_DOCUMENT_MONEY:
      return stempel_money_format (json_node_get_int (value), self->currency, self->language);

    case STEMPEL_DOCUMENT_SHARE:
      return format_share (json_node_get_int (value));

    case STEMPEL_DOCUMENT_TIME:
      return format_time (self, plain);

    case STEMPEL_DOCUMENT_DAY:
      return stempel_day_is_valid (plain)
        ? stempel_day_format (plain, self->language)
        : g_strdup (plain);

    case STEMPEL_DOCUMENT_WORD:
      word = stempel_document_find_word (plain);
      return g_strdup (word != NULL ? stempel_document_text (self, word) : plain);

    case STEMPEL_DOCUMENT_TEXT:
    default:
      return g_strdup (plain);
    }
}

/**
 * stempel_document_append_value:
 * @self: a document
 * @name: which member of a record it is
 * @value: a text, a number, or a truth
 *
 * Writes the value as people read it; where that is not the value itself, the element has it as
 * well, for a program that reads the page.
 */
void
stempel_document_append_value (StempelDocument *self, const char *name, JsonNode *value)
{
  const StempelDocumentField *field = stempel_document_find_field (name);
  StempelDocumentKind kind = field != NULL ? field->kind : STEMPEL_DOCUMENT_TEXT;
  g_autofree char *plain = plain_text (value);
  g_autofree char *shown = format_value (self, kind, value, plain);
  const gboolean is_time = kind == STEMPEL_DOCUMENT_TIME || kind == STEMPEL_DOCUMENT_DAY;

  if (g_str_equal (plain, shown))
    {
      g_string_append (self->html, "<bdi>");
      stempel_document_append_escaped (self, plain);
      g_string_append (self->html, "</bdi>");
      return;
    }

  g_string_append (self->html, is_time ? "<time datetime=\"" : "<data value=\"");
  stempel_document_append_escaped (self, plain);
  g_string_append (self->html, "\">");
  stempel_document_append_escaped (self, shown);
  g_string_append (self->html, is_time ? "</time>" : "</data>");
}

static const char *
label_of (StempelDocument *self, const char *name)
{
  const StempelDocumentField *field = stempel_document_find_field (name);

  return field != NULL ? stempel_document_text (self, field->label) : name;
}

static void
begin_table (StempelDocument *self, const char *title)
{
  self->n_tables++;
  g_string_append_printf (self->html, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                          "aria-labelledby=\"table-%u\">\n<table>\n<caption id=\"table-%u\">",
                          self->n_tables, self->n_tables);
  stempel_document_append_escaped (self, title);
  g_string_append (self->html, "</caption>\n");
}

static void
end_table (StempelDocument *self)
{
  g_string_append (self->html, "</tbody>\n</table>\n</div>\n");
}

static void
append_header (StempelDocument *self, const char *scope, const char *group, const char *name)
{
  g_string_append_printf (self->html, "<th scope=\"%s\">", scope);
  if (group != NULL)
    {
      stempel_document_append_escaped (self, label_of (self, group));
      g_string_append (self->html, ": ");
    }
  stempel_document_append_escaped (self, label_of (self, name));
  g_string_append (self->html, "</th>");
}

/* Those with a word of their own in the order of the words; -1: nobody has a word for it yet. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  const StempelDocumentField *one = stempel_document_find_field (*(const char * const *) a);
  const StempelDocumentField *two = stempel_document_find_field (*(const char * const *) b);

  if (one == NULL || two == NULL)
    return (one == NULL) - (two == NULL);

  return one < two ? -1 : one > two;
}

static void
append_members (StempelDocument *self, const char *group, JsonObject *record)
{
  g_autoptr(GList) members = json_object_get_members (record);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (GList *l = members; l != NULL; l = l->next)
    g_ptr_array_add (names, l->data);
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      JsonNode *value = json_object_get_member (record, name);

      /* What they are themselves needs no other heading. */
      if (JSON_NODE_HOLDS_OBJECT (value))
        append_members (self, g_str_equal (name, "personal") ? NULL : name,
                        json_node_get_object (value));

      if (!JSON_NODE_HOLDS_VALUE (value))
        continue;

      g_string_append (self->html, "<tr>");
      append_header (self, "row", group, name);
      g_string_append (self->html, "<td>");
      stempel_document_append_value (self, name, value);
      g_string_append (self->html, "</td></tr>\n");
    }
}

/**
 * stempel_document_append_fields:
 * @self: a document
 * @title: what the table is about
 * @record: a record
 *
 * Writes a table with one row for each member that has a value, also of records within the record;
 * lists are left to the caller.
 */
void
stempel_document_append_fields (StempelDocument *self, const char *title, JsonObject *record)
{
  begin_table (self, title);
  g_string_append (self->html, "<tbody>\n");
  append_members (self, NULL, record);
  end_table (self);
}

static gboolean
is_detail (const char *name)
{
  const StempelDocumentField *field = stempel_document_find_field (name);

  return field == NULL || field->detail;
}

/* The members that some record has a value for. */
static GPtrArray *
find_columns (JsonArray *records, gboolean details)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *record = json_array_get_object_element (records, i);
      g_autoptr(GList) members = json_object_get_members (record);

      for (GList *l = members; l != NULL; l = l->next)
        {
          if (JSON_NODE_HOLDS_VALUE (json_object_get_member (record, l->data)) &&
              is_detail (l->data) == details && g_hash_table_add (seen, l->data))
            g_ptr_array_add (columns, l->data);
        }
    }
  g_ptr_array_sort (columns, compare_names);

  return columns;
}

static void
append_row (StempelDocument *self, JsonObject *record, GPtrArray *columns)
{
  g_string_append (self->html, "<tr>");
  for (guint i = 0; i < columns->len; i++)
    {
      const char *name = columns->pdata[i];
      JsonNode *value = json_object_get_member (record, name);

      g_string_append (self->html, i == 0 ? "<th scope=\"row\">" : "<td>");
      if (value != NULL && JSON_NODE_HOLDS_VALUE (value))
        stempel_document_append_value (self, name, value);
      g_string_append (self->html, i == 0 ? "</th>" : "</td>");
    }
  g_string_append (self->html, "</tr>\n");
}

static void
append_table (StempelDocument *self, const char *title, JsonArray *records, GPtrArray *columns)
{
  if (columns->len == 0)
    return;

  begin_table (self, title);
  g_string_append (self->html, "<thead><tr>");
  for (guint i = 0; i < columns->len; i++)
    append_header (self, "col", NULL, columns->pdata[i]);
  g_string_append (self->html, "</tr></thead>\n<tbody>\n");
  for (guint i = 0; i < json_array_get_length (records); i++)
    append_row (self, json_array_get_object_element (records, i), columns);
  end_table (self);
}

/**
 * stempel_document_append_rows:
 * @self: a document
 * @title: what the table is about
 * @records: records without records in them
 *
 * Writes a table with a row for each record, and another one with the details that hardly anybody
 * reads.
 */
void
stempel_document_append_rows (StempelDocument *self, const char *title, JsonArray *records)
{
  g_autoptr(GPtrArray) columns = find_columns (records, FALSE);
  g_autoptr(GPtrArray) details = find_columns (records, TRUE);
  g_autofree char *details_title = NULL;

  append_table (self, title, records, columns);
  /* Translators: behind the name of a table, for a second table about the same things. */
  details_title = g_strdup_printf ("%s: %s", title,
                                   stempel_document_text (self, NC_("document", "details")));
  append_table (self, details_title, records, details);
}
