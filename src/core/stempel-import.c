/* stempel-import.c: a file that members came from, and how far it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-import.h"
#include "stempel-record-private.h"

/**
 * StempelImport:
 *
 * A file of members with their opening balances. `totals` are those of its good rows, `bad` those
 * of the others, `imported` what has been booked of it.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelImport
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelImport, stempel_import, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  STATE,
  PROGRAM_ID,
  PROGRAM_NAME,
  STORE_ID,
  STORE_NAME,
  COLUMNS,
  DATE_FORMAT,
  ROWS,
  RECEIVED,
  TOTALS,
  BAD,
  IMPORTED,
  LOGIN_NAME,
  CREATED_AT,
  STARTED_AT,
  FINISHED_AT,
  UNDONE_AT,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [PROGRAM_ID] = { "program_id", STEMPEL_FIELD_INT },
  [PROGRAM_NAME] = { "program_name", STEMPEL_FIELD_TEXT },
  [STORE_ID] = { "store_id", STEMPEL_FIELD_INT },
  [STORE_NAME] = { "store_name", STEMPEL_FIELD_TEXT },
  [COLUMNS] = { "columns", STEMPEL_FIELD_JSON },
  [DATE_FORMAT] = { "date_format", STEMPEL_FIELD_TEXT },
  [ROWS] = { "rows", STEMPEL_FIELD_INT },
  [RECEIVED] = { "received", STEMPEL_FIELD_INT },
  [TOTALS] = { "totals", STEMPEL_FIELD_JSON },
  [BAD] = { "bad", STEMPEL_FIELD_JSON },
  [IMPORTED] = { "imported", STEMPEL_FIELD_JSON },
  [LOGIN_NAME] = { "login_name", STEMPEL_FIELD_TEXT },
  [CREATED_AT] = { "created_at", STEMPEL_FIELD_TIME },
  [STARTED_AT] = { "started_at", STEMPEL_FIELD_TIME },
  [FINISHED_AT] = { "finished_at", STEMPEL_FIELD_TIME },
  [UNDONE_AT] = { "undone_at", STEMPEL_FIELD_TIME },
};

static void
stempel_import_class_init (StempelImportClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_import_init (StempelImport *self)
{
}

STEMPEL_GETTER_INT (StempelImport, stempel_import, IMPORT, id, ID)
STEMPEL_GETTER_TEXT (StempelImport, stempel_import, IMPORT, name, NAME)
STEMPEL_GETTER_TEXT (StempelImport, stempel_import, IMPORT, state, STATE)
STEMPEL_GETTER_INT (StempelImport, stempel_import, IMPORT, program_id, PROGRAM_ID)
STEMPEL_GETTER_TEXT (StempelImport, stempel_import, IMPORT, program_name, PROGRAM_NAME)
STEMPEL_GETTER_INT (StempelImport, stempel_import, IMPORT, store_id, STORE_ID)
STEMPEL_GETTER_TEXT (StempelImport, stempel_import, IMPORT, store_name, STORE_NAME)
STEMPEL_GETTER_JSON (StempelImport, stempel_import, IMPORT, columns, COLUMNS)
STEMPEL_GETTER_TEXT (StempelImport, stempel_import, IMPORT, date_format, DATE_FORMAT)
STEMPEL_GETTER_INT (StempelImport, stempel_import, IMPORT, rows, ROWS)
STEMPEL_GETTER_INT (StempelImport, stempel_import, IMPORT, received, RECEIVED)
STEMPEL_GETTER_JSON (StempelImport, stempel_import, IMPORT, totals, TOTALS)
STEMPEL_GETTER_JSON (StempelImport, stempel_import, IMPORT, bad, BAD)
STEMPEL_GETTER_JSON (StempelImport, stempel_import, IMPORT, imported, IMPORTED)
STEMPEL_GETTER_TEXT (StempelImport, stempel_import, IMPORT, login_name, LOGIN_NAME)
STEMPEL_GETTER_TIME (StempelImport, stempel_import, IMPORT, created_at, CREATED_AT)
STEMPEL_GETTER_TIME (StempelImport, stempel_import, IMPORT, started_at, STARTED_AT)
STEMPEL_GETTER_TIME (StempelImport, stempel_import, IMPORT, finished_at, FINISHED_AT)
STEMPEL_GETTER_TIME (StempelImport, stempel_import, IMPORT, undone_at, UNDONE_AT)
