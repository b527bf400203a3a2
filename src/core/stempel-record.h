/* stempel-record.h: what all records of the wire format have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * StempelFieldKind:
 * @STEMPEL_FIELD_INT: a number; 0 when absent
 * @STEMPEL_FIELD_COUNT: a number that is never negative and may be 0 or absent; -1 when absent
 * @STEMPEL_FIELD_TEXT: a text
 * @STEMPEL_FIELD_BOOLEAN: true or false; %FALSE when absent
 * @STEMPEL_FIELD_TIME: a time, a #GDateTime
 * @STEMPEL_FIELD_DAY: a day, kept as text `YYYY-MM-DD`
 * @STEMPEL_FIELD_RECORD: another record
 * @STEMPEL_FIELD_LIST: records, a #GListModel that is never %NULL
 * @STEMPEL_FIELD_JSON: a localised text or anything else, a #JsonNode
 * @STEMPEL_FIELD_TEXTS: texts, a #GStrv that is never %NULL
 * @STEMPEL_FIELD_IDS: numbers, a #GArray of #gint64 that is never %NULL
 * @STEMPEL_FIELD_WHOLE: not a member: the object itself as a #JsonNode
 */
typedef enum
{
  STEMPEL_FIELD_INT,
  STEMPEL_FIELD_COUNT,
  STEMPEL_FIELD_TEXT,
  STEMPEL_FIELD_BOOLEAN,
  STEMPEL_FIELD_TIME,
  STEMPEL_FIELD_DAY,
  STEMPEL_FIELD_RECORD,
  STEMPEL_FIELD_LIST,
  STEMPEL_FIELD_JSON,
  STEMPEL_FIELD_TEXTS,
  STEMPEL_FIELD_IDS,
  STEMPEL_FIELD_WHOLE,
} StempelFieldKind;

/**
 * StempelRecordField:
 * @name: the name of the member; the property has `-` for `_`
 * @kind: what it holds
 * @required: whether a record without it cannot be used
 * @record_type: (nullable): the type of a record, or of the records of a list
 */
typedef struct
{
  const char        *name;
  StempelFieldKind   kind;
  gboolean           required;
  GType            (*record_type) (void);
} StempelRecordField;

#define STEMPEL_TYPE_RECORD (stempel_record_get_type ())

G_DECLARE_DERIVABLE_TYPE (StempelRecord, stempel_record, STEMPEL, RECORD, GObject)

/**
 * StempelRecordClass:
 * @fields: (array length=n_fields): the members of the record
 * @n_fields: how many there are
 */
struct _StempelRecordClass
{
  GObjectClass parent_class;

  const StempelRecordField *fields;
  guint               n_fields;
};

StempelRecord *stempel_record_new_from_json (GType           type,
                                             JsonNode       *node,
                                             GError        **error);
JsonNode      *stempel_record_to_json       (StempelRecord  *self);
gboolean       stempel_record_equal         (StempelRecord  *self,
                                             StempelRecord  *other);
gint64         stempel_record_get_id        (StempelRecord  *self);

G_END_DECLS
