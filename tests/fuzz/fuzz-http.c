/* fuzz-http.c: whatever stands in a request, what is called is a request, or it is refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An input is method, path, query, six headers and a body, one line each. libmicrohttpd has no
 * part in it: headers are asked for here.
 */

#include "config.h"

#include <microhttpd.h>
#include <string.h>

#include "fuzz.h"
#include "stempel-http-framing.h"
#include "stempel-http-origin.h"
#include "stempel-http-reply.h"
#include "stempel-http-request.h"
#include "stempel-http-route.h"
#include "stempel-json-check.h"
#include "stempel-listen-address.h"

#define BODY_BYTES (256 * 1024)
#define DEEPEST 17

enum
{
  METHOD,
  PATH,
  QUERY,
  CONTENT_TYPE,
  AUTHORIZATION,
  KEY,
  IF_MATCH,
  LENGTH,
  CODING,
  BODY,
  N_LINES,
};

static const struct
{
  const char *name;
  guint       line;
} headers[] = {
  { "Content-Type", CONTENT_TYPE },
  { "Authorization", AUTHORIZATION },
  { "Content-Length", LENGTH },
  { "Transfer-Encoding", CODING },
};

static char **lines;

/* Takes the place of the one of libmicrohttpd. */
const char *
MHD_lookup_connection_value (struct MHD_Connection *connection, enum MHD_ValueKind kind,
                             const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      if (g_str_equal (key, headers[i].name) && *lines[headers[i].line] != '\0')
        return lines[headers[i].line];
    }

  return NULL;
}

/* A header is there as often as its line has parts. */
int
MHD_get_connection_values (struct MHD_Connection *connection, enum MHD_ValueKind kind,
                           MHD_KeyValueIterator iterator, void *user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[headers[i].line], ",", -1);

      for (guint j = 0; parts[j] != NULL; j++)
        iterator (user_data, kind, headers[i].name, parts[j]);
    }

  return 0;
}

static void
check_framing (void)
{
  guint status = stempel_http_framing_check (NULL, lines[PATH], "HTTP/1.1", BODY_BYTES);
  guint old = stempel_http_framing_check (NULL, lines[PATH], "HTTP/1.0", BODY_BYTES);

  g_assert_true (status == 0 || status == 400 || status == 413);
  g_assert_true (old != 0 || *lines[CODING] == '\0');
  g_assert_true (status != 0 || *lines[PATH] == '/');
  g_assert_true (status != 0 || *lines[LENGTH] == '\0' || *lines[CODING] == '\0');
}

static void
check_address (void)
{
  g_autoptr(GSocketAddress) address = stempel_listen_address_parse (lines[PATH], NULL);

  if (address != NULL)
    stempel_listen_address_is_loopback (address);
}

/* The first line stands for who connected, the second for X-Forwarded-For. */
static void
check_origin (void)
{
  static const char *const known[] = { "127.0.0.0/8", "::1", "10.0.0.0/8", NULL };
  g_autoptr(GPtrArray) proxies = stempel_http_origin_parse_proxies (known, NULL);
  g_autofree char *origin = NULL;
  g_autoptr(GInetAddress) address = NULL;

  origin = stempel_http_origin_find (proxies, lines[METHOD], lines[PATH]);
  if (origin == NULL)
    return;

  address = g_inet_address_new_from_string (origin);
  g_assert_nonnull (address);
}

static const char *
or_none (const char *line)
{
  return *line != '\0' ? line : NULL;
}

static void
check_tag (const StempelOperationInfo *info)
{
  g_autoptr(GBytes) reply = g_bytes_new (lines[BODY], strlen (lines[BODY]));
  g_autofree char *tag = stempel_http_reply_get_tag (info, reply);

  if (tag != NULL)
    {
      size_t digits = strspn (tag + 1, "0123456789");

      g_assert_cmpuint (digits, >, 0);
      g_assert_true (tag[0] == '"' && g_str_equal (tag + 1 + digits, "\""));
    }
}

static void
check_request (StempelOperation operation, JsonObject *members)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  g_autofree char *request = NULL;
  g_autofree char *envelope = NULL;
  g_autofree char *session = stempel_http_request_read_session (or_none (lines[AUTHORIZATION]));
  StempelHttpHead head = {
    .query = or_none (lines[QUERY]),
    .content_type = or_none (lines[CONTENT_TYPE]),
    .session = session,
    .idempotency_key = or_none (lines[KEY]),
    .if_match = or_none (lines[IF_MATCH]),
  };

  check_tag (info);
  if (stempel_http_request_read (info, members, &head, lines[BODY], strlen (lines[BODY]), &request,
                                 &envelope) != STEMPEL_HTTP_FAULT_NONE)
    return;

  g_assert_true (stempel_json_check_object (request, strlen (request), DEEPEST));
  g_assert_true (stempel_json_check_object (envelope, strlen (envelope), DEEPEST));
  g_assert_nonnull (strstr (envelope, "\"session\":"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(JsonObject) members = json_object_new ();
  g_autofree char *allowed = NULL;
  StempelOperation operation;

  lines = fuzz_split_lines (data, size, N_LINES);
  check_framing ();
  check_address ();
  check_origin ();
  switch (stempel_http_route_find (lines[METHOD], lines[PATH], &operation, members))
    {
    case STEMPEL_HTTP_MATCH_OPERATION:
      check_request (operation, members);
      break;
    case STEMPEL_HTTP_MATCH_METHOD:
      allowed = stempel_http_route_get_allowed (lines[PATH]);
      g_assert_true (*allowed != '\0');
      break;
    case STEMPEL_HTTP_MATCH_NONE:
      break;
    }
  g_strfreev (lines);

  return 0;
}
