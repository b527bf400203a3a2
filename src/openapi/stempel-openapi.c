/* stempel-openapi.c: the operations over HTTP, described for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is the same for all operations stands in frame.json.
 */

#include "config.h"

#include <string.h>

#include "stempel-error.h"
#include "stempel-http-status.h"
#include "stempel-openapi-operation.h"
#include "stempel-openapi-resources.h"
#include "stempel-openapi.h"

#define FRAME "/lu/stempel/openapi/frame.json"

/* What the server says by itself, before an operation is called. */
static const struct
{
  guint       status;
  const char *code;
} server_codes[] = {
  { 400, "malformed" },
  { 404, "not_found" },
  { 405, "method_not_allowed" },
  { 413, "too_large" },
  { 415, "media_type" },
  { 431, "too_large" },
  { 500, "unavailable" },
};

static JsonNode *
load_frame (void)
{
  g_autoptr(GBytes) bytes =
    g_resource_lookup_data (stempel_openapi_get_resource (), FRAME, G_RESOURCE_LOOKUP_FLAGS_NONE,
                            NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    g_assert_not_reached ();

  return json_parser_steal_root (parser);
}

static JsonArray *
new_codes (guint status)
{
  JsonArray *codes = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (server_codes); i++)
    {
      if (server_codes[i].status == status)
        json_array_add_string_element (codes, server_codes[i].code);
    }
  for (StempelError code = STEMPEL_ERROR_INVALID; code <= STEMPEL_ERROR_UNAVAILABLE; code++)
    {
      /* What was not found is the same code, whoever says it. */
      if (stempel_http_status_for_code (code) == status && status != 404)
        json_array_add_string_element (codes, stempel_error_code_to_wire (code));
    }

  return codes;
}

/* A problem of this status, and with the codes that it can have. */
static JsonObject *
new_problem_schema (guint status)
{
  JsonObject *schema = stempel_openapi_ref ("schemas", "Problem");
  JsonObject *properties = json_object_new ();
  JsonObject *number = json_object_new ();
  JsonObject *code = json_object_new ();

  json_object_set_int_member (number, "const", status);
  json_object_set_object_member (properties, "status", number);
  json_object_set_array_member (code, "enum", new_codes (status));
  json_object_set_object_member (properties, "code", code);
  json_object_set_object_member (schema, "properties", properties);

  return schema;
}

static JsonObject *
new_headers (guint status)
{
  JsonObject *headers = json_object_new ();

  json_object_set_object_member (headers, "X-Request-Id",
                                 stempel_openapi_ref ("headers", "RequestId"));
  if (status == 401)
    json_object_set_object_member (headers, "WWW-Authenticate",
                                   stempel_openapi_ref ("headers", "WWWAuthenticate"));
  if (status == 423 || status == 429 || status == 503)
    json_object_set_object_member (headers, "Retry-After",
                                   stempel_openapi_ref ("headers", "RetryAfter"));

  return headers;
}

static void
add_problems (JsonObject *responses)
{
  static const guint statuses[] = STEMPEL_OPENAPI_STATUSES;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *name = g_strdup_printf ("Problem%u", statuses[i]);
      JsonObject *problem = json_object_new ();

      json_object_set_string_member (problem, "description",
                                     stempel_http_status_get_title (statuses[i]));
      json_object_set_object_member (problem, "headers", new_headers (statuses[i]));
      json_object_set_object_member (problem, "content",
                                     stempel_openapi_content ("application/problem+json",
                                                              new_problem_schema (statuses[i])));
      json_object_set_object_member (responses, name, problem);
    }
}

static void
complete_key (StempelOpenapi *self, JsonObject *parameters)
{
  g_autoptr(JsonObject) rule = json_object_new ();

  json_object_set_string_member (rule, "type", "uuid");
  json_object_set_object_member (json_object_get_object_member (parameters, "IdempotencyKey"),
                                 "schema", stempel_openapi_schema_for_rule (self, rule, FALSE));
}

/* The object of a path, in which its operations stand by their methods. */
static JsonObject *
get_path (JsonObject *paths, const char *path)
{
  if (!json_object_has_member (paths, path))
    json_object_set_object_member (paths, path, json_object_new ());

  return json_object_get_object_member (paths, path);
}

static void
add_operation (StempelOpenapi *self, JsonObject *paths, StempelOperation operation,
               JsonObject *members, gboolean adds)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  gsize length = strlen (info->path) - (adds ? strlen ("/{id}") : 0);
  g_autofree char *path = g_strndup (info->path, length);
  g_autofree char *method = g_ascii_strdown (info->method, -1);

  json_object_set_object_member (get_path (paths, path), method,
                                 stempel_openapi_operation (self, operation, members, adds));
}

/* A thing that has an id only afterwards is added by the path without it. */
static gboolean
can_add (const StempelOperationInfo *info, JsonObject *members)
{
  return g_str_equal (info->method, "PUT") && g_str_has_suffix (info->path, "/{id}") &&
         !json_object_has_member (json_object_get_object_member (members, "id"), "required");
}

static void
add_paths (StempelOpenapi *self, JsonObject *operations, JsonObject *paths)
{
  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    {
      const StempelOperationInfo *info = stempel_operation_get_info ((StempelOperation) i);
      JsonObject *described;
      JsonObject *members;

      /* A database of another release may not know it. */
      if (!json_object_has_member (operations, info->name))
        continue;
      described = json_object_get_object_member (operations, info->name);
      members = json_object_get_object_member (described, "members");
      add_operation (self, paths, (StempelOperation) i, members, FALSE);
      if (can_add (info, members))
        add_operation (self, paths, (StempelOperation) i, members, TRUE);
    }
}

static void
add_tags (JsonArray *tags)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    {
      char *name = stempel_openapi_tag (stempel_operation_get_info ((StempelOperation) i));
      JsonObject *tag;

      if (!g_hash_table_add (seen, name))
        continue;
      tag = json_object_new ();
      json_object_set_string_member (tag, "name", name);
      json_array_add_object_element (tags, tag);
    }
}

/**
 * stempel_openapi_new:
 * @described: what the operation `interface_get` replied
 *
 * An OpenAPI 3.1 document of all operations: routes from their table, requests from what the
 * database checks them by, replies from the classes that read them.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
stempel_openapi_new (StempelInterface *described)
{
  JsonNode *node = load_frame ();
  JsonObject *document = json_node_get_object (node);
  JsonObject *components = json_object_get_object_member (document, "components");
  StempelOpenapi self = {
    .formats = json_node_get_object (stempel_interface_get_formats (described)),
    .texts = json_node_get_object (stempel_interface_get_texts (described)),
    .schemas = json_object_get_object_member (components, "schemas"),
  };

  json_object_set_string_member (json_object_get_object_member (document, "info"), "version",
                                 STEMPEL_VERSION);
  add_tags (json_object_get_array_member (document, "tags"));
  add_paths (&self, json_node_get_object (stempel_interface_get_operations (described)),
             json_object_get_object_member (document, "paths"));
  add_problems (json_object_get_object_member (components, "responses"));
  complete_key (&self, json_object_get_object_member (components, "parameters"));

  return node;
}
