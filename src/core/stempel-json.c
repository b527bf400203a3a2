/* stempel-json.c: JSON as text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-json.h"
#include "stempel-wipe.h"

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
  char *written = json_to_string (node, FALSE);
  GString *text;

  if (strchr (written, UNIT_SEPARATOR[0]) == NULL)
    return written;

  text = g_string_new (written);
  stempel_wipe_text (written);
  g_string_replace (text, UNIT_SEPARATOR, "\\u001f", 0);

  return g_string_free (text, FALSE);
}
