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
find_revision (const char *text, const char *end)
{
  guint depth = 0;

  for (const char *at = text; at < end; at++)
    {
      if (*at == '{' || *at == '[')
        depth++;
      else if (*at == '}' || *at == ']')
        depth--;
      else if (*at == '"')
        {
          if (depth == 1 && (gsize) (end - at) > strlen (MEMBER) &&
              memcmp (at, MEMBER, strlen (MEMBER)) == 0)
            return at + strlen (MEMBER);
          for (at++; at < end && *at != '"'; at++)
            at += *at == '\\' && at + 1 < end;
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
  const char *revision = NULL;
  gsize digits = 0;

  if (g_str_has_suffix (info->name, "_list") || g_str_has_suffix (info->name, "_search"))
    return NULL;

  if (text != NULL)
    revision = find_revision (text, text + length);
  if (revision == NULL)
    return NULL;

  while (revision + digits < text + length && g_ascii_isdigit (revision[digits]))
    digits++;

  return digits > 0 ? g_strdup_printf ("\"%.*s\"", (int) digits, revision) : NULL;
}
