/* stempel-record-private.h: for the classes of records: their table of fields and their getters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

/* One slot per field, in the order of the table; which member counts is said by the kind. */
typedef union
{
  gint64      number;
  gboolean    boolean;
  char       *text;    /* (owned) (nullable) */
  GDateTime  *time;    /* (owned) (nullable) */
  GObject    *object;  /* (owned) (nullable) a record or a list */
  JsonNode   *json;    /* (owned) (nullable) sealed */
  char      **texts;   /* (owned) */
  GArray     *numbers; /* (owned) */
} StempelRecordValue;

void                      stempel_record_class_set_fields (StempelRecordClass *klass,
                                                           const StempelRecordField *fields,
                                                           guint               n_fields);
const StempelRecordValue *stempel_record_peek             (StempelRecord      *self,
                                                           guint               field);
StempelRecordValue       *stempel_record_slot             (StempelRecord      *self,
                                                           guint               field);

/* The getters of a record differ in nothing but names, so each class lists them with one of
 * these. */
#define STEMPEL_GETTER(ReturnType, fallback, slot, Type, prefix, TYPE, name, FIELD)  \
ReturnType                                                                           \
prefix##_get_##name (Type *self)                                                     \
{                                                                                    \
  g_return_val_if_fail (STEMPEL_IS_##TYPE (self), fallback);                         \
                                                                                     \
  return (ReturnType) stempel_record_peek (STEMPEL_RECORD (self), FIELD)->slot;      \
}

#define STEMPEL_GETTER_INT(...)     STEMPEL_GETTER (gint64, 0, number, __VA_ARGS__)
#define STEMPEL_GETTER_BOOLEAN(...) STEMPEL_GETTER (gboolean, FALSE, boolean, __VA_ARGS__)
#define STEMPEL_GETTER_TEXT(...)    STEMPEL_GETTER (const char *, NULL, text, __VA_ARGS__)
#define STEMPEL_GETTER_TIME(...)    STEMPEL_GETTER (GDateTime *, NULL, time, __VA_ARGS__)
#define STEMPEL_GETTER_LIST(...)    STEMPEL_GETTER (GListModel *, NULL, object, __VA_ARGS__)
#define STEMPEL_GETTER_JSON(...)    STEMPEL_GETTER (JsonNode *, NULL, json, __VA_ARGS__)
#define STEMPEL_GETTER_TEXTS(...)   STEMPEL_GETTER (const char * const *, NULL, texts, __VA_ARGS__)
#define STEMPEL_GETTER_IDS(...)     STEMPEL_GETTER (GArray *, NULL, numbers, __VA_ARGS__)
#define STEMPEL_GETTER_RECORD(Type, prefix, TYPE, name, FIELD, RecordType) \
  STEMPEL_GETTER (RecordType *, NULL, object, Type, prefix, TYPE, name, FIELD)

G_END_DECLS
