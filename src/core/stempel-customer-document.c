/* stempel-customer-document.c: all that is known about a person, as a page to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stempel-customer-document.h"
#include "stempel-document-html.h"
#include "stempel-document-words.h"
#include "stempel-time.h"

/* Nothing is loaded from anywhere and nothing runs, whatever somebody may have typed. */
#define HEAD \
  "<meta charset=\"utf-8\">\n" \
  "<meta http-equiv=\"Content-Security-Policy\" " \
  "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n" \
  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" \
  "<style>\n" \
  "body { font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto;" \
  " max-width: 60rem; padding: 0 1rem; }\n" \
  ".scroll { overflow-x: auto; margin: 1rem 0; }\n" \
  "table { border-collapse: collapse; }\n" \
  "caption { text-align: start; font-weight: bold; padding: .25rem 0; }\n" \
  "th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: start;" \
  " vertical-align: top; overflow-wrap: anywhere; min-width: 4rem; }\n" \
  "th { background: #f0f0f0; font-weight: 600; }\n" \
  "td { white-space: pre-line; }\n" \
  "@media print { .scroll { overflow: visible; } table { font-size: .7rem; } }\n" \
  "</style>\n"

static JsonObject *
first_identity (JsonObject *export)
{
  JsonNode *node = json_object_get_member (export, "identities");
  JsonArray *identities = node != NULL && JSON_NODE_HOLDS_ARRAY (node)
    ? json_node_get_array (node) : NULL;

  if (identities == NULL || json_array_get_length (identities) == 0 ||
      !JSON_NODE_HOLDS_OBJECT (json_array_get_element (identities, 0)))
    return NULL;

  return json_array_get_object_element (identities, 0);
}

static const char *
text_of (JsonObject *record, const char *name)
{
  return record != NULL ? json_object_get_string_member_with_default (record, name, NULL) : NULL;
}

static JsonObject *
particulars_of (JsonObject *identity)
{
  JsonNode *node = identity != NULL ? json_object_get_member (identity, "personal") : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* A person by name, an account by its program, anything else by its number. */
static char *
title_of (StempelDocument *document, JsonObject *record)
{
  JsonObject *personal = particulars_of (record);
  const char *given = text_of (personal, "given_name");
  const char *family = text_of (personal, "family_name");
  const char *program = text_of (record, "program_name");

  if (given != NULL && family != NULL)
    return g_strdup_printf ("%s %s", given, family);

  if (program != NULL)
    return g_strdup (program);

  return g_strdup_printf ("%s %" G_GINT64_FORMAT,
                          stempel_document_text (document, NC_("document", "Number")),
                          record != NULL ?
                          json_object_get_int_member_with_default (record, "id", 0) : 0);
}

static gboolean
is_flat (JsonArray *records)
{
  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonNode *node = json_array_get_element (records, i);
      g_autoptr(GList) values = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return FALSE;

      values = json_object_get_values (json_node_get_object (node));
      for (GList *l = values; l != NULL; l = l->next)
        {
          if (JSON_NODE_HOLDS_OBJECT ((JsonNode *) l->data) ||
              JSON_NODE_HOLDS_ARRAY ((JsonNode *) l->data))
            return FALSE;
        }
    }

  return TRUE;
}

static void append_list (StempelDocument *document, guint level, const char *name,
                         JsonArray *records);

static void
append_record (StempelDocument *document, guint level, JsonObject *record)
{
  g_autofree char *title = title_of (document, record);
  g_autoptr(GList) members = json_object_get_members (record);

  stempel_document_append_heading (document, level, title);
  stempel_document_append_fields (document, title, record);
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *value = json_object_get_member (record, l->data);

      if (JSON_NODE_HOLDS_ARRAY (value))
        append_list (document, level + 1, l->data, json_node_get_array (value));
    }
}

static void
append_list (StempelDocument *document, guint level, const char *name, JsonArray *records)
{
  const StempelDocumentField *field = stempel_document_find_field (name);
  const char *title = field != NULL ? stempel_document_text (document, field->label) : name;
  const gboolean flat = is_flat (records);

  stempel_document_append_heading (document, MIN (level, 6), title);
  if (json_array_get_length (records) == 0)
    {
      g_string_append (document->html, "<p>");
      stempel_document_append_escaped (document,
                                       stempel_document_text (document,
                                                              NC_("document", "Nothing.")));
      g_string_append (document->html, "</p>\n");
    }
  else if (flat)
    {
      stempel_document_append_rows (document, title, records);
    }

  for (guint i = 0; !flat && i < json_array_get_length (records); i++)
    {
      JsonNode *node = json_array_get_element (records, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        append_record (document, MIN (level + 1, 6), json_node_get_object (node));
      else if (JSON_NODE_HOLDS_VALUE (node))
        stempel_document_append_value (document, name, node);
    }
}

/**
 * stempel_customer_document_choose_language:
 * @export: the reply of `customer_export`
 * @merchant: whose member it is
 *
 * Returns: (transfer none) (nullable): the language to write to that person in: their own, else
 *   that of the business
 */
const char *
stempel_customer_document_choose_language (JsonObject *export, StempelMerchant *merchant)
{
  const char *own;

  g_return_val_if_fail (export != NULL, NULL);

  own = text_of (particulars_of (first_identity (export)), "language");

  return own != NULL ? own : stempel_merchant_get_language (merchant);
}

static void
append_beginning (StempelDocument *document, JsonObject *export, StempelMerchant *merchant)
{
  g_autofree char *name = title_of (document, first_identity (export));
  const char *zone = stempel_merchant_get_zone (merchant);

  g_string_append (document->html, "<!DOCTYPE html>\n<html lang=\"");
  stempel_document_append_escaped (document, document->language);
  g_string_append (document->html, "\">\n<head>\n" HEAD "<title>");
  stempel_document_append_escaped (document, name);
  g_string_append (document->html, "</title>\n</head>\n<body>\n<main>\n<h1>");
  /* Translators: the title of a document; %s is a person. */
  stempel_document_append_filled (document, NC_("document", "Data of %s"), name);
  g_string_append (document->html, "</h1>\n<p>");
  /* Translators: %s is the name of a business. */
  stempel_document_append_filled (document, NC_("document", "This is all that %s knows about you."),
                                  stempel_merchant_get_name (merchant));
  g_string_append (document->html, "</p>\n<p>");
  /* Translators: %s is a time zone such as Europe/Luxembourg. */
  stempel_document_append_filled (document, NC_("document", "Times are those of %s."),
                                  zone != NULL ? zone : "UTC");
  g_string_append (document->html, "</p>\n");
}

static void
append_lists (StempelDocument *document, JsonObject *export)
{
  static const char * const order[] = { "identities", "accounts", "consents", "entries", NULL };
  g_autoptr(GList) members = json_object_get_members (export);

  for (guint i = 0; order[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (export, order[i]);

      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
        append_list (document, 2, order[i], json_node_get_array (node));
    }

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (export, l->data);

      if (JSON_NODE_HOLDS_ARRAY (node) && !g_strv_contains (order, l->data))
        append_list (document, 2, l->data, json_node_get_array (node));
    }
}

/**
 * stempel_customer_document_new:
 * @export: the reply of `customer_export`
 * @merchant: whose member it is: name, currency and time zone
 * @language: the language to write in
 * @catalogue: (nullable): the translations into that language, %NULL for English
 *
 * Writes all that is known about a person as one page of HTML that needs nothing else: each value
 * of @export stands in it, as people of that language write it, also members that this program does
 * not know yet. What is not shown is what has no value.
 *
 * Returns: (transfer full): the page in UTF-8
 */
char *
stempel_customer_document_new (JsonObject       *export,
                               StempelMerchant  *merchant,
                               const char       *language,
                               StempelCatalogue *catalogue)
{
  g_autoptr(GTimeZone) zone = NULL;
  StempelDocument document = { .catalogue = catalogue, .language = language };

  g_return_val_if_fail (export != NULL, NULL);
  g_return_val_if_fail (STEMPEL_IS_MERCHANT (merchant), NULL);
  g_return_val_if_fail (language != NULL, NULL);

  zone = stempel_zone_new (stempel_merchant_get_zone (merchant));
  document.zone = zone;
  document.currency = stempel_merchant_get_currency (merchant);
  document.html = g_string_new (NULL);

  append_beginning (&document, export, merchant);
  stempel_document_append_fields (&document, stempel_document_text (&document,
                                    NC_("document", "This document")), export);
  append_lists (&document, export);
  g_string_append (document.html, "</main>\n</body>\n</html>\n");

  return g_string_free (document.html, FALSE);
}
