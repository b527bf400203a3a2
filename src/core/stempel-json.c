/* stempel-json.c: JSON as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-json.h"

#define UNIT_SEPARATOR "\037"

/**
 * stempel_json_to_text:
 * @node: anything
 *
 * json_to_string() leaves one control character, U+001F, as it is, which PostgreSQL takes for no
 * JSON (RFC 8259, 7).
 *
 * Returns: (transfer full): @node as JSON
 */
char *
stempel_json_to_text (JsonNode *node)
{
  GString *text = g_string_new (NULL);
  g_autofree char *written = json_to_string (node, FALSE);

  g_string_append (text, written);
  g_string_replace (text, UNIT_SEPARATOR, "\\u001f", 0);

  return g_string_free (text, FALSE);
}
