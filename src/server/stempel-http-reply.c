/* stempel-http-reply.c: what the headers say of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-http-reply.h"

#define MEMBER "\"revision\": "

/* The member of the whole, not of a part: jsonb is written in one way, a blank behind a colon. */
static const char *
find_revision (const char *text, gsize length)
{
  guint depth = 0;

  for (const char *at = text; at < text + length; at++)
    {
      if (*at == '{' || *at == '[')
        depth++;
      else if (*at == '}' || *at == ']')
        depth--;
      else if (*at == '"')
        {
          if (depth == 1 && g_str_has_prefix (at, MEMBER))
            return at + strlen (MEMBER);
          for (at++; *at != '"'; at++)
            at += *at == '\\';
        }
    }

  return NULL;
}

/**
 * stempel_http_reply_get_tag:
 * @info: the operation that was called
 * @reply: its reply, as PostgreSQL wrote it
 *
 * The revision of a record in quotes, which a change sends back as `If-Match`.
 *
 * Returns: (transfer full) (nullable): the entity tag (RFC 9110, 8.8.3), or %NULL if the reply is
 *   not one record that has revisions
 */
char *
stempel_http_reply_get_tag (const StempelOperationInfo *info, GBytes *reply)
{
  gsize length;
  const char *text = g_bytes_get_data (reply, &length);
  const char *revision;

  if (g_str_has_suffix (info->name, "_list") || g_str_has_suffix (info->name, "_search"))
    return NULL;

  revision = find_revision (text, length);
  if (revision == NULL)
    return NULL;

  return g_strdup_printf ("\"%.*s\"", (int) strspn (revision, "0123456789"), revision);
}
