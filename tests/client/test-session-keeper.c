/* test-session-keeper.c: a session ends, and what was under way goes on with the next one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "http-fixture.h"
#include "stempel-error.h"
#include "stempel-session-keeper.h"

#define ENDED "{\"code\": \"unauthenticated\", \"request_id\": \"r1\"}"
#define SIGN_IN "{\"email\": \"lea@example.org\", \"password\": \"secret\"}"

typedef struct
{
  HttpScript           *script;
  StempelSessionKeeper *keeper;
  guint                 n_ended;
} Fixture;

static void
ended_cb (StempelSessionKeeper *keeper, gpointer user_data)
{
  ((Fixture *) user_data)->n_ended++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;

  fixture->script = http_script_new ();
  url = http_script_get_url (fixture->script);
  fixture->keeper = stempel_session_keeper_new (url, NULL);
  g_signal_connect (fixture->keeper, "session-ended", G_CALLBACK (ended_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stempel_backend_close (STEMPEL_BACKEND (fixture->keeper));
  http_fixture_spin (20);
  g_assert_finalize_object (fixture->keeper);
  http_script_free (fixture->script);
}

static void
start_call (Fixture *fixture, StempelOperation operation, GCancellable *cancellable,
            GAsyncResult **result)
{
  g_autoptr(JsonNode) request = json_from_string ("{}", NULL);

  stempel_backend_call_async (STEMPEL_BACKEND (fixture->keeper), operation, request,
                              stempel_operation_get_info (operation)->writes ? KEY : NULL,
                              cancellable, http_fixture_take_result, result);
}

static JsonNode *
end_call (Fixture *fixture, GAsyncResult *result, GError **error)
{
  return stempel_backend_call_finish (STEMPEL_BACKEND (fixture->keeper), result, error);
}

static char *
next_request (Fixture *fixture)
{
  char *request;

  while ((request = http_script_take_request (fixture->script)) == NULL)
    g_main_context_iteration (NULL, FALSE);

  return request;
}

static gboolean
sign_in (Fixture *fixture, guint status, const char *reply, GError **error)
{
  g_autoptr(JsonNode) request = json_from_string (SIGN_IN, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  http_script_reply (fixture->script, status, "", reply);
  stempel_session_keeper_sign_in_async (fixture->keeper, request, NULL, http_fixture_take_result,
                                        &result);
  http_fixture_wait (&result);

  return stempel_session_keeper_sign_in_finish (fixture->keeper, result, error);
}

static void
sign_in_as (Fixture *fixture, const char *login, const char *token)
{
  g_autofree char *reply = g_strdup_printf ("{\"token\": \"%s\", \"login_id\": %s}", token, login);
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  g_assert_true (sign_in (fixture, 200, reply, &error));
  g_assert_no_error (error);
  request = next_request (fixture);
  g_assert_true (g_str_has_prefix (request, "POST /v1/session HTTP/1.1\r\n"));
  g_assert_null (strstr (request, "Authorization"));
}

/* Lets calls find that the session has ended. */
static void
start_ended (Fixture *fixture, StempelOperation operation, GCancellable *cancellable,
             GAsyncResult **result)
{
  guint before = fixture->n_ended;
  g_autofree char *request = NULL;

  http_script_reply (fixture->script, 401, "", ENDED);
  start_call (fixture, operation, cancellable, result);
  request = next_request (fixture);
  while (fixture->n_ended == before)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (*result);
}

static void
test_what_was_held_is_sent_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) write = NULL;
  g_autoptr(GAsyncResult) read = NULL;
  g_autoptr(JsonNode) written = NULL;
  g_autoptr(JsonNode) seen = NULL;
  g_autoptr(GError) error = NULL;

  sign_in_as (fixture, "7", "one");
  start_ended (fixture, STEMPEL_OPERATION_STORE_SAVE, NULL, &write);
  /* Held without asking the server in vain. */
  start_call (fixture, STEMPEL_OPERATION_STORE_LIST, NULL, &read);
  http_fixture_spin (50);
  g_assert_null (http_script_take_request (fixture->script));
  g_assert_cmpint (fixture->n_ended, ==, 1);

  g_assert_false (sign_in (fixture, 401, "{\"code\": \"unauthenticated\","
                           " \"reason\": \"credentials\"}", &error));
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==, "credentials");
  g_clear_error (&error);
  g_free (next_request (fixture));
  g_assert_null (write);

  sign_in_as (fixture, "7", "two");
  http_script_reply (fixture->script, 200, "", "{\"replayed\": false}");
  http_script_reply (fixture->script, 200, "", "{\"items\": []}");
  http_fixture_wait (&write);
  http_fixture_wait (&read);
  written = end_call (fixture, write, &error);
  g_assert_no_error (error);
  seen = end_call (fixture, read, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *request = next_request (fixture);

      g_assert_nonnull (strstr (request, "Authorization: Bearer two\r\n"));
      if (g_str_has_prefix (request, "PUT"))
        g_assert_nonnull (strstr (request, "Idempotency-Key: " KEY "\r\n"));
    }
}

/* It was asked for under the rights of another person. */
static void
test_not_for_somebody_else (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) held = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *closed = NULL;

  sign_in_as (fixture, "7", "one");
  start_ended (fixture, STEMPEL_OPERATION_STORE_SAVE, NULL, &held);
  g_assert_false (sign_in (fixture, 200, "{\"token\": \"foreign\", \"login_id\": 8}", &error));
  http_script_reply (fixture->script, 200, "", "{}");
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==, "other_login");
  g_clear_error (&error);
  opened = next_request (fixture);
  closed = next_request (fixture);
  g_assert_true (g_str_has_prefix (closed, "DELETE /v1/session"));
  g_assert_nonnull (strstr (closed, "Bearer foreign"));
  http_fixture_spin (50);
  g_assert_null (held);
  g_assert_null (stempel_session_keeper_get_token (fixture->keeper));

  stempel_session_keeper_give_up (fixture->keeper);
  http_fixture_wait (&held);
  reply = end_call (fixture, held, &error);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==, "session_ended");
}

static void
test_who_gave_up_is_asked_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;

  sign_in_as (fixture, "7", "one");
  start_ended (fixture, STEMPEL_OPERATION_STORE_LIST, NULL, &first);
  stempel_session_keeper_give_up (fixture->keeper);
  http_fixture_wait (&first);
  start_ended (fixture, STEMPEL_OPERATION_STORE_LIST, NULL, &second);
  g_assert_cmpint (fixture->n_ended, ==, 2);
  stempel_session_keeper_give_up (fixture->keeper);
  http_fixture_wait (&second);
}

static void
test_a_read_that_is_held_can_be_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) read = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;

  sign_in_as (fixture, "7", "one");
  start_ended (fixture, STEMPEL_OPERATION_STORE_LIST, cancellable, &read);
  g_cancellable_cancel (cancellable);
  http_fixture_wait (&read);
  reply = end_call (fixture, read, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sign_in_as (fixture, "7", "two");
  http_fixture_spin (50);
  g_assert_null (http_script_take_request (fixture->script));
}

/* Whoever has a kept session that is over is asked to sign in, not to sign in again. */
static void
test_a_kept_session_that_is_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;

  stempel_session_keeper_set_token (fixture->keeper, "old");
  http_script_reply (fixture->script, 401, "", ENDED);
  start_call (fixture, STEMPEL_OPERATION_SESSION_WHOAMI, NULL, &result);
  http_fixture_wait (&result);
  reply = end_call (fixture, result, &error);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED);
  g_assert_cmpint (fixture->n_ended, ==, 0);
}

static void
test_signing_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  sign_in_as (fixture, "7", "one");
  http_script_reply (fixture->script, 200, "", "{}");
  stempel_session_keeper_sign_out_async (fixture->keeper, http_fixture_take_result, &result);
  http_fixture_wait (&result);
  g_assert_true (stempel_session_keeper_sign_out_finish (fixture->keeper, result, &error));
  g_assert_no_error (error);
  request = next_request (fixture);
  g_assert_true (g_str_has_prefix (request, "DELETE /v1/session HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "Bearer one"));
  g_assert_null (stempel_session_keeper_get_token (fixture->keeper));
}

static gboolean
claim (Fixture *fixture, const char *answer, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  http_script_say (fixture->script, answer);
  stempel_session_keeper_claim_async (fixture->keeper, "KGYTD63J", NULL, http_fixture_take_result,
                                      &result);
  http_fixture_wait (&result);

  return stempel_session_keeper_sign_in_finish (fixture->keeper, result, error);
}

static void
claim_as (Fixture *fixture, const char *login, const char *token)
{
  g_autofree char *body = g_strdup_printf ("{\"token\": \"%s\", \"login_id\": %s}", token, login);
  g_autofree char *answer = g_strdup_printf (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
    "\r\n\r\n%s", strlen (body), body);
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  g_assert_true (claim (fixture, answer, &error));
  g_assert_no_error (error);
  request = next_request (fixture);
  g_assert_true (g_str_has_prefix (request, "POST /v1/terminals/claim HTTP/1.1\r\n"));
  g_assert_null (strstr (request, "Authorization"));
  g_assert_nonnull (strstr (request, "{\"code\":\"KGYTD63J\"}"));
  g_assert_cmpstr (stempel_session_keeper_get_token (fixture->keeper), ==, token);
}

/* Paired anew as the same terminal: what was under way goes on. */
static void
test_the_same_terminal_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) held = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  claim_as (fixture, "7", "one");
  start_ended (fixture, STEMPEL_OPERATION_STORE_SAVE, NULL, &held);
  claim_as (fixture, "7", "two");
  http_script_reply (fixture->script, 200, "", "{\"replayed\": false}");
  http_fixture_wait (&held);
  reply = end_call (fixture, held, &error);
  g_assert_no_error (error);
  request = next_request (fixture);
  g_assert_nonnull (strstr (request, "Authorization: Bearer two\r\n"));
  g_assert_nonnull (strstr (request, "Idempotency-Key: " KEY "\r\n"));
}

/* Its code is used up, so it counts; but it books for another store. */
static void
test_another_terminal_starts_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) held = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;

  claim_as (fixture, "7", "one");
  start_ended (fixture, STEMPEL_OPERATION_STORE_SAVE, NULL, &held);
  claim_as (fixture, "8", "two");
  http_fixture_wait (&held);
  reply = end_call (fixture, held, &error);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==, "session_ended");
  g_assert_cmpint (stempel_session_keeper_get_login_id (fixture->keeper), ==, 8);
  http_fixture_spin (50);
  g_assert_null (http_script_take_request (fixture->script));
}

static void
test_a_code_is_sent_once (Fixture *fixture, gconstpointer data)
{
  static const char * const unknown[] = {
    HTTP_SCRIPT_CUT,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"tok"
    HTTP_SCRIPT_CUT,
    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr(GError) error = NULL;

      claim_as (fixture, "7", "one");
      g_assert_false (claim (fixture, unknown[i], &error));
      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
      g_assert_cmpstr (stempel_error_get_fact_string (error, "outcome"), ==, "unknown");
      g_free (next_request (fixture));
      http_fixture_spin (300);
      g_assert_null (http_script_take_request (fixture->script));
    }
}

static void
test_a_code_that_is_refused_is_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (claim (fixture, "HTTP/1.1 404 Not Found\r\n"
                         "Content-Type: application/problem+json\r\nContent-Length: 34\r\n\r\n"
                         "{\"code\":\"not_found\",\"what\":\"code\"}", &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_NOT_FOUND);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "what"), ==, "code");
  g_assert_null (stempel_error_get_fact_string (error, "outcome"));
  g_assert_null (stempel_session_keeper_get_token (fixture->keeper));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/client/session-keeper/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("again", test_what_was_held_is_sent_again);
  ADD ("somebody-else", test_not_for_somebody_else);
  ADD ("give-up", test_who_gave_up_is_asked_again);
  ADD ("cancel", test_a_read_that_is_held_can_be_cancelled);
  ADD ("kept", test_a_kept_session_that_is_over);
  ADD ("sign-out", test_signing_out);
  ADD ("same-terminal", test_the_same_terminal_goes_on);
  ADD ("other-terminal", test_another_terminal_starts_anew);
  ADD ("code-once", test_a_code_is_sent_once);
  ADD ("code-refused", test_a_code_that_is_refused_is_known);
#undef ADD

  return g_test_run ();
}
