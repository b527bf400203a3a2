/* test-http-problem.c: refusals as problem details
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-http-problem.h"
#include "stempel-pg-error.h"

static GError *
new_error (const char *problem)
{
  g_autoptr(JsonNode) node = json_from_string (problem, NULL);

  return stempel_error_new_for_problem (json_node_get_object (node), "refused");
}

/* The same as docs/operations.md has them. */
static void
test_has_a_status (void)
{
  static const struct { const char *code; guint status; } cases[] = {
    { "invalid", 422 }, { "not_found", 404 }, { "forbidden", 403 }, { "unauthenticated", 401 },
    { "conflict", 409 }, { "stale", 412 }, { "idempotency_key_reused", 409 },
    { "cooldown_active", 409 }, { "receipt_already_booked", 409 }, { "pin_required", 401 },
    { "pin_invalid", 401 }, { "pin_locked", 423 }, { "reward_out_of_stock", 409 },
    { "rate_limited", 429 }, { "unavailable", 503 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *problem = g_strdup_printf ("{\"code\":\"%s\"}", cases[i].code);
      g_autoptr(GError) error = new_error (problem);

      g_assert_cmpuint (stempel_http_problem_status (error), ==, cases[i].status);
    }
}

static void
test_faults_of_ours_are_500 (void)
{
  g_autoptr(GError) server = stempel_pg_error_new (STEMPEL_PG_REASON_SERVER, "XX000");
  g_autoptr(GError) away = stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION, "gone");
  g_autoptr(GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "other");

  g_assert_cmpuint (stempel_http_problem_status (server), ==, 500);
  g_assert_cmpuint (stempel_http_problem_status (away), ==, 503);
  g_assert_cmpuint (stempel_http_problem_status (other), ==, 500);
}

static void
test_says_when_to_try_again (void)
{
  static const struct { const char *problem; guint seconds; } cases[] = {
    { "{\"code\":\"rate_limited\",\"available_at\":\"2026-03-29T12:00:01Z\"}", 1 },
    { "{\"code\":\"rate_limited\",\"available_at\":\"2026-03-29T14:00:01.5+02:00\"}", 2 },
    { "{\"code\":\"rate_limited\",\"available_at\":\"2026-03-29T11:59:00Z\"}", 1 },
    { "{\"code\":\"rate_limited\"}", 1 },
    { "{\"code\":\"pin_locked\",\"locked_until\":\"2026-03-29T12:15:00Z\"}", 900 },
    { "{\"code\":\"cooldown_active\",\"available_at\":\"2026-03-29T12:15:00Z\"}", 0 },
    { "{\"code\":\"unavailable\"}", 2 },
  };
  g_autoptr(GDateTime) now = g_date_time_new_utc (2026, 3, 29, 12, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = new_error (cases[i].problem);

      g_test_message ("%s", cases[i].problem);
      g_assert_cmpuint (stempel_http_problem_retry_after (error, now), ==, cases[i].seconds);
    }
}

static void
test_carries_the_facts (void)
{
  g_autoptr(GError) error = new_error ("{\"code\":\"invalid\",\"errors\":[{\"field\":\"name\","
                                       "\"code\":\"too_long\",\"max\":100}]}");
  g_autoptr(GBytes) bytes = stempel_http_problem_to_bytes (error, "r1");
  g_autoptr(GBytes) other = stempel_http_problem_for_status (400, "malformed", "r2");

  g_assert_cmpstr (g_bytes_get_data (bytes, NULL), ==,
                   "{\"code\":\"invalid\",\"errors\":[{\"field\":\"name\",\"code\":\"too_long\","
                   "\"max\":100}],\"type\":\"about:blank\",\"title\":\"Unprocessable Content\","
                   "\"status\":422,\"request_id\":\"r1\"}");
  g_assert_cmpstr (g_bytes_get_data (other, NULL), ==,
                   "{\"code\":\"malformed\",\"type\":\"about:blank\",\"title\":\"Bad Request\","
                   "\"status\":400,\"request_id\":\"r2\"}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http-problem/has-a-status", test_has_a_status);
  g_test_add_func ("/http-problem/faults-of-ours-are-500", test_faults_of_ours_are_500);
  g_test_add_func ("/http-problem/says-when-to-try-again", test_says_when_to_try_again);
  g_test_add_func ("/http-problem/carries-the-facts", test_carries_the_facts);

  return g_test_run ();
}
