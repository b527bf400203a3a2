/* stempel-openapi-schema.c: requests and records as JSON Schema
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests are described by the database (src/sql/rules/requests.sql), which checks them by the
 * same words; records by the classes that read them.
 */

#include "config.h"

#include <string.h>

#include "stempel-openapi-schema.h"

#define LONGEST_TEXT 200
#define LONGEST_LIST 1000
/* As everywhere in these patterns, what ECMA-262 and PostgreSQL read in the same way. */
#define NO_CONTROLS "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"
#define LINES "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$"

/* What JSON Schema has a name for beside the pattern. */
static const struct
{
  const char *type;
  const char *format;
} formats[] = {
  { "uuid", "uuid" },
  { "day", "date" },
  { "moment", "date-time" },
  { "email", "email" },
};

/*< private >
 * stempel_openapi_ref:
 * @section: a section of the components
 * @name: a name in it
 *
 * Returns: (transfer full): a reference
 */
JsonObject *
stempel_openapi_ref (const char *section, const char *name)
{
  JsonObject *ref = json_object_new ();
  g_autofree char *path = g_strdup_printf ("#/components/%s/%s", section, name);

  json_object_set_string_member (ref, "$ref", path);

  return ref;
}

/*< private >
 * stempel_openapi_type:
 * @type: a type of JSON
 * @nullable: whether it may be null instead
 *
 * Returns: (transfer full): a schema for it
 */
JsonObject *
stempel_openapi_type (const char *type, gboolean nullable)
{
  JsonObject *schema = json_object_new ();
  JsonArray *types;

  if (!nullable)
    {
      json_object_set_string_member (schema, "type", type);
      return schema;
    }

  types = json_array_new ();
  json_array_add_string_element (types, type);
  json_array_add_string_element (types, "null");
  json_object_set_array_member (schema, "type", types);

  return schema;
}

/*< private >
 * stempel_openapi_content:
 * @media_type: the type of a body
 * @schema: (transfer full): what it holds
 *
 * Returns: (transfer full): what OpenAPI calls a content
 */
JsonObject *
stempel_openapi_content (const char *media_type, JsonObject *schema)
{
  JsonObject *content = json_object_new ();
  JsonObject *media = json_object_new ();

  json_object_set_object_member (media, "schema", schema);
  json_object_set_object_member (content, media_type, media);

  return content;
}

static gint64
get_int (JsonObject *rule, const char *name, gint64 fallback)
{
  return json_object_get_int_member_with_default (rule, name, fallback);
}

static JsonObject *
new_integer (JsonObject *rule, gboolean nullable)
{
  JsonObject *schema = stempel_openapi_type ("integer", nullable);

  json_object_set_int_member (schema, "minimum", get_int (rule, "min", 1));
  json_object_set_int_member (schema, "maximum", get_int (rule, "max", G_MAXINT64));

  return schema;
}

static JsonObject *
new_array (JsonObject *items, gint64 longest, gboolean nullable)
{
  JsonObject *schema = stempel_openapi_type ("array", nullable);

  json_object_set_int_member (schema, "maxItems", longest);
  json_object_set_object_member (schema, "items", items);

  return schema;
}

static JsonObject *
new_list (StempelOpenapi *self, JsonObject *rule, gboolean nullable)
{
  JsonObject *items = json_object_get_object_member (rule, "items");

  return new_array (stempel_openapi_schema_for_rule (self, items, FALSE),
                    get_int (rule, "max", LONGEST_LIST), nullable);
}

/* A line of a file: its number, then its cells. */
static JsonObject *
new_cells (void)
{
  JsonObject *schema = stempel_openapi_type ("array", FALSE);
  JsonArray *first = json_array_new ();
  JsonObject *line = stempel_openapi_type ("integer", FALSE);

  json_object_set_int_member (line, "minimum", 1);
  json_array_add_object_element (first, line);
  json_object_set_array_member (schema, "prefixItems", first);
  json_object_set_object_member (schema, "items", stempel_openapi_type ("string", TRUE));
  json_object_set_int_member (schema, "minItems", 1);

  return schema;
}

static JsonObject *
new_texts (StempelOpenapi *self, gboolean nullable)
{
  JsonObject *schema = stempel_openapi_type ("object", nullable);
  JsonObject *names = json_object_new ();

  json_object_set_string_member (names, "pattern",
                                 json_object_get_string_member (self->formats, "language"));
  json_object_set_object_member (schema, "propertyNames", names);
  json_object_set_object_member (schema, "additionalProperties",
                                 stempel_openapi_schema_for_rule (self, self->texts, TRUE));

  return schema;
}

/* stamp_rules is kept as StampRules, once for all that may hold them. */
static JsonObject *
refer_to_members (StempelOpenapi *self, const char *name, JsonObject *members)
{
  g_autoptr(GString) camel = g_string_new (NULL);

  for (const char *letter = name; *letter != '\0'; letter++)
    {
      if (*letter != '_')
        g_string_append_c (camel, letter == name || letter[-1] == '_' ? g_ascii_toupper (*letter)
                                                                      : *letter);
    }
  if (!json_object_has_member (self->schemas, camel->str))
    json_object_set_object_member (self->schemas, camel->str,
                                   stempel_openapi_schema_for_members (self, members));

  return stempel_openapi_ref ("schemas", camel->str);
}

static JsonObject *
new_choice (StempelOpenapi *self, JsonObject *choices, gboolean nullable)
{
  JsonObject *schema = json_object_new ();
  JsonArray *any_of = json_array_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *members;

  json_object_iter_init_ordered (&iter, choices);
  while (json_object_iter_next_ordered (&iter, &name, &members))
    json_array_add_object_element (any_of, refer_to_members (self, name,
                                                             json_node_get_object (members)));
  if (nullable)
    json_array_add_object_element (any_of, stempel_openapi_type ("null", FALSE));
  json_object_set_array_member (schema, "anyOf", any_of);

  return schema;
}

static JsonObject *
new_object (StempelOpenapi *self, JsonObject *rule, gboolean nullable)
{
  JsonObject *schema;

  if (json_object_has_member (rule, "any_of"))
    return new_choice (self, json_object_get_object_member (rule, "any_of"), nullable);

  schema = stempel_openapi_schema_for_members (
    self, json_object_get_object_member (rule, "members"));
  if (nullable)
    {
      g_autoptr(JsonObject) type = stempel_openapi_type ("object", TRUE);

      json_object_set_member (schema, "type", json_object_dup_member (type, "type"));
    }

  return schema;
}

static JsonObject *
new_one_of (JsonObject *rule, gboolean nullable)
{
  JsonObject *schema = stempel_openapi_type ("string", nullable);
  JsonArray *values = json_array_new ();
  JsonArray *wanted = json_object_get_array_member (rule, "values");

  for (guint i = 0; i < json_array_get_length (wanted); i++)
    json_array_add_string_element (values, json_array_get_string_element (wanted, i));
  if (nullable)
    json_array_add_null_element (values);
  json_object_set_array_member (schema, "enum", values);

  return schema;
}

static JsonObject *
new_text (StempelOpenapi *self, JsonObject *rule, gboolean nullable)
{
  const char *type = json_object_get_string_member (rule, "type");
  const char *pattern = json_object_get_string_member_with_default (
    rule, "pattern", json_object_get_string_member_with_default (self->formats, type, NULL));
  JsonObject *schema = stempel_openapi_type ("string", nullable);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (g_str_equal (formats[i].type, type))
        json_object_set_string_member (schema, "format", formats[i].format);
    }
  if (pattern == NULL)
    pattern = json_object_has_member (rule, "lines") ? LINES : NO_CONTROLS;
  json_object_set_string_member (schema, "pattern", pattern);
  if (!nullable)
    json_object_set_int_member (schema, "minLength", 1);
  json_object_set_int_member (schema, "maxLength", get_int (rule, "max", LONGEST_TEXT));

  return schema;
}

/*< private >
 * stempel_openapi_schema_for_rule:
 * @self: what is known
 * @rule: how a member is checked
 * @nullable: whether it may be null
 *
 * Returns: (transfer full): the schema that says the same
 */
JsonObject *
stempel_openapi_schema_for_rule (StempelOpenapi *self, JsonObject *rule, gboolean nullable)
{
  const char *type = json_object_get_string_member (rule, "type");
  g_autoptr(JsonObject) id = json_object_new ();

  if (g_str_equal (type, "id") || g_str_equal (type, "integer"))
    return new_integer (rule, nullable);
  if (g_str_equal (type, "boolean"))
    return stempel_openapi_type (type, nullable);
  if (g_str_equal (type, "ids"))
    return new_array (new_integer (id, FALSE), LONGEST_LIST, nullable);
  if (g_str_equal (type, "integers"))
    return new_array (new_integer (rule, FALSE), LONGEST_LIST, nullable);
  if (g_str_equal (type, "list"))
    return new_list (self, rule, nullable);
  if (g_str_equal (type, "cells"))
    return new_cells ();
  if (g_str_equal (type, "object"))
    return new_object (self, rule, nullable);
  if (g_str_equal (type, "texts"))
    return new_texts (self, nullable);
  if (g_str_equal (type, "one_of"))
    return new_one_of (rule, nullable);

  return new_text (self, rule, nullable);
}

/*< private >
 * stempel_openapi_schema_for_members:
 * @self: what is known
 * @members: rules by the names of members
 *
 * Returns: (transfer full): the schema of an object that has them and no others
 */
JsonObject *
stempel_openapi_schema_for_members (StempelOpenapi *self, JsonObject *members)
{
  JsonObject *schema = stempel_openapi_type ("object", FALSE);
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *rule = json_node_get_object (node);
      gboolean needed = json_object_has_member (rule, "required");

      json_object_set_object_member (properties, name,
                                     stempel_openapi_schema_for_rule (self, rule, !needed));
      if (needed)
        json_array_add_string_element (required, name);
    }
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "required", required);
  json_object_set_boolean_member (schema, "additionalProperties", FALSE);

  return schema;
}

static JsonObject *
new_string (const char *format, gboolean nullable)
{
  JsonObject *schema = stempel_openapi_type ("string", nullable);

  if (format != NULL)
    json_object_set_string_member (schema, "format", format);

  return schema;
}

static JsonObject *
new_list_of (JsonObject *items, gboolean nullable)
{
  JsonObject *schema = stempel_openapi_type ("array", nullable);

  json_object_set_object_member (schema, "items", items);

  return schema;
}

static JsonObject *
new_record (StempelOpenapi *self, GType type, gboolean nullable)
{
  JsonObject *schema;
  JsonArray *any_of;

  if (!nullable)
    return stempel_openapi_schema_for_record (self, type);

  schema = json_object_new ();
  any_of = json_array_new ();
  json_array_add_object_element (any_of, stempel_openapi_schema_for_record (self, type));
  json_array_add_object_element (any_of, stempel_openapi_type ("null", FALSE));
  json_object_set_array_member (schema, "anyOf", any_of);

  return schema;
}

static JsonObject *
new_field (StempelOpenapi *self, const StempelRecordField *field)
{
  gboolean nullable = !field->required;
  JsonObject *schema;

  switch (field->kind)
    {
    case STEMPEL_FIELD_INT:
      return stempel_openapi_type ("integer", nullable);
    case STEMPEL_FIELD_COUNT:
      schema = stempel_openapi_type ("integer", nullable);
      json_object_set_int_member (schema, "minimum", 0);
      return schema;
    case STEMPEL_FIELD_TEXT:
      return new_string (NULL, nullable);
    case STEMPEL_FIELD_BOOLEAN:
      return stempel_openapi_type ("boolean", nullable);
    case STEMPEL_FIELD_TIME:
      return new_string ("date-time", nullable);
    case STEMPEL_FIELD_DAY:
      return new_string ("date", nullable);
    case STEMPEL_FIELD_RECORD:
      return new_record (self, field->record_type (), nullable);
    case STEMPEL_FIELD_LIST:
      return new_list_of (stempel_openapi_schema_for_record (self, field->record_type ()),
                          nullable);
    case STEMPEL_FIELD_TEXTS:
      return new_list_of (new_string (NULL, FALSE), nullable);
    case STEMPEL_FIELD_IDS:
      return new_list_of (stempel_openapi_type ("integer", FALSE), nullable);
    case STEMPEL_FIELD_JSON:
    case STEMPEL_FIELD_WHOLE:
      return json_object_new ();
    }

  g_assert_not_reached ();
}

static void
fill_record (StempelOpenapi *self, JsonObject *schema, StempelRecordClass *klass)
{
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();

  for (guint i = 0; i < klass->n_fields; i++)
    {
      const StempelRecordField *field = &klass->fields[i];

      /* It has members that nobody can name beforehand. */
      if (field->kind == STEMPEL_FIELD_WHOLE)
        {
          json_object_set_boolean_member (schema, "additionalProperties", TRUE);
          continue;
        }
      json_object_set_object_member (properties, field->name, new_field (self, field));
      if (field->required)
        json_array_add_string_element (required, field->name);
    }
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "required", required);
}

/*< private >
 * stempel_openapi_schema_for_record:
 * @self: what is known
 * @type: a class of records
 *
 * Returns: (transfer full): a reference to its schema, which the document has now
 */
JsonObject *
stempel_openapi_schema_for_record (StempelOpenapi *self, GType type)
{
  const char *name = g_type_name (type) + strlen ("Stempel");

  if (!json_object_has_member (self->schemas, name))
    {
      g_autoptr(StempelRecordClass) klass = g_type_class_ref (type);
      JsonObject *schema = stempel_openapi_type ("object", FALSE);

      /* There before it is filled: a record may hold records of its own kind. */
      json_object_set_object_member (self->schemas, name, schema);
      fill_record (self, schema, klass);
    }

  return stempel_openapi_ref ("schemas", name);
}
