/* stempel-http-problem.c: refusals as HTTP carries them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Problem details, RFC 9457: `type` is about:blank, so `title` is the phrase of the status; `code`
 * and the facts are members of their own and the same as those of a direct connection.
 */

#include "config.h"

#include <string.h>

#include "stempel-error.h"
#include "stempel-http-problem.h"
#include "stempel-http-status.h"
#include "stempel-json.h"
#include "stempel-pg-error.h"

#define INTERNAL 500
#define UNAVAILABLE 503
/* Where nobody can say when it will be over. */
#define SECONDS_WHEN_AWAY 2

/**
 * stempel_http_problem_status:
 * @error: an error of a backend
 *
 * Returns: the status that says it; where no other fits, 409: it is a conflict
 */
guint
stempel_http_problem_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  /* What nobody expected is a fault of ours. */
  if (error->domain != STEMPEL_ERROR ||
      stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_SERVER))
    return INTERNAL;

  return stempel_http_status_for_code ((StempelError) error->code);
}

static GDateTime *
get_when_possible (const GError *error)
{
  static const char *const facts[] = { "available_at", "locked_until" };

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      const char *at = stempel_error_get_fact_string (error, facts[i]);

      if (at != NULL)
        return g_date_time_new_from_iso8601 (at, NULL);
    }

  return NULL;
}

/**
 * stempel_http_problem_retry_after:
 * @error: an error of a backend
 * @now: the time now
 *
 * Returns: after how many seconds it is worth trying again, at least 1; 0: nobody said so
 */
guint
stempel_http_problem_retry_after (const GError *error, GDateTime *now)
{
  guint status = stempel_http_problem_status (error);
  g_autoptr(GDateTime) at = NULL;
  GTimeSpan wait;

  if (status == UNAVAILABLE)
    return SECONDS_WHEN_AWAY;
  if (status != 429 && status != 423)
    return 0;

  at = get_when_possible (error);
  if (at == NULL)
    return 1;

  wait = g_date_time_difference (at, now);

  return wait <= 0 ? 1 : (guint) ((wait + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);
}

static GBytes *
to_bytes (JsonObject *problem, guint status, const char *request_id)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  char *text;

  json_object_set_string_member (problem, "type", "about:blank");
  json_object_set_string_member (problem, "title", stempel_http_status_get_title (status));
  json_object_set_int_member (problem, "status", status);
  json_object_set_string_member (problem, "request_id", request_id);

  json_node_init_object (node, problem);
  text = stempel_json_to_text (node);

  return g_bytes_new_take (text, strlen (text));
}

static void
copy_member_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

/**
 * stempel_http_problem_to_bytes:
 * @error: an error of a backend
 * @request_id: what the log calls the request
 *
 * Returns: (transfer full): the body that says it, `application/problem+json`
 */
GBytes *
stempel_http_problem_to_bytes (const GError *error, const char *request_id)
{
  g_autoptr(JsonObject) problem = json_object_new ();
  JsonObject *facts = error->domain == STEMPEL_ERROR ? stempel_error_get_problem (error) : NULL;

  json_object_set_string_member (problem, "code", "unavailable");
  if (facts != NULL)
    json_object_foreach_member (facts, copy_member_cb, problem);

  return to_bytes (problem, stempel_http_problem_status (error), request_id);
}

/**
 * stempel_http_problem_for_status:
 * @status: a status that says all there is to say
 * @code: the code that goes with it, such as `malformed`
 * @request_id: what the log calls the request
 *
 * Returns: (transfer full): the body, `application/problem+json`
 */
GBytes *
stempel_http_problem_for_status (guint status, const char *code, const char *request_id)
{
  g_autoptr(JsonObject) problem = json_object_new ();

  json_object_set_string_member (problem, "code", code);

  return to_bytes (problem, status, request_id);
}
