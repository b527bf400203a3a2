/* stempel-record.c: what all records of the wire format have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-record-json.h"
#include "stempel-record-private.h"

typedef struct
{
  StempelRecordValue *values; /* (owned) one per field */
} StempelRecordPrivate;

/**
 * StempelRecord:
 *
 * A record as it came from the database. It never changes: a new reply is a new object.
 *
 * A class of records is a table of fields: it gives the read-only properties, the decoder and the
 * encoder.
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (StempelRecord, stempel_record, G_TYPE_OBJECT)

static void
clear_value (StempelFieldKind kind, StempelRecordValue *value)
{
  switch (kind)
    {
    case STEMPEL_FIELD_INT:
    case STEMPEL_FIELD_COUNT:
    case STEMPEL_FIELD_BOOLEAN:
      break;

    case STEMPEL_FIELD_TEXT:
    case STEMPEL_FIELD_DAY:
      g_clear_pointer (&value->text, g_free);
      break;

    case STEMPEL_FIELD_TIME:
      g_clear_pointer (&value->time, g_date_time_unref);
      break;

    case STEMPEL_FIELD_RECORD:
    case STEMPEL_FIELD_LIST:
      g_clear_object (&value->object);
      break;

    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      g_clear_pointer (&value->json, json_node_unref);
      break;

    case STEMPEL_FIELD_TEXTS:
      g_clear_pointer (&value->texts, g_strfreev);
      break;

    case STEMPEL_FIELD_IDS:
      g_clear_pointer (&value->numbers, g_array_unref);
      break;
    }
}

static void
stempel_record_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  StempelRecord *self = STEMPEL_RECORD (object);
  StempelRecordClass *klass = STEMPEL_RECORD_GET_CLASS (self);
  const StempelRecordValue *slot = stempel_record_peek (self, property_id - 1);

  switch (klass->fields[property_id - 1].kind)
    {
    case STEMPEL_FIELD_INT:
    case STEMPEL_FIELD_COUNT:
      g_value_set_int64 (value, slot->number);
      break;

    case STEMPEL_FIELD_BOOLEAN:
      g_value_set_boolean (value, slot->boolean);
      break;

    case STEMPEL_FIELD_TEXT:
    case STEMPEL_FIELD_DAY:
      g_value_set_string (value, slot->text);
      break;

    case STEMPEL_FIELD_RECORD:
    case STEMPEL_FIELD_LIST:
      g_value_set_object (value, slot->object);
      break;

    case STEMPEL_FIELD_TIME:
      g_value_set_boxed (value, slot->time);
      break;

    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      g_value_set_boxed (value, slot->json);
      break;

    case STEMPEL_FIELD_TEXTS:
      g_value_set_boxed (value, slot->texts);
      break;

    case STEMPEL_FIELD_IDS:
      g_value_set_boxed (value, slot->numbers);
      break;
    }
}

static void
stempel_record_constructed (GObject *object)
{
  StempelRecordPrivate *priv = stempel_record_get_instance_private (STEMPEL_RECORD (object));

  priv->values = g_new0 (StempelRecordValue, STEMPEL_RECORD_GET_CLASS (object)->n_fields);

  G_OBJECT_CLASS (stempel_record_parent_class)->constructed (object);
}

static void
stempel_record_finalize (GObject *object)
{
  StempelRecordPrivate *priv = stempel_record_get_instance_private (STEMPEL_RECORD (object));
  StempelRecordClass *klass = STEMPEL_RECORD_GET_CLASS (object);

  for (guint i = 0; i < klass->n_fields; i++)
    clear_value (klass->fields[i].kind, &priv->values[i]);

  g_free (priv->values);

  G_OBJECT_CLASS (stempel_record_parent_class)->finalize (object);
}

static void
stempel_record_class_init (StempelRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = stempel_record_constructed;
  object_class->finalize = stempel_record_finalize;
}

static void
stempel_record_init (StempelRecord *self)
{
}

static GParamSpec *
property_for_field (const StempelRecordField *field)
{
  const GParamFlags flags = G_PARAM_READABLE;

  switch (field->kind)
    {
    case STEMPEL_FIELD_INT:
      return g_param_spec_int64 (field->name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);

    case STEMPEL_FIELD_COUNT:
      return g_param_spec_int64 (field->name, NULL, NULL, -1, G_MAXINT64, -1, flags);

    case STEMPEL_FIELD_BOOLEAN:
      return g_param_spec_boolean (field->name, NULL, NULL, FALSE, flags);

    case STEMPEL_FIELD_TEXT:
    case STEMPEL_FIELD_DAY:
      return g_param_spec_string (field->name, NULL, NULL, NULL, flags);

    case STEMPEL_FIELD_TIME:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_DATE_TIME, flags);

    case STEMPEL_FIELD_RECORD:
      return g_param_spec_object (field->name, NULL, NULL, field->record_type (), flags);

    case STEMPEL_FIELD_LIST:
      return g_param_spec_object (field->name, NULL, NULL, G_TYPE_LIST_MODEL, flags);

    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      return g_param_spec_boxed (field->name, NULL, NULL, JSON_TYPE_NODE, flags);

    case STEMPEL_FIELD_TEXTS:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_STRV, flags);

    case STEMPEL_FIELD_IDS:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_ARRAY, flags);
    }

  g_assert_not_reached ();
}

/*< private >
 * stempel_record_class_set_fields:
 * @klass: a class of records
 * @fields: (array length=n_fields): its members, a static table
 * @n_fields: how many
 *
 * Called by each class in its class_init. Installs a property for each field.
 */
void
stempel_record_class_set_fields (StempelRecordClass *klass,
                                 const StempelRecordField *fields,
                                 guint               n_fields)
{
  klass->fields = fields;
  klass->n_fields = n_fields;

  /* GObject lets no class inherit this. */
  G_OBJECT_CLASS (klass)->get_property = stempel_record_get_property;

  /* The wire says `day_start`: without G_PARAM_STATIC_NAME GObject makes that `day-start`
   * itself. */
  for (guint i = 0; i < n_fields; i++)
    g_object_class_install_property (G_OBJECT_CLASS (klass), i + 1,
                                     property_for_field (&fields[i]));
}

/*< private >
 * stempel_record_slot:
 * @self: a record that nobody else has seen yet
 * @field: the position in the table of fields
 *
 * Returns: (transfer none): where its value goes
 */
StempelRecordValue *
stempel_record_slot (StempelRecord *self, guint field)
{
  StempelRecordPrivate *priv = stempel_record_get_instance_private (self);

  g_assert (field < STEMPEL_RECORD_GET_CLASS (self)->n_fields);

  return &priv->values[field];
}

/*< private >
 * stempel_record_peek:
 * @self: a record
 * @field: the position in the table of fields
 *
 * Returns: (transfer none): its value
 */
const StempelRecordValue *
stempel_record_peek (StempelRecord *self, guint field)
{
  return stempel_record_slot (self, field);
}

/**
 * stempel_record_get_id:
 * @self: a record
 *
 * Returns: its member `id`, or 0 when this kind of record has none
 */
gint64
stempel_record_get_id (StempelRecord *self)
{
  StempelRecordClass *klass;

  g_return_val_if_fail (STEMPEL_IS_RECORD (self), 0);

  klass = STEMPEL_RECORD_GET_CLASS (self);

  for (guint i = 0; i < klass->n_fields; i++)
    {
      if (klass->fields[i].kind == STEMPEL_FIELD_INT && g_str_equal (klass->fields[i].name, "id"))
        return stempel_record_peek (self, i)->number;
    }

  return 0;
}

static gboolean
lists_equal (GListModel *a, GListModel *b)
{
  guint n_items = g_list_model_get_n_items (a);

  if (g_list_model_get_n_items (b) != n_items)
    return FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(StempelRecord) record = g_list_model_get_item (a, i);
      g_autoptr(StempelRecord) other = g_list_model_get_item (b, i);

      if (!stempel_record_equal (record, other))
        return FALSE;
    }

  return TRUE;
}

static gboolean
ids_equal (GArray *a, GArray *b)
{
  /* An empty array may have no memory at all, and memcmp() must not be given that. */
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (gint64)) == 0);
}

/* Both there, and different: the pointers were compared before. */
static gboolean
objects_equal (const StempelRecordField *field, const StempelRecordValue *a,
               const StempelRecordValue *b)
{
  switch (field->kind)
    {
    case STEMPEL_FIELD_TEXT:
    case STEMPEL_FIELD_DAY:
      return g_str_equal (a->text, b->text);

    case STEMPEL_FIELD_TIME:
      return g_date_time_equal (a->time, b->time);

    case STEMPEL_FIELD_RECORD:
      return stempel_record_equal (STEMPEL_RECORD (a->object), STEMPEL_RECORD (b->object));

    case STEMPEL_FIELD_LIST:
      return lists_equal (G_LIST_MODEL (a->object), G_LIST_MODEL (b->object));

    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      return json_node_equal (a->json, b->json);

    case STEMPEL_FIELD_TEXTS:
      return g_strv_equal ((const char * const *) a->texts, (const char * const *) b->texts);

    case STEMPEL_FIELD_IDS:
      return ids_equal (a->numbers, b->numbers);

    case STEMPEL_FIELD_INT:
    case STEMPEL_FIELD_COUNT:
    case STEMPEL_FIELD_BOOLEAN:
      break;
    }

  g_assert_not_reached ();
}

static gboolean
values_equal (const StempelRecordField *field, const StempelRecordValue *a,
              const StempelRecordValue *b)
{
  if (field->kind == STEMPEL_FIELD_INT || field->kind == STEMPEL_FIELD_COUNT)
    return a->number == b->number;

  if (field->kind == STEMPEL_FIELD_BOOLEAN)
    return a->boolean == b->boolean;

  /* All others are pointers. */
  if (a->text == b->text)
    return TRUE;

  return a->text != NULL && b->text != NULL && objects_equal (field, a, b);
}

/**
 * stempel_record_equal:
 * @self: a record
 * @other: a record
 *
 * Returns: whether both are of the same kind and say the same
 */
gboolean
stempel_record_equal (StempelRecord *self, StempelRecord *other)
{
  StempelRecordClass *klass;

  g_return_val_if_fail (STEMPEL_IS_RECORD (self), FALSE);
  g_return_val_if_fail (STEMPEL_IS_RECORD (other), FALSE);

  if (self == other)
    return TRUE;

  if (G_OBJECT_TYPE (self) != G_OBJECT_TYPE (other))
    return FALSE;

  klass = STEMPEL_RECORD_GET_CLASS (self);

  for (guint i = 0; i < klass->n_fields; i++)
    {
      if (!values_equal (&klass->fields[i], stempel_record_peek (self, i),
                         stempel_record_peek (other, i)))
        return FALSE;
    }

  return TRUE;
}
