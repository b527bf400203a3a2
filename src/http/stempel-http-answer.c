/* stempel-http-answer.c: what came back from a server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-http-answer.h"
#include "stempel-http-error.h"

#define REQUEST_ID "X-Request-Id"
#define STALENESS "Stempel-Staleness"
/* More than any server allows itself. */
#define OLDEST_SECONDS 3600

/* What HTTP adds to the facts that a direct connection gives too. The id of the request stays:
 * with it whoever looks after the server finds the request in the log. */
static const char * const http_members[] = { "type", "title", "status", NULL };

static JsonNode *
parse_object (SoupMessage *message, GBytes *body, const char *content_type)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_autoptr(JsonParser) parser = NULL;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (g_strcmp0 (soup_message_headers_get_content_type (headers, NULL), content_type) != 0)
    return NULL;

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;

  return json_parser_steal_root (parser);
}

static void
copy_fact_cb (JsonObject *problem, const char *name, JsonNode *value, gpointer user_data)
{
  if (!g_strv_contains (http_members, name))
    json_object_set_member (user_data, name, json_node_copy (value));
}

/* What no door of Stempel says itself: a proxy in front, or something else altogether. */
static JsonObject *
describe_status (guint status)
{
  JsonObject *facts = json_object_new ();
  const char *reason = STEMPEL_HTTP_REASON_FOREIGN;

  if (status == SOUP_STATUS_BAD_GATEWAY || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    reason = STEMPEL_HTTP_REASON_CONNECTION;
  else if (status == SOUP_STATUS_GATEWAY_TIMEOUT)
    reason = STEMPEL_HTTP_REASON_TIMEOUT;

  json_object_set_string_member (facts, "code", "unavailable");
  json_object_set_string_member (facts, "reason", reason);

  return facts;
}

static gboolean
is_known (JsonObject *facts)
{
  StempelError code;

  return stempel_error_code_from_wire (
    json_object_get_string_member_with_default (facts, "code", NULL), &code);
}

static GError *
new_refusal (SoupMessage *message, GBytes *body)
{
  guint status = soup_message_get_status (message);
  const char *request_id =
    soup_message_headers_get_one (soup_message_get_response_headers (message), REQUEST_ID);
  g_autoptr(JsonNode) problem = parse_object (message, body, "application/problem+json");
  g_autoptr(JsonObject) facts = json_object_new ();
  g_autofree char *text = g_strdup_printf ("the server answers %u", status);

  if (problem != NULL)
    json_object_foreach_member (json_node_get_object (problem), copy_fact_cb, facts);
  if (!is_known (facts))
    {
      json_object_unref (facts);
      facts = describe_status (status);
    }
  /* It is about to end, and did nothing. */
  else if (status == SOUP_STATUS_SERVICE_UNAVAILABLE && !json_object_has_member (facts, "reason"))
    json_object_set_string_member (facts, "reason", STEMPEL_HTTP_REASON_CONNECTION);
  if (request_id != NULL && !json_object_has_member (facts, "request_id"))
    json_object_set_string_member (facts, "request_id", request_id);

  return stempel_error_new_for_problem (facts, text);
}

/* Of lists that do not come from where is written: see docs/server.md. */
static void
note_staleness (SoupMessage *message, JsonNode *reply)
{
  const char *text =
    soup_message_headers_get_one (soup_message_get_response_headers (message), STALENESS);
  double seconds = text != NULL ? MIN (g_ascii_strtod (text, NULL), OLDEST_SECONDS) : 0;
  gint64 whole = (gint64) seconds;

  if (seconds > 0)
    json_object_set_int_member (json_node_get_object (reply), "stale_seconds",
                                whole + (seconds > (double) whole));
}

/**
 * stempel_http_answer_read:
 * @message: a message that was answered
 * @body: the body of the answer
 * @error: return location for an %STEMPEL_ERROR with the same facts that a direct connection gives,
 *   and `request_id`
 *
 * Returns: (transfer full): the reply, a JSON object, or %NULL on error; where the server says that
 *   it may be old, with how many `stale_seconds`
 */
JsonNode *
stempel_http_answer_read (SoupMessage *message, GBytes *body, GError **error)
{
  JsonNode *reply = NULL;

  if (soup_message_get_status (message) != SOUP_STATUS_OK)
    {
      g_propagate_error (error, new_refusal (message, body));
      return NULL;
    }

  reply = parse_object (message, body, "application/json");
  if (reply == NULL)
    g_propagate_error (error, stempel_http_error_new (STEMPEL_HTTP_REASON_FOREIGN,
                                                      "this is no reply"));
  else
    note_staleness (message, reply);

  return reply;
}

/**
 * stempel_http_answer_get_pause_ms:
 * @message: a message that was answered, or not
 *
 * Returns: for how long the server does not want to be asked again, in milliseconds; 0: it did not
 *   say so
 */
guint
stempel_http_answer_get_pause_ms (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr(GDateTime) now = NULL;
  g_autoptr(GDateTime) then = NULL;
  guint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT / 1000, &seconds, NULL))
    return (guint) seconds * 1000;

  then = soup_date_time_new_from_http_string (text);
  now = g_date_time_new_now_utc ();
  if (then == NULL || g_date_time_compare (then, now) <= 0)
    return 0;

  return (guint) MIN (g_date_time_difference (then, now) / 1000, G_MAXINT);
}
