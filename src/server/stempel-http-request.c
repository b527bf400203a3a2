/* stempel-http-request.c: what HTTP said, as a request of an operation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A body is checked and passed on as it came. Members of the path and what the headers say go
 * beside it, and count where the body has the same member.
 */

#include "config.h"

#include <string.h>

#include "stempel-http-request.h"
#include "stempel-http-route.h"
#include "stempel-json-check.h"
#include "stempel-json.h"
#include "stempel-wipe.h"

#define DEEPEST 16
#define LONGEST_REVISION 9
#define BEARER "Bearer "
#define LONGEST_APPLICATION 100
#define PRINTABLE G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS " !#$%&'()*+,-./:;=?@[]^_{|}~"

static gboolean
read_query (const char *query, JsonObject *members)
{
  g_autoptr(GError) error = NULL;
  GUriParamsIter iter;
  char *name = NULL;
  char *text = NULL;
  gboolean good = TRUE;

  if (query == NULL || *query == '\0')
    return TRUE;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (good && g_uri_params_iter_next (&iter, &name, &text, &error))
    {
      good = g_utf8_validate (name, -1, NULL) && g_utf8_validate (text, -1, NULL) &&
             stempel_http_route_add_text (members, name, text);
      g_free (name);
      g_free (text);
    }

  /* A wrong escape ends the iteration with an error. */
  return good && error == NULL;
}

/**
 * stempel_http_request_read_session:
 * @authorization: (nullable): what the header of that name says: `Bearer` and a token
 *
 * The token itself goes no further than here.
 *
 * Returns: (transfer full) (nullable): what the session is known by, the SHA-256 of its token in
 *   hexadecimal digits; %NULL if there is none
 */
char *
stempel_http_request_read_session (const char *authorization)
{
  const char *token;

  if (authorization == NULL ||
      g_ascii_strncasecmp (authorization, BEARER, strlen (BEARER)) != 0)
    return NULL;

  token = authorization + strlen (BEARER);

  return stempel_wipe_hash (token + strspn (token, " "));
}

/* Entity tags are revisions in quotes: see stempel_http_reply_get_tag(). */
static gboolean
read_if_match (const char *if_match, JsonObject *members)
{
  g_autofree char *revision = NULL;
  gsize length;

  if (if_match == NULL)
    return TRUE;

  length = strlen (if_match);
  if (length < 3 || if_match[0] != '"' || if_match[length - 1] != '"')
    return FALSE;

  revision = g_strndup (if_match + 1, length - 2);
  if (strspn (revision, "0123456789") != length - 2 || length > LONGEST_REVISION + 2)
    return FALSE;

  json_object_set_int_member (members, "revision", g_ascii_strtoll (revision, NULL, 10));

  return TRUE;
}

static gboolean
is_json (const char *content_type)
{
  g_autofree char *type = g_strndup (content_type, strcspn (content_type, ";"));

  return g_ascii_strcasecmp (g_strstrip (type), "application/json") == 0;
}

static StempelHttpFault
read_body (const StempelHttpHead *head, const char *body, gsize length, char **request)
{
  if (length == 0)
    *request = g_strdup ("{}");
  else if (head->content_type == NULL || !is_json (head->content_type))
    return STEMPEL_HTTP_FAULT_MEDIA_TYPE;
  else if (!stempel_json_check_object (body, length, DEEPEST))
    return STEMPEL_HTTP_FAULT_MALFORMED;
  else
    *request = g_strndup (body, length);

  return STEMPEL_HTTP_FAULT_NONE;
}

/* For people who look at where they are signed in, and only what can be shown anywhere. */
static char *
read_application (const char *user_agent)
{
  if (user_agent == NULL || !g_str_is_ascii (user_agent))
    return NULL;

  return g_strcanon (g_strndup (user_agent, LONGEST_APPLICATION), PRINTABLE, ' ');
}

/* Also where there is nothing to say, so that no body can bring it. */
static void
set_text (JsonObject *members, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (members, name, text);
  else
    json_object_set_null_member (members, name);
}

static char *
write_envelope (JsonObject *members, const StempelHttpHead *head)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autofree char *application = read_application (head->user_agent);

  if (head->idempotency_key != NULL)
    json_object_set_string_member (members, "idempotency_key", head->idempotency_key);
  set_text (members, "session", head->session);
  set_text (members, "client_address", head->address);
  set_text (members, "client_application", application);

  json_node_init_object (node, members);

  return stempel_json_to_text (node);
}

/**
 * stempel_http_request_read:
 * @info: the operation that is asked for
 * @members: what stood in the path; gets what stands in the query and the headers
 * @head: what the headers say
 * @body: (nullable): the body
 * @length: its length in bytes
 * @request: (out) (transfer full): where to put the request
 * @envelope: (out) (transfer full): where to put what goes beside it
 *
 * What has no body has a query instead, and the other way round, so that nothing is said twice.
 *
 * Returns: what is wrong with it
 */
StempelHttpFault
stempel_http_request_read (const StempelOperationInfo  *info,
                           JsonObject                  *members,
                           const StempelHttpHead       *head,
                           const char                  *body,
                           gsize                        length,
                           char                       **request,
                           char                       **envelope)
{
  gboolean bodiless = g_str_equal (info->method, "GET") || g_str_equal (info->method, "DELETE");
  StempelHttpFault fault;

  if (bodiless ? length > 0 || !read_query (head->query, members) : head->query != NULL)
    return STEMPEL_HTTP_FAULT_MALFORMED;
  if ((!bodiless && !read_if_match (head->if_match, members)) ||
      (head->idempotency_key != NULL && !g_utf8_validate (head->idempotency_key, -1, NULL)))
    return STEMPEL_HTTP_FAULT_MALFORMED;

  fault = read_body (head, body, length, request);
  if (fault == STEMPEL_HTTP_FAULT_NONE)
    *envelope = write_envelope (members, head);

  return fault;
}
