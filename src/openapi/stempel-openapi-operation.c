/* stempel-openapi-operation.c: one operation in the document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a request holds stands in the path, in headers, and then in the query or the body, as
 * src/server reads it.
 */

#include "config.h"

#include <string.h>

#include "stempel-openapi-operation.h"
#include "stempel-replies.h"

#define JSON_TYPE "application/json"
#define PROBLEM_PREFIX "Problem"

static gboolean
has_body (const StempelOperationInfo *info)
{
  return !g_str_equal (info->method, "GET") && !g_str_equal (info->method, "DELETE");
}

static gboolean
stands_in_path (const StempelOperationInfo *info, const char *name, gboolean adds)
{
  g_autofree char *braced = g_strdup_printf ("{%s}", name);

  /* Who adds a thing leaves its id and its revision out. */
  return strstr (info->path, braced) != NULL || (adds && g_str_equal (name, "revision"));
}

static void
add_parameter (JsonArray *parameters, const char *name, const char *where, gboolean required,
               JsonObject *schema)
{
  JsonObject *parameter = json_object_new ();

  json_object_set_string_member (parameter, "name", name);
  json_object_set_string_member (parameter, "in", where);
  json_object_set_boolean_member (parameter, "required", required);
  json_object_set_object_member (parameter, "schema", schema);
  json_array_add_object_element (parameters, parameter);
}

static void
add_path_and_query (StempelOpenapi *self, const StempelOperationInfo *info, JsonObject *members,
                    gboolean adds, JsonArray *parameters)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *rule = json_node_get_object (node);
      gboolean in_path = stands_in_path (info, name, adds);

      if (in_path && !adds)
        add_parameter (parameters, name, "path", TRUE,
                       stempel_openapi_schema_for_rule (self, rule, FALSE));
      else if (!in_path && !has_body (info))
        add_parameter (parameters, name, "query", json_object_has_member (rule, "required"),
                       stempel_openapi_schema_for_rule (self, rule, FALSE));
    }
}

static JsonArray *
new_parameters (StempelOpenapi *self, const StempelOperationInfo *info, JsonObject *members,
                gboolean adds)
{
  JsonArray *parameters = json_array_new ();

  add_path_and_query (self, info, members, adds, parameters);
  if (info->writes)
    json_array_add_object_element (parameters,
                                   stempel_openapi_ref ("parameters", "IdempotencyKey"));
  if (has_body (info) && json_object_has_member (members, "revision") && !adds)
    json_array_add_object_element (parameters, stempel_openapi_ref ("parameters", "IfMatch"));

  return parameters;
}

static JsonObject *
with_required (JsonObject *rule, gboolean required)
{
  JsonObject *changed = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, rule);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (changed, name, json_node_copy (value));

  json_object_remove_member (changed, "required");
  if (required)
    json_object_set_boolean_member (changed, "required", TRUE);

  return changed;
}

/* The revision may come as If-Match as well, so no body needs it. */
static JsonObject *
get_body_members (const StempelOperationInfo *info, JsonObject *members, gboolean adds)
{
  JsonObject *body = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *rule = json_node_get_object (node);
      gboolean is_new = json_object_has_member (rule, "new");
      gboolean required = json_object_has_member (rule, "required") &&
                          !g_str_equal (name, "revision");

      if (!stands_in_path (info, name, adds) && (adds || !is_new))
        json_object_set_object_member (body, name, with_required (rule, required || is_new));
    }

  return body;
}

static JsonObject *
new_body (StempelOpenapi *self, const StempelOperationInfo *info, JsonObject *members,
          gboolean adds)
{
  g_autoptr(JsonObject) inside = get_body_members (info, members, adds);
  JsonObject *schema = stempel_openapi_schema_for_members (self, inside);
  JsonObject *body = json_object_new ();

  json_object_set_boolean_member (
    body, "required",
    json_array_get_length (json_object_get_array_member (schema, "required")) > 0);
  json_object_set_object_member (body, "content", stempel_openapi_content (JSON_TYPE, schema));

  return body;
}

static void
add_property (JsonObject *schema, const char *name, JsonObject *property)
{
  json_object_set_object_member (json_object_get_object_member (schema, "properties"), name,
                                 property);
  json_array_add_string_element (json_object_get_array_member (schema, "required"), name);
}

static JsonObject *
new_properties (void)
{
  JsonObject *schema = stempel_openapi_type ("object", FALSE);

  json_object_set_object_member (schema, "properties", json_object_new ());
  json_object_set_array_member (schema, "required", json_array_new ());

  return schema;
}

static JsonObject *
new_page (StempelOpenapi *self, StempelOperation operation, GType record_type)
{
  JsonObject *schema = new_properties ();
  JsonObject *items = stempel_openapi_type ("array", FALSE);
  JsonObject *properties = json_object_get_object_member (schema, "properties");

  json_object_set_object_member (items, "items",
                                 stempel_openapi_schema_for_record (self, record_type));
  add_property (schema, "items", items);
  json_object_set_object_member (properties, "next", stempel_openapi_type ("string", TRUE));
  if (stempel_reply_is_counted (operation))
    {
      json_object_set_object_member (properties, "total", stempel_openapi_type ("integer", FALSE));
      json_object_set_object_member (properties, "total_capped",
                                     stempel_openapi_type ("boolean", FALSE));
    }

  return schema;
}

/* A write says beside its reply whether it was made now. */
static JsonObject *
new_reply (StempelOpenapi *self, StempelOperation operation)
{
  gboolean is_list;
  GType record_type = stempel_reply_get_record_type (operation, &is_list);
  JsonObject *reply, *written, *schema;
  JsonArray *all_of;

  if (record_type == G_TYPE_INVALID)
    reply = new_properties ();
  else if (is_list)
    reply = new_page (self, operation, record_type);
  else
    reply = stempel_openapi_schema_for_record (self, record_type);
  if (!stempel_operation_get_info (operation)->writes)
    return reply;

  written = new_properties ();
  add_property (written, "replayed", stempel_openapi_type ("boolean", FALSE));
  all_of = json_array_new ();
  json_array_add_object_element (all_of, reply);
  json_array_add_object_element (all_of, written);
  schema = json_object_new ();
  json_object_set_array_member (schema, "allOf", all_of);

  return schema;
}

static gboolean
has_tag (StempelOperation operation)
{
  gboolean is_list;
  GType record_type = stempel_reply_get_record_type (operation, &is_list);
  g_autoptr(StempelRecordClass) klass = NULL;
  gboolean found = FALSE;

  if (record_type == G_TYPE_INVALID || is_list)
    return FALSE;

  klass = g_type_class_ref (record_type);
  for (guint i = 0; i < klass->n_fields; i++)
    found |= g_str_equal (klass->fields[i].name, "revision");

  return found;
}

static JsonObject *
new_answer (StempelOpenapi *self, StempelOperation operation)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  JsonObject *answer = json_object_new ();
  JsonObject *headers = json_object_new ();

  json_object_set_string_member (answer, "description", info->help);
  json_object_set_object_member (headers, "X-Request-Id",
                                 stempel_openapi_ref ("headers", "RequestId"));
  if (has_tag (operation))
    json_object_set_object_member (headers, "ETag", stempel_openapi_ref ("headers", "ETag"));
  json_object_set_object_member (answer, "headers", headers);
  json_object_set_object_member (answer, "content",
                                 stempel_openapi_content (JSON_TYPE, new_reply (self, operation)));

  return answer;
}

static gboolean
may_answer (const StempelOperationInfo *info, JsonObject *members, guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return (info->roles & STEMPEL_ROLE_ANYONE) == 0 ||
             info->rate_class == STEMPEL_RATE_CLASS_SIGN_IN;
    case 405:
      return FALSE;
    case 423:
      return json_object_has_member (members, "pin") ||
             json_object_has_member (members, "pin_token");
    case 412:
      return json_object_has_member (members, "revision");
    case 413:
    case 415:
      return has_body (info);
    default:
      return TRUE;
    }
}

static JsonObject *
new_responses (StempelOpenapi *self, StempelOperation operation, JsonObject *members)
{
  static const guint statuses[] = STEMPEL_OPENAPI_STATUSES;
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  JsonObject *responses = json_object_new ();

  json_object_set_object_member (responses, "200", new_answer (self, operation));
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *status = g_strdup_printf ("%u", statuses[i]);
      g_autofree char *name = g_strconcat (PROBLEM_PREFIX, status, NULL);

      if (may_answer (info, members, statuses[i]))
        json_object_set_object_member (responses, status,
                                       stempel_openapi_ref ("responses", name));
    }

  return responses;
}

/*< private >
 * stempel_openapi_tag:
 * @info: an operation
 *
 * Returns: (transfer full): what it is about
 */
char *
stempel_openapi_tag (const StempelOperationInfo *info)
{
  return g_strndup (info->name, strcspn (info->name, "_"));
}

static void
add_names (JsonObject *object, const StempelOperationInfo *info, gboolean adds)
{
  g_autofree char *tag = stempel_openapi_tag (info);
  g_autofree char *id = g_strconcat (info->name, adds ? "_new" : NULL, NULL);
  JsonArray *tags = json_array_new ();

  json_array_add_string_element (tags, tag);
  json_object_set_array_member (object, "tags", tags);
  json_object_set_string_member (object, "operationId", id);
  json_object_set_string_member (object, "summary", info->help);
}

/*< private >
 * stempel_openapi_operation:
 * @self: what is known
 * @operation: an operation
 * @members: what its requests may hold
 * @adds: whether it is told for the path without `{id}`, by which a thing is added
 *
 * Returns: (transfer full): what OpenAPI calls an operation object
 */
JsonObject *
stempel_openapi_operation (StempelOpenapi   *self,
                           StempelOperation  operation,
                           JsonObject       *members,
                           gboolean          adds)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  JsonObject *object = json_object_new ();

  add_names (object, info, adds);
  json_object_set_array_member (object, "parameters", new_parameters (self, info, members, adds));
  if (has_body (info))
    json_object_set_object_member (object, "requestBody", new_body (self, info, members, adds));
  json_object_set_object_member (object, "responses", new_responses (self, operation, members));
  if ((info->roles & STEMPEL_ROLE_ANYONE) != 0)
    json_object_set_array_member (object, "security", json_array_new ());

  return object;
}
