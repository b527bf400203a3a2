/* stempel-document-html.h: records as headings and tables of a page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-catalogue.h"

G_BEGIN_DECLS

/**
 * StempelDocument:
 * @html: what there is of the page
 * @catalogue: (nullable): the translations
 * @language: the language it is written in
 * @currency: of the amounts
 * @zone: of the times
 * @n_tables: how many there are
 *
 * A page while it is written.
 */
typedef struct
{
  GString          *html;
  StempelCatalogue *catalogue;
  const char       *language;
  const char       *currency;
  GTimeZone        *zone;
  guint             n_tables;
} StempelDocument;

const char *stempel_document_text           (StempelDocument *self,
                                             const char      *text);
void        stempel_document_append_escaped (StempelDocument *self,
                                             const char      *text);
void        stempel_document_append_filled  (StempelDocument *self,
                                             const char      *format,
                                             const char      *filling);
void        stempel_document_append_heading (StempelDocument *self,
                                             guint            level,
                                             const char      *text);
void        stempel_document_append_value   (StempelDocument *self,
                                             const char      *name,
                                             JsonNode        *value);
void        stempel_document_append_fields  (StempelDocument *self,
                                             const char      *title,
                                             JsonObject      *record);
void        stempel_document_append_rows    (StempelDocument *self,
                                             const char      *title,
                                             JsonArray       *records);

G_END_DECLS
