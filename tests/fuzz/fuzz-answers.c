/* fuzz-answers.c: what a database says, whatever it is, is a record, a refusal or an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An input is the name of an operation or an SQLSTATE in the first line, and JSON.
 */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "stempel-error.h"
#include "stempel-http-problem.h"
#include "stempel-json-check.h"
#include "stempel-record.h"
#include "stempel-replies.h"
#include "stempel-violation.h"

#define DEEPEST 32

static void
check_problem (const char *sqlstate, const char *detail)
{
  g_autoptr(GError) error = stempel_error_new_for_sqlstate (sqlstate, detail, "fuzz");
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (0);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text;

  if (error == NULL)
    return;

  stempel_error_get_fact_int (error, "remaining", 0);
  stempel_http_problem_retry_after (error, now);
  body = stempel_http_problem_to_bytes (error, "id");
  text = g_bytes_get_data (body, &length);
  g_assert_true (json_parser_load_from_data (parser, text, (gssize) length, NULL));
}

/* What was read once is written so that it is read in the same way. */
static void
check_record (GType type, JsonNode *node)
{
  g_autoptr(StempelRecord) record = stempel_record_new_from_json (type, node, NULL);
  g_autoptr(StempelRecord) again = NULL;
  g_autoptr(JsonNode) written = NULL;
  g_autoptr(GError) error = NULL;

  if (record == NULL)
    return;

  written = stempel_record_to_json (record);
  again = stempel_record_new_from_json (type, written, &error);
  g_assert_no_error (error);
  /* A violation keeps the whole that it was read from, and that has changed. */
  g_assert_true (type == STEMPEL_TYPE_VIOLATION || stempel_record_equal (record, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto(GStrv) lines = fuzz_split_lines (data, size, 2);
  g_autoptr(JsonNode) node = NULL;
  StempelOperation operation;
  gboolean is_list;

  /* PostgreSQL sends JSON that it has checked. */
  if (!stempel_json_check_object (lines[1], strlen (lines[1]), DEEPEST))
    return 0;
  check_problem (lines[0], lines[1]);

  node = json_from_string (lines[1], NULL);
  if (node != NULL && stempel_operation_find (lines[0], &operation))
    {
      GType type = stempel_reply_get_record_type (operation, &is_list);

      if (type != G_TYPE_INVALID)
        check_record (type, node);
    }

  return 0;
}
