/* test-backend.c: operations, their refusals, and lines that break
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "pg-fixture.h"
#include "pg-proxy.h"
#include "stempel-error.h"
#include "stempel-pg-backend.h"
#include "stempel-pg-conninfo.h"

/* Stand-ins for operations: what matters here is what PostgreSQL does, not what they mean.
 * session_whoami does what its request says; store_save is a keyed write; employee_verify
 * counts. */
static const char stand_ins[] =
  "create schema api;"
  "create sequence attempts;"
  "create table written (key text primary key, name text);"
  "create function api.session_whoami(request jsonb) returns jsonb language plpgsql as $$"
  " begin"
  "  perform nextval('attempts');"
  "  if request ? 'fail_until' and currval('attempts') < (request->>'fail_until')::bigint then"
  "   raise exception 'no' using errcode = request->>'sqlstate'; end if;"
  "  if request ? 'sqlstate' and not request ? 'fail_until' then"
  "   raise exception 'no' using errcode = request->>'sqlstate', detail = "
  "coalesce(request->>'detail', ''); end if;"
  "  if request ? 'sleep' then perform pg_sleep((request->>'sleep')::float); end if;"
  "  return coalesce(request->'reply', jsonb_build_object('request', request));"
  " end $$;"
  "create function api.store_save(request jsonb) returns jsonb language plpgsql as $$"
  " declare n bigint;"
  " begin"
  "  insert into written values ("
  "    request->>'idempotency_key', request->>'name') on conflict do nothing;"
  "  get diagnostics n = row_count;"
  "  if request ? 'sleep' then perform pg_sleep((request->>'sleep')::float); end if;"
  "  return jsonb_build_object('name', request->>'name', 'replayed', n = 0);"
  " end $$;"
  "create function api.employee_verify(request jsonb) returns jsonb language sql as $$"
  " select jsonb_build_object('attempt', nextval('attempts')) $$;";

typedef struct
{
  char             *conninfo;
  PgProxy          *proxy;
  StempelBackend   *backend;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *through_proxy = NULL;

  fixture->conninfo = pg_fixture_create_database ();
  pg_fixture_execute (fixture->conninfo, stand_ins);
  fixture->proxy = pg_proxy_new (fixture->conninfo);
  through_proxy = pg_proxy_get_conninfo (fixture->proxy);
  fixture->backend = STEMPEL_BACKEND (stempel_pg_backend_new (through_proxy));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stempel_backend_close (fixture->backend);
  pg_fixture_spin (20);
  g_assert_finalize_object (fixture->backend);
  pg_proxy_free (fixture->proxy);
  g_free (fixture->conninfo);
}

static JsonNode *
call (StempelBackend    *backend,
      StempelOperation   operation,
      const char        *request,
      const char        *key,
      GCancellable      *cancellable,
      GError           **error)
{
  g_autoptr(JsonNode) node = json_from_string (request, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  stempel_backend_call_async (backend, operation, node, key, cancellable, pg_fixture_take_result,
                              &result);
  pg_fixture_wait ((gpointer *) &result);

  return stempel_backend_call_finish (backend, result, error);
}

static JsonNode *
ask (Fixture *fixture, const char *request, GError **error)
{
  return call (fixture->backend, STEMPEL_OPERATION_SESSION_WHOAMI, request, NULL, NULL, error);
}

static void
test_request_and_envelope_arrive (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autofree char *text = NULL;

  stempel_pg_backend_set_session (STEMPEL_PG_BACKEND (fixture->backend), "abc");
  reply = ask (fixture, "{\"a\": 1, \"b\": \"Zoé 'x'\"}", &error);
  g_assert_no_error (error);
  text = json_to_string (reply, FALSE);
  g_assert_cmpstr (text, ==, "{\"request\":{\"a\":1,\"b\":\"Zoé 'x'\",\"session\":\"abc\"}}");
}

/* Whatever somebody typed. */
static void
test_control_characters_arrive (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = ask (fixture, "{\"a\": \"\\u0001\\u001f\\u007f\"}", &error);
  JsonObject *request;

  g_assert_no_error (error);
  request = json_object_get_object_member (json_node_get_object (reply), "request");
  g_assert_cmpstr (json_object_get_string_member (request, "a"), ==, "\001\037\177");
}

static void
test_every_refusal_has_its_code (Fixture *fixture, gconstpointer data)
{
  for (guint i = STEMPEL_ERROR_INVALID; i <= STEMPEL_ERROR_UNAVAILABLE; i++)
    {
      const char *code = stempel_error_code_to_wire ((StempelError) i);
      g_autofree char *request = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) reply = NULL;

      request = g_strdup_printf ("{\"sqlstate\": \"ST%03u\","
                                 " \"detail\": \"{\\\"code\\\": \\\"%s\\\", \\\"remaining\\\": "
                                 "3}\"}", i + 1, code);
      reply = ask (fixture, request, &error);
      g_assert_null (reply);
      g_assert_error (error, STEMPEL_ERROR, (int) i);
      g_assert_cmpint (stempel_error_get_fact_int (error, "remaining", 0), ==, 3);
    }
}

static void
test_remembered_refusal_is_the_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  reply = ask (fixture, "{\"reply\": {\"problem\": {\"code\": \"pin_invalid\", \"remaining\": 2}}}",
               &error);
  g_assert_null (reply);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_PIN_INVALID);
  g_assert_cmpint (stempel_error_get_fact_int (error, "remaining", 0), ==, 2);
}

static void
test_other_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char   *sqlstate;
    StempelError  code;
  } cases[] = {
    { "42501", STEMPEL_ERROR_FORBIDDEN },
    { "28000", STEMPEL_ERROR_UNAUTHENTICATED },
    { "53100", STEMPEL_ERROR_UNAVAILABLE },
    { "57014", STEMPEL_ERROR_UNAVAILABLE },
    { "57P03", STEMPEL_ERROR_UNAVAILABLE },
    { "08006", STEMPEL_ERROR_UNAVAILABLE },
    { "23505", STEMPEL_ERROR_UNAVAILABLE },
    { "XX000", STEMPEL_ERROR_UNAVAILABLE },
    { "ST999", STEMPEL_ERROR_UNAVAILABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *request = g_strdup_printf ("{\"sqlstate\": \"%s\"}", cases[i].sqlstate);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) reply = ask (fixture, request, &error);

      g_assert_null (reply);
      g_assert_error (error, STEMPEL_ERROR, (int) cases[i].code);
    }
}

static void
test_message_has_no_data (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  reply = ask (fixture, "{\"sleep\": \"Marie Muller\"}", &error);
  g_assert_null (reply);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_null (strstr (error->message, "Marie"));
}

static void
test_serialization_failure_is_tried_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) first = ask (fixture, "{\"sqlstate\": \"40001\", \"fail_until\": 3}", &error);
  g_autoptr(JsonNode) second = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (first);
  second = ask (fixture, "{\"sqlstate\": \"40P01\", \"fail_until\": 6}", &error);
  g_assert_no_error (error);
  g_assert_nonnull (second);
}

static void
test_unknown_outcome_books_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autofree char *count = NULL;
  const char *key = "b5dd0a86-8a19-4a3c-9d1c-5c6ef84dd2e0";

  pg_proxy_cut_answers (fixture->proxy, 2);
  reply = call (fixture->backend, STEMPEL_OPERATION_STORE_SAVE, "{\"name\": \"Gare\"}", key, NULL,
                &error);
  g_assert_no_error (error);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (reply), "replayed"));

  count = pg_fixture_ask (fixture->conninfo, "select count(*) || ' ' || min(key) from written");
  g_assert_cmpstr (count, ==, "1 b5dd0a86-8a19-4a3c-9d1c-5c6ef84dd2e0");
}

static void
test_read_is_tried_once_more (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  pg_proxy_cut_answers (fixture->proxy, 1);
  reply = ask (fixture, "{}", &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);

  pg_proxy_cut_answers (fixture->proxy, 2);
  g_clear_pointer (&reply, json_node_unref);
  reply = ask (fixture, "{}", &error);
  g_assert_null (reply);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
}

static void
test_pin_attempt_is_never_repeated (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autofree char *attempts = NULL;

  pg_proxy_cut_answers (fixture->proxy, 1);
  reply = call (fixture->backend, STEMPEL_OPERATION_EMPLOYEE_VERIFY, "{}", NULL, NULL, &error);
  g_assert_null (reply);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  attempts = pg_fixture_ask (fixture->conninfo, "select last_value from attempts");
  g_assert_cmpstr (attempts, ==, "1");
}

static void
test_write_waits_for_the_line (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) first = ask (fixture, "{}", &error);
  g_autoptr(JsonNode) node = json_from_string ("{\"name\": \"Gare\"}", NULL);
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_no_error (error);
  pg_proxy_stop (fixture->proxy);
  stempel_backend_call_async (fixture->backend, STEMPEL_OPERATION_STORE_SAVE, node, "key", NULL,
                              pg_fixture_take_result, &result);
  pg_fixture_spin (1000);
  g_assert_null (result);
  g_assert_cmpint (stempel_backend_get_state (fixture->backend), ==,
                   STEMPEL_BACKEND_STATE_RECONNECTING);

  pg_proxy_go_on (fixture->proxy);
  pg_fixture_wait ((gpointer *) &result);
  reply = stempel_backend_call_finish (fixture->backend, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stempel_backend_get_state (fixture->backend), ==, STEMPEL_BACKEND_STATE_ONLINE);
  g_assert_cmpint (stempel_backend_get_retry_at (fixture->backend), ==, 0);
}

static void
test_time_is_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) first = ask (fixture, "{}", &error);
  g_autoptr(JsonNode) slow = NULL;
  g_autoptr(JsonNode) lost = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_no_error (error);
  stempel_pg_backend_set_timeouts (STEMPEL_PG_BACKEND (fixture->backend), 200, 400);
  slow = ask (fixture, "{\"sleep\": 20}", &error);
  g_assert_null (slow);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_clear_error (&error);

  pg_proxy_stop (fixture->proxy);
  lost = call (fixture->backend, STEMPEL_OPERATION_STORE_SAVE, "{\"name\": \"x\"}", "key", NULL,
               &error);
  g_assert_null (lost);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_read_is_cancelled_and_write_is_not (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) read = NULL;
  g_autoptr(JsonNode) written = NULL;

  g_timeout_add (100, cancel_cb, cancellable);
  read = call (fixture->backend, STEMPEL_OPERATION_SESSION_WHOAMI, "{\"sleep\": 20}", NULL,
               cancellable, &error);
  g_assert_null (read);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_true (g_cancellable_is_cancelled (cancellable));
  written =
    call (fixture->backend, STEMPEL_OPERATION_STORE_SAVE, "{\"name\": \"x\", \"sleep\": 0.1}",
          "key",
                  cancellable, &error);
  g_assert_no_error (error);
  g_assert_nonnull (written);
}

static void
test_first_connection_fails_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgBackend) backend = stempel_pg_backend_new ("host=/nonexistent");
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  gint64 start = g_get_monotonic_time ();

  reply = call (STEMPEL_BACKEND (backend), STEMPEL_OPERATION_SESSION_WHOAMI, "{}", NULL, NULL,
                &error);
  g_assert_true (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_CONNECTION));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (stempel_backend_get_state (STEMPEL_BACKEND (backend)), ==,
                   STEMPEL_BACKEND_STATE_IDLE);
}

static void
assert_unauthenticated (const char *conninfo)
{
  g_autoptr(StempelPgBackend) backend = stempel_pg_backend_new (conninfo);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  reply = call (STEMPEL_BACKEND (backend), STEMPEL_OPERATION_SESSION_WHOAMI, "{}", NULL, NULL,
                &error);
  g_assert_null (reply);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autofree char *person =
    stempel_pg_conninfo_with (fixture->conninfo, "user", "stempel_scram", NULL);
  g_autofree char *wrong = stempel_pg_conninfo_with (person, "password", "wrong", NULL);
  g_autofree char *unknown =
    stempel_pg_conninfo_with (fixture->conninfo, "user", "nobody_at_all", NULL);

  pg_fixture_execute (fixture->conninfo,
                      "do $$ begin create role stempel_scram login password 'right';"
                      " exception when duplicate_object then null; end $$");
  assert_unauthenticated (person);
  assert_unauthenticated (wrong);
  assert_unauthenticated (unknown);
}

static void
test_certificates_are_verified (Fixture *fixture, gconstpointer data)
{
  g_autofree char *conninfo =
    g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=postgres",
                     pg_proxy_get_port (fixture->proxy));
  g_autofree char *clear = g_strconcat (conninfo, " sslmode=disable", NULL);
  g_autoptr(StempelPgBackend) backend = stempel_pg_backend_new (conninfo);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  /* The proxy offers no encryption, so nothing may be sent to it unless that was asked for. */
  reply = call (STEMPEL_BACKEND (backend), STEMPEL_OPERATION_SESSION_WHOAMI, "{}", NULL, NULL,
                &error);
  g_assert_true (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_CONNECTION));
  g_assert_true (stempel_pg_conninfo_needs_sslmode (conninfo));
  g_assert_false (stempel_pg_conninfo_needs_sslmode (clear));
}

static void
test_close_ends_calls (Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonNode) node = json_from_string ("{\"sleep\": 20}", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  stempel_backend_call_async (fixture->backend, STEMPEL_OPERATION_SESSION_WHOAMI, node, NULL, NULL,
                              pg_fixture_take_result, &result);
  pg_fixture_spin (300);
  stempel_backend_close (fixture->backend);
  pg_fixture_wait ((gpointer *) &result);
  reply = stempel_backend_call_finish (fixture->backend, result, &error);
  g_assert_null (reply);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_cmpint (stempel_backend_get_state (fixture->backend), ==, STEMPEL_BACKEND_STATE_CLOSED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/backend/" path, Fixture, NULL, set_up, function, \
  tear_down)
  ADD ("request-and-envelope-arrive", test_request_and_envelope_arrive);
  ADD ("control-characters-arrive", test_control_characters_arrive);
  ADD ("every-refusal-has-its-code", test_every_refusal_has_its_code);
  ADD ("remembered-refusal-is-the-same", test_remembered_refusal_is_the_same);
  ADD ("other-errors", test_other_errors);
  ADD ("message-has-no-data", test_message_has_no_data);
  ADD ("serialization-failure-is-tried-again", test_serialization_failure_is_tried_again);
  ADD ("unknown-outcome-books-once", test_unknown_outcome_books_once);
  ADD ("read-is-tried-once-more", test_read_is_tried_once_more);
  ADD ("pin-attempt-is-never-repeated", test_pin_attempt_is_never_repeated);
  ADD ("write-waits-for-the-line", test_write_waits_for_the_line);
  ADD ("time-is-bounded", test_time_is_bounded);
  ADD ("read-is-cancelled-and-write-is-not", test_read_is_cancelled_and_write_is_not);
  ADD ("first-connection-fails-at-once", test_first_connection_fails_at_once);
  ADD ("wrong-password", test_wrong_password);
  ADD ("certificates-are-verified", test_certificates_are_verified);
  ADD ("close-ends-calls", test_close_ends_calls);

  return g_test_run ();
}
