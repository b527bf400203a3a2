/* stempel-http-framing.c: whether it is clear where a request begins and ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libmicrohttpd takes the first of two headers, and a length beside a transfer encoding. A proxy in
 * front may take the other one, and then two of them disagree where the next request begins (RFC
 * 9112, 11.2). Whatever can be read in two ways is refused.
 */

#include "config.h"

#include <string.h>

#include "stempel-http-framing.h"

#define MALFORMED 400
#define TOO_LARGE 413
/* A length of more digits is too large for any limit. */
#define LONGEST_LENGTH 18

static const char *const single[] = {
  "Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Authorization",
  "Idempotency-Key", "If-Match",
};

static enum MHD_Result
count_header_cb (void *user_data, enum MHD_ValueKind kind, const char *name, const char *value)
{
  guint *seen = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    {
      if (g_ascii_strcasecmp (name, single[i]) == 0)
        seen[i]++;
    }

  return MHD_YES;
}

static gboolean
has_any_twice (struct MHD_Connection *mhd)
{
  guint seen[G_N_ELEMENTS (single)] = { 0 };

  MHD_get_connection_values (mhd, MHD_HEADER_KIND, count_header_cb, seen);
  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    {
      if (seen[i] > 1)
        return TRUE;
    }

  return FALSE;
}

static guint
check_length (const char *length, gsize body_bytes)
{
  size_t digits = strlen (length);

  if (digits == 0 || strspn (length, "0123456789") != digits)
    return MALFORMED;
  if (digits > LONGEST_LENGTH || g_ascii_strtoull (length, NULL, 10) > body_bytes)
    return TOO_LARGE;

  return 0;
}

/**
 * stempel_http_framing_check:
 * @mhd: a connection whose headers are there
 * @path: what the request line asks for, without the query
 * @version: the version of HTTP it names
 * @body_bytes: how large a body may be
 *
 * Returns: 400 for what can be understood in two ways, 413 for a body that is announced to be too
 *   large, 0 for a good one
 */
guint
stempel_http_framing_check (struct MHD_Connection *mhd,
                            const char            *path,
                            const char            *version,
                            gsize                  body_bytes)
{
  const char *length = MHD_lookup_connection_value (mhd, MHD_HEADER_KIND, "Content-Length");
  const char *coding = MHD_lookup_connection_value (mhd, MHD_HEADER_KIND, "Transfer-Encoding");
  gboolean is_1_1 = g_strcmp0 (version, "HTTP/1.1") == 0;

  if (*path != '/' || (!is_1_1 && g_strcmp0 (version, "HTTP/1.0") != 0) || has_any_twice (mhd))
    return MALFORMED;
  if (coding != NULL &&
      (!is_1_1 || length != NULL || g_ascii_strcasecmp (coding, "chunked") != 0))
    return MALFORMED;

  return length != NULL ? check_length (length, body_bytes) : 0;
}
