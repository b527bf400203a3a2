/* fuzz-json.c: what passes for JSON is JSON, and nothing that PostgreSQL does not take
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <json-glib/json-glib.h>

#include "fuzz.h"
#include "stempel-json-check.h"

#define DEEPEST 16

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  /* Where it reads on behind the end, the sanitizer sees it. */
  g_autofree char *text = g_memdup2 (data, size);

  if (size == 0 || !stempel_json_check_object (text, size, DEEPEST))
    return 0;

  g_assert_true (g_utf8_validate (text, (gssize) size, NULL));
  g_assert_true (json_parser_load_from_data (parser, text, (gssize) size, NULL));
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)));

  return 0;
}
