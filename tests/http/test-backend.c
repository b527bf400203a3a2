/* test-backend.c: answers, lines that break, and what is sent again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "http-fixture.h"
#include "stempel-error.h"
#include "stempel-http-error.h"

#define READ STEMPEL_OPERATION_STORE_LIST
#define WRITE STEMPEL_OPERATION_STORE_SAVE
#define PIN STEMPEL_OPERATION_EMPLOYEE_VERIFY
#define PIN_REQUEST "{\"employee_id\": 1, \"pin\": \"2580\"}"

static void
check_state (HttpFixture *fixture, StempelBackendState state)
{
  g_assert_cmpint (stempel_backend_get_state (fixture->backend), ==, state);
}

static void
wait_for_state (HttpFixture *fixture, StempelBackendState state)
{
  while (stempel_backend_get_state (fixture->backend) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
check_reason (const GError *error, const char *reason)
{
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==, reason);
}

/* One good answer, so that the server is known. */
static void
get_online (HttpFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autofree char *request = NULL;

  http_script_reply (fixture->script, 200, "", "{\"items\": [], \"next\": null}");
  reply = http_fixture_call (fixture, READ, "{}", &error);
  g_assert_no_error (error);
  request = http_script_take_request (fixture->script);
  check_state (fixture, STEMPEL_BACKEND_STATE_ONLINE);
}

static guint
count_requests (HttpFixture *fixture)
{
  guint count = 0;
  char *request;

  while ((request = http_script_take_request (fixture->script)) != NULL)
    {
      count++;
      g_free (request);
    }

  return count;
}

static void
test_a_reply (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  check_state (fixture, STEMPEL_BACKEND_STATE_IDLE);
  http_script_reply (fixture->script, 200, "ETag: \"3\"\r\n", "{\"id\": 9007199254740993}");
  reply = http_fixture_call (fixture, WRITE, "{\"name\": \"Gare\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (reply), "id"), ==,
                   9007199254740993);
  check_state (fixture, STEMPEL_BACKEND_STATE_ONLINE);
}

static void
test_every_refusal_has_its_code (HttpFixture *fixture, gconstpointer data)
{
  for (guint i = STEMPEL_ERROR_INVALID; i < STEMPEL_ERROR_RATE_LIMITED; i++)
    {
      g_autofree char *body = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) reply = NULL;
      JsonObject *problem;

      body = g_strdup_printf ("{\"type\": \"about:blank\", \"title\": \"No\", \"status\": 409,"
                              " \"code\": \"%s\", \"remaining\": 3, \"request_id\": \"r1\"}",
                              stempel_error_code_to_wire ((StempelError) i));
      http_script_reply (fixture->script, 409, "", body);
      reply = http_fixture_call (fixture, WRITE, "{}", &error);
      g_assert_null (reply);
      g_assert_error (error, STEMPEL_ERROR, (int) i);

      problem = stempel_error_get_problem (error);
      g_assert_cmpint (json_object_get_size (problem), ==, 3);
      g_assert_cmpint (stempel_error_get_fact_int (error, "remaining", 0), ==, 3);
      g_assert_cmpstr (stempel_error_get_fact_string (error, "request_id"), ==, "r1");
    }

  g_assert_cmpint (count_requests (fixture), ==, STEMPEL_ERROR_RATE_LIMITED);
  check_state (fixture, STEMPEL_BACKEND_STATE_ONLINE);
}

static void
test_a_fault_is_not_repeated (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  http_script_reply (fixture->script, 500, "X-Request-Id: r2\r\n",
                     "{\"code\": \"unavailable\", \"reason\": \"server\"}");
  reply = http_fixture_call (fixture, WRITE, "{}", &error);
  check_reason (error, "server");
  g_assert_cmpstr (stempel_error_get_fact_string (error, "request_id"), ==, "r2");
  g_assert_cmpint (count_requests (fixture), ==, 1);
}

static void
test_what_is_no_stempel (HttpFixture *fixture, gconstpointer data)
{
  static const char * const answers[] = {
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{",
    "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nNo",
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 400 Bad\r\nContent-Type: application/problem+json\r\nContent-Length: 20\r\n\r\n"
    "{\"code\":\"malformed\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) reply = NULL;

      http_script_say (fixture->script, answers[i]);
      reply = http_fixture_call (fixture, READ, "{}", &error);
      check_reason (error, STEMPEL_HTTP_REASON_FOREIGN);
      check_state (fixture, STEMPEL_BACKEND_STATE_IDLE);
    }
}

static void
test_nobody_there (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  http_script_stop (fixture->script);
  reply = http_fixture_call (fixture, WRITE, "{}", &error);
  check_reason (error, STEMPEL_HTTP_REASON_CONNECTION);
  check_state (fixture, STEMPEL_BACKEND_STATE_IDLE);
  http_script_go_on (fixture->script);
}

/* What was taken back from a line that broke is whole again when it is sent. */
static void
check_sent_again (HttpFixture *fixture)
{
  guint count = 0;
  char *request;

  while ((request = http_script_take_request (fixture->script)) != NULL)
    {
      count++;
      g_assert_true (g_str_has_prefix (request, "PUT /v1/stores HTTP/1.1\r\n"));
      g_assert_nonnull (strstr (request, "Idempotency-Key: " KEY "\r\n"));
      g_assert_nonnull (strstr (request, "If-Match: \"2\"\r\n"));
      g_assert_true (g_str_has_suffix (request, "\r\n\r\n{\"name\":\"Gare\"}"));
      g_free (request);
    }
  g_assert_cmpint (count, >=, 2);
}

/* Also when it is the very first thing that is sent. */
static void
test_a_write_is_sent_until_it_is_known (HttpFixture *fixture, gconstpointer data)
{
  static const char * const unknown[] = {
    HTTP_SCRIPT_CUT,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"id\""
    HTTP_SCRIPT_CUT,
    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 503 Away\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 503 Away\r\nContent-Type: application/problem+json\r\nContent-Length: 22\r\n\r\n"
    "{\"code\":\"unavailable\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) reply = NULL;

      http_script_say (fixture->script, unknown[i]);
      http_script_reply (fixture->script, 200, "", "{\"replayed\": true}");
      reply = http_fixture_call (fixture, WRITE, "{\"name\": \"Gare\", \"revision\": 2}",
                                 &error);
      g_assert_no_error (error);
      check_state (fixture, STEMPEL_BACKEND_STATE_ONLINE);
      check_sent_again (fixture);
    }
}

static void
test_a_read_is_sent_twice_at_most (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(JsonNode) again = NULL;

  /* libsoup itself repeats what a kept connection lost, so each time on a new one. */
  for (guint i = 0; i < 4; i++)
    http_script_say (fixture->script, "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
  reply = http_fixture_call (fixture, READ, "{}", &error);
  check_reason (error, STEMPEL_HTTP_REASON_CONNECTION);
  g_assert_cmpint (count_requests (fixture), ==, 2);
}

/* An attempt that may have counted is not made again unasked. */
static void
test_a_pin_is_sent_once (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  get_online (fixture);
  http_script_say (fixture->script, HTTP_SCRIPT_CUT);
  reply = http_fixture_call (fixture, PIN, PIN_REQUEST, &error);
  check_reason (error, STEMPEL_HTTP_REASON_CONNECTION);
  g_assert_cmpint (count_requests (fixture), ==, 1);
}

/* What never left waits for the line, whatever it is. */
static void
test_a_pin_waits_for_the_line (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(JsonNode) node = json_from_string (PIN_REQUEST, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;

  get_online (fixture);
  http_script_stop (fixture->script);
  stempel_backend_call_async (fixture->backend, PIN, node, NULL, NULL, http_fixture_take_result,
                              &result);
  wait_for_state (fixture, STEMPEL_BACKEND_STATE_RECONNECTING);
  http_script_reply (fixture->script, 200, "", "{\"token\": \"t\"}");
  http_script_go_on (fixture->script);
  http_fixture_wait (&result);
  reply = stempel_backend_call_finish (fixture->backend, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_requests (fixture), ==, 1);
  check_state (fixture, STEMPEL_BACKEND_STATE_ONLINE);
}

static void
test_a_list_says_how_old_it_may_be (HttpFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *header;
    gint64      seconds;
  } answers[] = {
    { "Stempel-Staleness: 2.1\r\n", 3 }, { "Stempel-Staleness: 5.0\r\n", 5 },
    { "Stempel-Staleness: 0.0\r\n", 0 }, { "Stempel-Staleness: soon\r\n", 0 },
    { "Stempel-Staleness: -1\r\n", 0 }, { "Stempel-Staleness: 1e300\r\n", 3600 }, { "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) reply = NULL;

      http_script_reply (fixture->script, 200, answers[i].header, "{\"items\": []}");
      reply = http_fixture_call (fixture, READ, "{}", &error);
      g_assert_no_error (error);
      g_assert_cmpint (json_object_get_int_member_with_default (json_node_get_object (reply),
                                                                "stale_seconds", 0), ==,
                       answers[i].seconds);
    }
}

/* Nothing was done, so anything may be sent again, but not before it is wanted. */
static void
test_busy_is_asked_again_when_it_wants (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  gint64 before = g_get_monotonic_time ();

  http_script_reply (fixture->script, 503, "Retry-After: 1\r\n",
                     "{\"code\": \"unavailable\", \"reason\": \"busy\"}");
  http_script_reply (fixture->script, 200, "", "{}");
  reply = http_fixture_call (fixture, PIN, PIN_REQUEST, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, G_USEC_PER_SEC);
  g_assert_cmpint (count_requests (fixture), ==, 2);
}

static void
test_what_is_too_often_waits (HttpFixture *fixture, gconstpointer data)
{
  static const char too_often[] =
    "{\"code\": \"rate_limited\", \"available_at\": \"2030-01-01T00:00:00Z\"}";
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(JsonNode) none = NULL;

  http_script_reply (fixture->script, 429, "Retry-After: 1\r\n", too_often);
  http_script_reply (fixture->script, 200, "", "{}");
  reply = http_fixture_call (fixture, WRITE, "{}", &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_requests (fixture), ==, 2);

  /* Longer than the call may take. */
  http_script_reply (fixture->script, 429, "Retry-After: 60\r\n", too_often);
  none = http_fixture_call (fixture, WRITE, "{}", &error);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_RATE_LIMITED);
  g_clear_error (&error);

  http_script_reply (fixture->script, 429, "Retry-After: 1\r\n", too_often);
  none = http_fixture_call (fixture, PIN, PIN_REQUEST, &error);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_RATE_LIMITED);
  g_assert_cmpint (count_requests (fixture), ==, 2);
}

static void
state_changed_cb (StempelBackend *backend, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%d", stempel_backend_get_state (backend));
}

/* The line comes back by itself, and says when it is tried next. */
static void
test_the_line_comes_back (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GString) states = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  g_signal_connect (fixture->backend, "notify::state", G_CALLBACK (state_changed_cb), states);
  get_online (fixture);
  http_script_stop (fixture->script);
  stempel_http_backend_set_timeouts (STEMPEL_HTTP_BACKEND (fixture->backend), 400, 400, 400);
  reply = http_fixture_call (fixture, READ, "{}", &error);
  check_reason (error, STEMPEL_HTTP_REASON_TIMEOUT);
  check_state (fixture, STEMPEL_BACKEND_STATE_RECONNECTING);

  while (stempel_backend_get_retry_at (fixture->backend) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (stempel_backend_get_retry_at (fixture->backend) - g_get_monotonic_time (), <=,
                   5 * G_USEC_PER_SEC);

  http_script_go_on (fixture->script);
  wait_for_state (fixture, STEMPEL_BACKEND_STATE_ONLINE);
  g_assert_cmpint (stempel_backend_get_retry_at (fixture->backend), ==, 0);
  g_assert_cmpint (http_script_get_n_probes (fixture->script), ==, 1);
  g_assert_cmpstr (states->str, ==, "1232");
  g_signal_handlers_disconnect_by_data (fixture->backend, states);
}

/* A hotel that wants a room number answers for everybody. */
static void
test_what_steps_between_is_waited_out (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  get_online (fixture);
  http_script_say (fixture->script, "HTTP/1.1 302 Found\r\nLocation: http://hotel.test/\r\n"
                                    "Content-Length: 0\r\n\r\n");
  http_script_reply (fixture->script, 200, "", "{\"replayed\": false}");
  reply = http_fixture_call (fixture, WRITE, "{}", &error);
  g_assert_no_error (error);
}

static void
test_silence_ends (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  get_online (fixture);
  stempel_http_backend_set_timeouts (STEMPEL_HTTP_BACKEND (fixture->backend), 200, 20000, 100);
  http_script_say (fixture->script, HTTP_SCRIPT_SILENCE);
  reply = http_fixture_call (fixture, READ, "{}", &error);
  check_reason (error, STEMPEL_HTTP_REASON_TIMEOUT);
  wait_for_state (fixture, STEMPEL_BACKEND_STATE_ONLINE);
  g_clear_error (&error);

  /* A write goes on with the next attempt. */
  http_script_say (fixture->script, HTTP_SCRIPT_SILENCE);
  http_script_reply (fixture->script, 200, "", "{\"replayed\": true}");
  reply = http_fixture_call (fixture, WRITE, "{}", &error);
  g_assert_no_error (error);
}

static void
test_cancelling (HttpFixture *fixture, gconstpointer data)
{
  static const struct { StempelOperation operation; const char *key; } calls[] = {
    { READ, NULL },
    { WRITE, KEY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(JsonNode) node = json_from_string ("{}", NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(JsonNode) reply = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *request = NULL;

      stempel_backend_call_async (fixture->backend, calls[i].operation, node, calls[i].key,
                                  cancellable, http_fixture_take_result, &result);
      while ((request = http_script_take_request (fixture->script)) == NULL)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
      http_script_reply (fixture->script, 200, "", "{}");
      http_fixture_wait (&result);
      reply = stempel_backend_call_finish (fixture->backend, result, &error);

      if (calls[i].key != NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_an_answer_without_end (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  g_string_append (text, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":\"");
  for (guint i = 0; i < 33 * 1024; i++)
    g_string_append_printf (text, "%01024u", i);
  http_script_say (fixture->script, text->str);
  reply = http_fixture_call (fixture, READ, "{}", &error);
  check_reason (error, STEMPEL_HTTP_REASON_TOO_LARGE);
}

static void
test_closing_ends_calls (HttpFixture *fixture, gconstpointer data)
{
  g_autoptr(JsonNode) node = json_from_string ("{}", NULL);
  g_autoptr(GAsyncResult) under_way = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  stempel_backend_call_async (fixture->backend, WRITE, node, KEY, NULL, http_fixture_take_result,
                              &under_way);
  while ((request = http_script_take_request (fixture->script)) == NULL)
    g_main_context_iteration (NULL, FALSE);
  stempel_backend_close (fixture->backend);
  http_fixture_wait (&under_way);
  reply = stempel_backend_call_finish (fixture->backend, under_way, &error);
  check_reason (error, STEMPEL_HTTP_REASON_CLOSED);
  g_clear_error (&error);

  reply = http_fixture_call (fixture, READ, "{}", &error);
  check_reason (error, STEMPEL_HTTP_REASON_CLOSED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/http/backend/" name, HttpFixture, NULL, http_fixture_set_up, function, \
              http_fixture_tear_down)
  ADD ("reply", test_a_reply);
  ADD ("refusals", test_every_refusal_has_its_code);
  ADD ("fault", test_a_fault_is_not_repeated);
  ADD ("foreign", test_what_is_no_stempel);
  ADD ("nobody", test_nobody_there);
  ADD ("write-until-known", test_a_write_is_sent_until_it_is_known);
  ADD ("read-twice", test_a_read_is_sent_twice_at_most);
  ADD ("pin-once", test_a_pin_is_sent_once);
  ADD ("pin-waits", test_a_pin_waits_for_the_line);
  ADD ("staleness", test_a_list_says_how_old_it_may_be);
  ADD ("busy", test_busy_is_asked_again_when_it_wants);
  ADD ("too-often", test_what_is_too_often_waits);
  ADD ("comes-back", test_the_line_comes_back);
  ADD ("between", test_what_steps_between_is_waited_out);
  ADD ("silence", test_silence_ends);
  ADD ("cancel", test_cancelling);
  ADD ("too-large", test_an_answer_without_end);
  ADD ("close", test_closing_ends_calls);
#undef ADD

  return g_test_run ();
}
