/* stempel-record-json.c: records from and to JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-record-json.h"
#include "stempel-time.h"

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
fail (GError **error, const char *problem)
{
  g_set_error_literal (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE, problem);

  return FALSE;
}

static gboolean
decode_time (JsonNode *node, StempelRecordValue *value, GError **error)
{
  if (!holds (node, G_TYPE_STRING))
    return fail (error, "not a time");

  /* Without a default zone a time that names none is malformed, which is what is wanted. */
  value->time = g_date_time_new_from_iso8601 (json_node_get_string (node), NULL);

  return value->time != NULL || fail (error, "not a time");
}

static gboolean
decode_texts (JsonNode *node, StempelRecordValue *value, GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "not a list of texts");

  array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!holds (element, G_TYPE_STRING))
        return fail (error, "not a list of texts");

      g_strv_builder_add (builder, json_node_get_string (element));
    }

  g_strfreev (value->texts);
  value->texts = g_strv_builder_end (builder);

  return TRUE;
}

static gboolean
decode_ids (JsonNode *node, StempelRecordValue *value, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "not a list of numbers");

  array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      gint64 id;

      if (!holds (element, G_TYPE_INT64))
        return fail (error, "not a list of numbers");

      id = json_node_get_int (element);
      g_array_append_val (value->numbers, id);
    }

  return TRUE;
}

static gboolean
decode_text (const StempelRecordField *field, JsonNode *node, StempelRecordValue *value,
             GError **error)
{
  if (!holds (node, G_TYPE_STRING))
    return fail (error, "not a text");

  if (field->kind == STEMPEL_FIELD_DAY && !stempel_day_is_valid (json_node_get_string (node)))
    return fail (error, "not a day");

  value->text = g_strdup (json_node_get_string (node));

  return TRUE;
}

static gboolean
decode_number (const StempelRecordField *field, JsonNode *node, StempelRecordValue *value,
               GError **error)
{
  if (!holds (node, G_TYPE_INT64))
    return fail (error, "not a whole number");

  value->number = json_node_get_int (node);

  return field->kind != STEMPEL_FIELD_COUNT || value->number >= 0 ||
         fail (error, "a negative number");
}

static gboolean
decode_field (const StempelRecordField *field, JsonNode *node, StempelRecordValue *value,
              GError **error)
{
  switch (field->kind)
    {
    case STEMPEL_FIELD_INT:
    case STEMPEL_FIELD_COUNT:
      return decode_number (field, node, value, error);

    case STEMPEL_FIELD_BOOLEAN:
      if (!holds (node, G_TYPE_BOOLEAN))
        return fail (error, "not true or false");
      value->boolean = json_node_get_boolean (node);
      return TRUE;

    case STEMPEL_FIELD_TEXT:
    case STEMPEL_FIELD_DAY:
      return decode_text (field, node, value, error);

    case STEMPEL_FIELD_TIME:
      return decode_time (node, value, error);

    case STEMPEL_FIELD_RECORD:
      value->object = (GObject *) stempel_record_new_from_json (field->record_type (), node, error);
      return value->object != NULL;

    case STEMPEL_FIELD_LIST:
      g_clear_object (&value->object);
      value->object =
        (GObject *) stempel_record_list_from_json (field->record_type (), node, error);
      return value->object != NULL;

    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      value->json = json_node_copy (node);
      json_node_seal (value->json);
      return TRUE;

    case STEMPEL_FIELD_TEXTS:
      return decode_texts (node, value, error);

    case STEMPEL_FIELD_IDS:
      return decode_ids (node, value, error);
    }

  g_assert_not_reached ();
}

/* Lists are never NULL, not even where the member is missing. */
static void
prepare_value (const StempelRecordField *field, StempelRecordValue *value)
{
  if (field->kind == STEMPEL_FIELD_COUNT)
    value->number = -1;
  else if (field->kind == STEMPEL_FIELD_LIST)
    value->object = G_OBJECT (g_list_store_new (field->record_type ()));
  else if (field->kind == STEMPEL_FIELD_TEXTS)
    value->texts = g_new0 (char *, 1);
  else if (field->kind == STEMPEL_FIELD_IDS)
    value->numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static gboolean
decode_member (const StempelRecordField *field, JsonNode *whole, StempelRecordValue *value,
               GError **error)
{
  JsonNode *node = json_object_get_member (json_node_get_object (whole), field->name);

  prepare_value (field, value);

  if (field->kind == STEMPEL_FIELD_WHOLE)
    return decode_field (field, whole, value, error);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return !field->required || fail (error, "missing");

  return decode_field (field, node, value, error);
}

/**
 * stempel_record_new_from_json:
 * @type: a class of records, such as %STEMPEL_TYPE_CARD
 * @node: what the database said
 * @error: return location for a %STEMPEL_ERROR_UNAVAILABLE that names the member that is wrong
 *
 * Members that are not known are ignored, so that an older program works with a newer database.
 *
 * Returns: (transfer full) (nullable): the record, or %NULL when @node is not such a record
 */
StempelRecord *
stempel_record_new_from_json (GType type, JsonNode *node, GError **error)
{
  g_autoptr(StempelRecord) self = NULL;
  StempelRecordClass *klass;

  g_return_val_if_fail (g_type_is_a (type, STEMPEL_TYPE_RECORD) &&
                        !G_TYPE_IS_ABSTRACT (type), NULL);
  g_return_val_if_fail (node != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE,
                   "%s: not an object", g_type_name (type));
      return NULL;
    }

  self = g_object_new (type, NULL);
  klass = STEMPEL_RECORD_GET_CLASS (self);

  for (guint i = 0; i < klass->n_fields; i++)
    {
      if (!decode_member (&klass->fields[i], node, stempel_record_slot (self, i), error))
        {
          g_prefix_error (error, "%s.%s: ", g_type_name (type), klass->fields[i].name);
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}

/*< private >
 * stempel_record_list_from_json:
 * @record_type: a class of records
 * @node: a JSON array of such records
 * @error: return location for a %STEMPEL_ERROR_UNAVAILABLE
 *
 * Returns: (transfer full) (nullable): the records, or %NULL when one of them is malformed
 */
GListModel *
stempel_record_list_from_json (GType record_type, JsonNode *node, GError **error)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GListStore) store = g_list_store_new (record_type);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail (error, "not a list");
      return NULL;
    }

  array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      StempelRecord *record;

      record = stempel_record_new_from_json (record_type, json_array_get_element (array, i), error);
      if (record == NULL)
        {
          g_prefix_error (error, "%u: ", i);
          return NULL;
        }

      g_ptr_array_add (records, record);
    }

  g_list_store_splice (store, 0, 0, records->pdata, records->len);

  return G_LIST_MODEL (g_steal_pointer (&store));
}

static void
encode_list (JsonBuilder *builder, GListModel *list)
{
  json_builder_begin_array (builder);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(StempelRecord) record = g_list_model_get_item (list, i);

      json_builder_add_value (builder, stempel_record_to_json (record));
    }

  json_builder_end_array (builder);
}

static void
encode_texts (JsonBuilder *builder, char **texts)
{
  json_builder_begin_array (builder);

  for (guint i = 0; texts[i] != NULL; i++)
    json_builder_add_string_value (builder, texts[i]);

  json_builder_end_array (builder);
}

static void
encode_ids (JsonBuilder *builder, GArray *ids)
{
  json_builder_begin_array (builder);

  for (guint i = 0; i < ids->len; i++)
    json_builder_add_int_value (builder, g_array_index (ids, gint64, i));

  json_builder_end_array (builder);
}

/* The caller has made sure that there is a value. */
static void
encode_value (JsonBuilder *builder, const StempelRecordField *field,
              const StempelRecordValue *value)
{
  switch (field->kind)
    {
    case STEMPEL_FIELD_INT:
    case STEMPEL_FIELD_COUNT:
      json_builder_add_int_value (builder, value->number);
      break;

    case STEMPEL_FIELD_BOOLEAN:
      json_builder_add_boolean_value (builder, value->boolean);
      break;

    case STEMPEL_FIELD_TEXT:
    case STEMPEL_FIELD_DAY:
      json_builder_add_string_value (builder, value->text);
      break;

    case STEMPEL_FIELD_TIME:
      {
        g_autofree char *text = g_date_time_format_iso8601 (value->time);

        json_builder_add_string_value (builder, text);
      }
      break;

    case STEMPEL_FIELD_RECORD:
      json_builder_add_value (builder, stempel_record_to_json (STEMPEL_RECORD (value->object)));
      break;

    case STEMPEL_FIELD_LIST:
      encode_list (builder, G_LIST_MODEL (value->object));
      break;

    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      json_builder_add_value (builder, json_node_copy (value->json));
      break;

    case STEMPEL_FIELD_TEXTS:
      encode_texts (builder, value->texts);
      break;

    case STEMPEL_FIELD_IDS:
      encode_ids (builder, value->numbers);
      break;
    }
}

static gboolean
has_value (const StempelRecordField *field, const StempelRecordValue *value)
{
  switch (field->kind)
    {
    case STEMPEL_FIELD_INT:
      return field->required || value->number != 0;

    case STEMPEL_FIELD_COUNT:
      return value->number >= 0;

    case STEMPEL_FIELD_BOOLEAN:
      return TRUE;

    case STEMPEL_FIELD_TEXT:
    case STEMPEL_FIELD_DAY:
      return value->text != NULL;

    case STEMPEL_FIELD_TIME:
      return value->time != NULL;

    case STEMPEL_FIELD_RECORD:
      return value->object != NULL;

    case STEMPEL_FIELD_LIST:
      return g_list_model_get_n_items (G_LIST_MODEL (value->object)) > 0;

    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      return value->json != NULL;

    case STEMPEL_FIELD_TEXTS:
      return value->texts[0] != NULL;

    case STEMPEL_FIELD_IDS:
      return value->numbers->len > 0;
    }

  g_assert_not_reached ();
}

/**
 * stempel_record_to_json:
 * @self: a record
 *
 * Members without a value are left out, and so are lists without items; a number that may be absent
 * counts as absent when it is 0.
 *
 * Returns: (transfer full): an object that stempel_record_new_from_json() turns into an equal
 * record
 */
JsonNode *
stempel_record_to_json (StempelRecord *self)
{
  g_autoptr(JsonBuilder) builder = NULL;
  StempelRecordClass *klass;

  g_return_val_if_fail (STEMPEL_IS_RECORD (self), NULL);

  builder = json_builder_new_immutable ();
  klass = STEMPEL_RECORD_GET_CLASS (self);

  json_builder_begin_object (builder);

  for (guint i = 0; i < klass->n_fields; i++)
    {
      const StempelRecordField *field = &klass->fields[i];
      const StempelRecordValue *value = stempel_record_peek (self, i);

      if (!has_value (field, value) || field->kind == STEMPEL_FIELD_WHOLE)
        continue;

      json_builder_set_member_name (builder, field->name);
      encode_value (builder, field, value);
    }

  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
