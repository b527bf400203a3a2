/* stempel-import-error.c: what is wrong in a row of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-import-error.h"
#include "stempel-record-private.h"

/**
 * StempelImportError:
 *
 * Why a row of a file is left out: the line it begins in, the column, and the code of a field error
 * with its `facts`.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelImportError
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelImportError, stempel_import_error, STEMPEL_TYPE_RECORD)

enum
{
  LINE,
  COLUMN,
  FIELD,
  CODE,
  FACTS,
};

static const StempelRecordField fields[] = {
  [LINE] = { "line", STEMPEL_FIELD_INT, TRUE },
  [COLUMN] = { "column", STEMPEL_FIELD_TEXT },
  [FIELD] = { "field", STEMPEL_FIELD_TEXT },
  [CODE] = { "code", STEMPEL_FIELD_TEXT },
  [FACTS] = { "facts", STEMPEL_FIELD_JSON },
};

static void
stempel_import_error_class_init (StempelImportErrorClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_import_error_init (StempelImportError *self)
{
}

STEMPEL_GETTER_INT (StempelImportError, stempel_import_error, IMPORT_ERROR, line, LINE)
STEMPEL_GETTER_TEXT (StempelImportError, stempel_import_error, IMPORT_ERROR, column, COLUMN)
STEMPEL_GETTER_TEXT (StempelImportError, stempel_import_error, IMPORT_ERROR, field, FIELD)
STEMPEL_GETTER_TEXT (StempelImportError, stempel_import_error, IMPORT_ERROR, code, CODE)
STEMPEL_GETTER_JSON (StempelImportError, stempel_import_error, IMPORT_ERROR, facts, FACTS)
