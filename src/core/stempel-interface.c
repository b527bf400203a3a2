/* stempel-interface.c: what the requests of all operations may hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-interface.h"
#include "stempel-record-private.h"

/**
 * StempelInterface:
 *
 * What the requests of all operations may hold, in the words of src/sql/rules/request.sql.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL.
 */
struct _StempelInterface
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelInterface, stempel_interface, STEMPEL_TYPE_RECORD)

enum
{
  OPERATIONS,
  FORMATS,
  TEXTS,
};

static const StempelRecordField fields[] = {
  [OPERATIONS] = { "operations", STEMPEL_FIELD_JSON, TRUE },
  [FORMATS] = { "formats", STEMPEL_FIELD_JSON, TRUE },
  [TEXTS] = { "texts", STEMPEL_FIELD_JSON, TRUE },
};

static void
stempel_interface_class_init (StempelInterfaceClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_interface_init (StempelInterface *self)
{
}

STEMPEL_GETTER_JSON (StempelInterface, stempel_interface, INTERFACE, operations, OPERATIONS)
STEMPEL_GETTER_JSON (StempelInterface, stempel_interface, INTERFACE, formats, FORMATS)
STEMPEL_GETTER_JSON (StempelInterface, stempel_interface, INTERFACE, texts, TEXTS)
