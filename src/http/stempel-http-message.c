/* stempel-http-message.c: a request of an operation, as HTTP says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The other side of src/server/stempel-http-request.c: what stands in the path or in a header is
 * not said again in the body.
 */

#include "config.h"

#include <string.h>

#include "stempel-error.h"
#include "stempel-http-message.h"
#include "stempel-json.h"

/* The server reads no longer entity tags. */
#define LARGEST_REVISION 999999999

/* What is asked in vain whether a server is there: it answers anybody. */
#define PROBE_PATH "/v1/session"

static gboolean
has_body (const StempelOperationInfo *info)
{
  return !g_str_equal (info->method, "GET") && !g_str_equal (info->method, "DELETE");
}

/* A path and a query know only text. */
static char *
to_text (JsonNode *value)
{
  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);

  return stempel_json_to_text (value);
}

static GError *
new_missing_error (const char *name)
{
  g_autofree char *text = g_strdup_printf ("{\"code\": \"invalid\", \"errors\":"
                                           " [{\"code\": \"required\", \"field\": \"%s\"}]}",
                                           name);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  return stempel_error_new_for_problem (json_node_get_object (node),
                                        "a part of the path is missing");
}

/* Takes the member out of @members. */
static char *
take_segment (JsonObject *members, const char *name)
{
  JsonNode *value = json_object_get_member (members, name);
  g_autofree char *text = NULL;
  char *segment = NULL;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return NULL;

  text = to_text (value);
  if (*text != '\0')
    segment = g_uri_escape_string (text, NULL, FALSE);
  json_object_remove_member (members, name);

  return segment;
}

/* Who adds a thing with PUT does not know its id yet. */
static char *
choose_template (const StempelOperationInfo *info, JsonObject *members)
{
  JsonNode *id = json_object_get_member (members, "id");

  if (!g_str_equal (info->method, "PUT") || !g_str_has_suffix (info->path, "/{id}") ||
      (id != NULL && !JSON_NODE_HOLDS_NULL (id)))
    return g_strdup (info->path);

  json_object_remove_member (members, "id");

  return g_strndup (info->path, strlen (info->path) - strlen ("/{id}"));
}

static char *
build_path (const StempelOperationInfo *info, JsonObject *members, GError **error)
{
  g_autofree char *template = choose_template (info, members);
  g_auto(GStrv) segments = g_strsplit (template, "/", -1);

  for (guint i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *name = NULL;

      if (segments[i][0] != '{')
        continue;

      name = g_strndup (segments[i] + 1, strlen (segments[i]) - 2);
      g_free (segments[i]);
      segments[i] = take_segment (members, name);
      if (segments[i] == NULL)
        {
          g_propagate_error (error, new_missing_error (name));
          /* What stands behind it would be lost to g_strfreev(). */
          segments[i] = g_strdup ("");
          return NULL;
        }
    }

  return g_strjoinv ("/", segments);
}

static void
append_parameter_cb (JsonObject *members, const char *name, JsonNode *value, gpointer user_data)
{
  GString *query = user_data;
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_NULL (value))
    return;

  text = to_text (value);
  if (query->len > 0)
    g_string_append_c (query, '&');
  g_string_append_uri_escaped (query, name, NULL, FALSE);
  g_string_append_c (query, '=');
  g_string_append_uri_escaped (query, text, NULL, FALSE);
}

static char *
build_query (JsonObject *members)
{
  GString *query = g_string_new (NULL);

  json_object_foreach_member (members, append_parameter_cb, query);

  return g_string_free (query, query->len == 0);
}

static void
move_revision (JsonObject *members, SoupMessageHeaders *headers)
{
  JsonNode *value = json_object_get_member (members, "revision");
  g_autofree char *tag = NULL;
  gint64 revision;

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) ||
      json_node_get_value_type (value) != G_TYPE_INT64)
    return;

  revision = json_node_get_int (value);
  if (revision < 0 || revision > LARGEST_REVISION)
    return;

  tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", revision);
  soup_message_headers_replace (headers, "If-Match", tag);
  json_object_remove_member (members, "revision");
}

static void
set_body (SoupMessage *message, GBytes *bytes)
{
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
}

static void
add_body (SoupMessage *message, JsonObject *members)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), members);
  char *text = stempel_json_to_text (node);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  set_body (message, bytes);
  /* A PUT that met a closed connection libsoup sends again itself, but with an empty body: it has
   * read what was to be sent to its end. */
  g_signal_connect_data (message, "restarted", G_CALLBACK (set_body), g_bytes_ref (bytes),
                         (GClosureNotify) (GCallback) g_bytes_unref, 0);
}

static SoupMessage *
new_message (GUri *address, const char *method, const char *path, const char *query)
{
  g_autofree char *whole = g_strconcat (g_uri_get_path (address), path, NULL);
  g_autoptr(GUri) uri = g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (address), NULL,
                                     g_uri_get_host (address), g_uri_get_port (address), whole,
                                     query, NULL);
  SoupMessage *message = soup_message_new_from_uri (method, uri);

  /* A token goes to the server it is for and to no other. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);

  return message;
}

static void
set_headers (SoupMessage *message, const char *idempotency_key, const char *token)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "Accept", "application/json, application/problem+json");
  if (idempotency_key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", idempotency_key);
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
}

static void
copy_member_cb (JsonObject *members, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

/* A session opens no other one. */
static gboolean
opens_session (StempelOperation operation)
{
  return operation == STEMPEL_OPERATION_SESSION_OPEN ||
         operation == STEMPEL_OPERATION_TERMINAL_CLAIM;
}

/**
 * stempel_http_message_new:
 * @address: where the server is
 * @operation: what to call
 * @request: its request, a JSON object
 * @idempotency_key: (nullable): the key of a write
 * @token: (nullable): the session
 * @error: return location for an %STEMPEL_ERROR_INVALID, with what the database would say to a
 *   request without a member that belongs into the path
 *
 * Returns: (transfer full): what to send, or %NULL on error
 */
SoupMessage *
stempel_http_message_new (GUri              *address,
                          StempelOperation   operation,
                          JsonNode          *request,
                          const char        *idempotency_key,
                          const char        *token,
                          GError           **error)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  g_autoptr(JsonObject) members = json_object_new ();
  g_autofree char *path = NULL;
  g_autofree char *query = NULL;
  SoupMessage *message;

  json_object_foreach_member (json_node_get_object (request), copy_member_cb, members);
  path = build_path (info, members, error);
  if (path == NULL)
    return NULL;

  if (!has_body (info))
    query = build_query (members);

  message = new_message (address, info->method, path, query);
  set_headers (message, idempotency_key, opens_session (operation) ? NULL : token);
  if (has_body (info))
    {
      move_revision (members, soup_message_get_request_headers (message));
      add_body (message, members);
    }

  return message;
}

/**
 * stempel_http_message_new_probe:
 * @address: where the server is
 *
 * Returns: (transfer full): a question that shows whether it is there, and says nothing of anybody
 */
SoupMessage *
stempel_http_message_new_probe (GUri *address)
{
  return new_message (address, "GET", PROBE_PATH, NULL);
}
