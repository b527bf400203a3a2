/* stempel-document-words.h: what the members and words of a record are called in a document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * STEMPEL_DOCUMENT_CONTEXT:
 *
 * The context of all texts of a document, for stempel_catalogue_get().
 */
#define STEMPEL_DOCUMENT_CONTEXT "document"

typedef enum
{
  STEMPEL_DOCUMENT_TEXT,
  STEMPEL_DOCUMENT_NUMBER,
  STEMPEL_DOCUMENT_MONEY,
  STEMPEL_DOCUMENT_SHARE,
  STEMPEL_DOCUMENT_TIME,
  STEMPEL_DOCUMENT_DAY,
  STEMPEL_DOCUMENT_WORD,
} StempelDocumentKind;

/**
 * StempelDocumentField:
 * @name: a member of the wire format
 * @label: what it is called, in English
 * @kind: how its value is written
 * @detail: whether only somebody who checks the ledger needs it
 */
typedef struct
{
  const char          *name;
  const char          *label;
  StempelDocumentKind  kind;
  gboolean             detail;
} StempelDocumentField;

const StempelDocumentField *stempel_document_find_field (const char *name);
const char                 *stempel_document_find_word  (const char *word);

G_END_DECLS
