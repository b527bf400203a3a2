/* test-terminal-press.c: one press books once, however often it is sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-backend.h"
#include "stempel-booking.h"
#include "stempel-counter.h"
#include "stempel-error.h"
#include "stempel-press.h"
#include "test-terminal-samples.h"

typedef struct
{
  FakeBackend    *backend;
  StempelClient  *client;
  StempelAccount *account;   /* policy: each operation */
  StempelRecord  *done;      /* what the last attempt gave */
  GError         *error;
  guint           n_answers;
} Fixture;

static StempelRecord *
make_record (GType type, const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  g_autoptr(GError) error = NULL;
  StempelRecord *record = stempel_record_new_from_json (type, node, &error);

  g_assert_no_error (error);

  return record;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->backend = fake_backend_new ();
  fixture->client = stempel_client_new (STEMPEL_BACKEND (fixture->backend));
  fixture->account = STEMPEL_ACCOUNT (make_record (STEMPEL_TYPE_ACCOUNT,
                                                   SAMPLE_ACCOUNT (7, "operation", "")));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->done);
  g_clear_error (&fixture->error);
  g_clear_object (&fixture->account);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->backend);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_object (&fixture->done);
  g_clear_error (&fixture->error);
  fixture->done = stempel_press_send_finish (STEMPEL_PRESS (object), result, &fixture->error);
  fixture->n_answers++;
}

static void
send (Fixture *fixture, StempelPress *press)
{
  stempel_press_send_async (press, fixture->client, sent_cb, fixture);
  while (g_main_context_iteration (NULL, FALSE));
}

static void
fail (Fixture *fixture, guint call, StempelError code)
{
  fake_backend_fail (fixture->backend, call,
                     g_error_new_literal (STEMPEL_ERROR, (int) code, "refused"));
}

static StempelPress *
make_earn (Fixture *fixture)
{
  StempelPress *press = stempel_press_new_earn (fixture->account, 3);

  stempel_press_set_place (press, 3, 70);
  stempel_press_set_employee (press, 21, "token-1");

  return press;
}

static void
test_retry_keeps_the_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) press = make_earn (fixture);

  send (fixture, press);
  fail (fixture, 0, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_error (fixture->error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_true (stempel_press_is_uncertain (press));

  send (fixture, press);
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend), ==, 2);
  g_assert_nonnull (fake_backend_get_key (fixture->backend, 0));
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, 0), ==,
                   fake_backend_get_key (fixture->backend, 1));

  fake_backend_reply (fixture->backend, 1,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 3),
                                      SAMPLE_ACCOUNT (0, "operation", ""), ""));
  g_assert_no_error (fixture->error);
  g_assert_false (stempel_press_is_uncertain (press));
  g_assert_cmpint (
      stempel_entry_get_id (stempel_booking_get_entry (STEMPEL_BOOKING (fixture->done))), ==, 900);
}

static void
test_two_presses_have_two_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) first = make_earn (fixture);
  g_autoptr(StempelPress) second = make_earn (fixture);

  send (fixture, first);
  send (fixture, second);

  g_assert_cmpstr (fake_backend_get_key (fixture->backend, 0), !=,
                   fake_backend_get_key (fixture->backend, 1));

  fail (fixture, 0, STEMPEL_ERROR_COOLDOWN_ACTIVE);
  fail (fixture, 1, STEMPEL_ERROR_COOLDOWN_ACTIVE);
}

static void
test_a_press_under_way_is_not_sent_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) press = make_earn (fixture);

  send (fixture, press);
  g_assert_true (stempel_press_get_busy (press));
  send (fixture, press);

  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend), ==, 1);

  fail (fixture, 0, STEMPEL_ERROR_COOLDOWN_ACTIVE);
  g_assert_false (stempel_press_get_busy (press));
}

static void
test_a_refusal_is_certain (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) press = make_earn (fixture);

  send (fixture, press);
  fail (fixture, 0, STEMPEL_ERROR_COOLDOWN_ACTIVE);

  g_assert_false (stempel_press_is_uncertain (press));
  g_assert_true (stempel_press_is_authorised (press));
}

static void
test_a_refused_pin_has_to_be_asked_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) press = make_earn (fixture);

  send (fixture, press);
  fail (fixture, 0, STEMPEL_ERROR_PIN_REQUIRED);

  g_assert_false (stempel_press_is_authorised (press));
}

static void
test_request_names_place_card_and_employee (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) press = make_earn (fixture);
  JsonObject *request;

  send (fixture, press);
  request = fake_backend_get_request (fixture->backend, 0);

  g_assert_cmpint (fake_backend_get_operation (fixture->backend, 0), ==,
                   STEMPEL_OPERATION_STAMP_EARN);
  g_assert_cmpint (json_object_get_int_member (request, "account_id"), ==, 50);
  g_assert_cmpint (json_object_get_int_member (request, "stamps"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (request, "store_id"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (request, "card_id"), ==, 70);
  g_assert_cmpint (json_object_get_int_member (request, "employee_id"), ==, 21);
  g_assert_cmpstr (json_object_get_string_member (request, "pin_token"), ==, "token-1");
  g_assert_cmpuint (json_object_get_size (request), ==, 6);

  fail (fixture, 0, STEMPEL_ERROR_COOLDOWN_ACTIVE);
}

static void
test_void_names_the_entry_and_the_counter (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) press = stempel_press_new_void (fixture->account, 800);
  JsonObject *request;

  stempel_press_set_place (press, 3, 70);
  stempel_press_set_employee (press, 21, "token-1");
  send (fixture, press);
  request = fake_backend_get_request (fixture->backend, 0);

  g_assert_cmpint (fake_backend_get_operation (fixture->backend, 0), ==,
                   STEMPEL_OPERATION_ENTRY_VOID);
  g_assert_cmpint (json_object_get_int_member (request, "entry_id"), ==, 800);
  g_assert_cmpstr (json_object_get_string_member (request, "reason"), ==, "counter");
  g_assert_false (json_object_has_member (request, "card_id"));

  fail (fixture, 0, STEMPEL_ERROR_VOID_WINDOW_CLOSED);
}

static void
test_first_stamp_opens_the_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPress) press = stempel_press_new_first_earn (9, 5, "none", 2);
  g_autofree char *open_key = NULL;

  stempel_press_set_place (press, 3, 0);
  stempel_press_set_employee (press, 21, NULL);

  send (fixture, press);
  g_assert_cmpint (fake_backend_get_operation (fixture->backend, 0), ==,
                   STEMPEL_OPERATION_ACCOUNT_OPEN);
  g_assert_cmpint (json_object_get_int_member (fake_backend_get_request (fixture->backend, 0),
                                               "store_id"), ==, 3);
  open_key = g_strdup (fake_backend_get_key (fixture->backend, 0));
  fail (fixture, 0, STEMPEL_ERROR_UNAVAILABLE);

  send (fixture, press);
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, 1), ==, open_key);
  fake_backend_reply (fixture->backend, 1, SAMPLE_ACCOUNT (0, "none", ""));

  g_assert_cmpint (fake_backend_get_operation (fixture->backend, 2), ==,
                   STEMPEL_OPERATION_STAMP_EARN);
  g_assert_cmpint (json_object_get_int_member (fake_backend_get_request (fixture->backend, 2),
                                               "account_id"), ==, 50);
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, 2), !=, open_key);
  g_assert_true (stempel_press_get_busy (press));

  fail (fixture, 2, STEMPEL_ERROR_COOLDOWN_ACTIVE);
  g_assert_cmpuint (fixture->n_answers, ==, 2);
}

static void
test_pin_scope_follows_the_program (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *policy; const char *scope; } policies[] = {
    { "operation", "operation" }, { "shift", "shift" }, { "none", NULL }, { NULL, "operation" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autoptr(StempelPress) press = stempel_press_new_first_earn (9, 5, policies[i].policy, 1);

      g_assert_cmpstr (stempel_press_get_pin_scope (press), ==, policies[i].scope);
    }
}

static void
test_redeem_and_void_always_ask (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelRecord) relaxed =
    make_record (STEMPEL_TYPE_ACCOUNT, SAMPLE_ACCOUNT (7, "none", ""));
  g_autoptr(StempelPress) redeem = stempel_press_new_redeem (STEMPEL_ACCOUNT (relaxed), 61);
  g_autoptr(StempelPress) undo = stempel_press_new_void (STEMPEL_ACCOUNT (relaxed), 800);

  g_assert_cmpstr (stempel_press_get_pin_scope (redeem), ==, "operation");
  g_assert_cmpstr (stempel_press_get_pin_scope (undo), ==, "operation");
}

static StempelPress *
make_press_for (const char *policy)
{
  return stempel_press_new_first_earn (9, 5, policy, 1);
}

static void
test_shift_is_asked_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelCounter) counter = stempel_counter_new (fixture->client);
  g_autoptr(StempelRecord) grant =
    make_record (STEMPEL_TYPE_PIN_GRANT, SAMPLE_GRANT ("shift-1", "shift"));
  g_autoptr(StempelPress) before = make_press_for ("shift");
  g_autoptr(StempelPress) after = make_press_for ("shift");
  g_autoptr(StempelPress) each = make_press_for ("operation");
  g_autoptr(StempelPress) none = make_press_for ("none");
  g_autoptr(StempelPress) redeem = stempel_press_new_redeem (fixture->account, 61);

  g_assert_false (stempel_counter_authorise (counter, before));
  stempel_counter_sign_in (counter, STEMPEL_PIN_GRANT (grant));

  g_assert_cmpstr (stempel_counter_get_signed_in (counter), ==, "Luc Weber");
  g_assert_true (stempel_counter_authorise (counter, after));
  g_assert_cmpint (stempel_press_get_employee_id (after), ==, 21);
  g_assert_true (stempel_counter_authorise (counter, none));
  g_assert_false (stempel_counter_authorise (counter, each));
  g_assert_false (stempel_counter_authorise (counter, redeem));
}

static void
test_lock_signs_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelCounter) counter = stempel_counter_new (fixture->client);
  g_autoptr(StempelRecord) grant =
    make_record (STEMPEL_TYPE_PIN_GRANT, SAMPLE_GRANT ("shift-1", "shift"));
  g_autoptr(StempelPress) press = make_press_for ("shift");

  stempel_counter_sign_in (counter, STEMPEL_PIN_GRANT (grant));
  stempel_counter_lock (counter);

  g_assert_null (stempel_counter_get_signed_in (counter));
  g_assert_false (stempel_counter_authorise (counter, press));
}

static void
locked_cb (StempelCounter *counter, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

static void
test_locks_itself_when_nobody_is_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelCounter) counter = stempel_counter_new (fixture->client);
  g_autoptr(StempelRecord) grant =
    make_record (STEMPEL_TYPE_PIN_GRANT, SAMPLE_GRANT ("shift-1", "shift"));
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_signal_connect (counter, "locked", G_CALLBACK (locked_cb), loop);
  stempel_counter_sign_in (counter, STEMPEL_PIN_GRANT (grant));
  stempel_counter_set_lock_seconds (counter, 1);
  g_main_loop_run (loop);

  g_assert_null (stempel_counter_get_signed_in (counter));
}

static void
test_an_expired_shift_is_worth_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelCounter) counter = stempel_counter_new (fixture->client);
  g_autoptr(StempelRecord) grant = make_record (STEMPEL_TYPE_PIN_GRANT,
    "{\"pin_token\": \"old\", \"scope\": \"shift\", \"expires_at\": \"2026-01-01T00:00:00Z\", "
    "\"employee_id\": 21, \"employee_name\": \"Luc Weber\"}");
  g_autoptr(StempelPress) press = make_press_for ("shift");

  stempel_counter_sign_in (counter, STEMPEL_PIN_GRANT (grant));

  g_assert_false (stempel_counter_authorise (counter, press));
}

static void
test_somebody_else_cannot_repeat_what_is_in_doubt (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelCounter) counter = stempel_counter_new (fixture->client);
  g_autoptr(StempelRecord) grant =
    make_record (STEMPEL_TYPE_PIN_GRANT, SAMPLE_GRANT ("shift-1", "shift"));
  g_autoptr(StempelRecord) account =
    make_record (STEMPEL_TYPE_ACCOUNT, SAMPLE_ACCOUNT (7, "shift", ""));
  g_autoptr(StempelPress) press = stempel_press_new_earn (STEMPEL_ACCOUNT (account), 1);

  stempel_press_set_employee (press, 22, "shift-of-maria");
  send (fixture, press);
  fail (fixture, 0, STEMPEL_ERROR_UNAVAILABLE);

  stempel_counter_sign_in (counter, STEMPEL_PIN_GRANT (grant));
  g_assert_false (stempel_counter_authorise (counter, press));
}

static void
test_enrolment_is_sent_with_place_and_employee (Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonNode) particulars = json_from_string ("{\"given_name\": \"Anna\"}", NULL);
  g_autoptr(StempelPress) press = stempel_press_new_enrol (particulars, "shift");
  g_autoptr(StempelPress) corrected = stempel_press_new_enrol (particulars, "shift");
  JsonObject *request;

  g_assert_cmpstr (stempel_press_get_pin_scope (press), ==, "shift");
  stempel_press_set_place (press, 3, 0);
  stempel_press_set_employee (press, 21, "token-1");
  send (fixture, press);

  request = fake_backend_get_request (fixture->backend, 0);
  g_assert_cmpint (fake_backend_get_operation (fixture->backend, 0), ==,
                   STEMPEL_OPERATION_CUSTOMER_ENROLL);
  g_assert_cmpstr (json_object_get_string_member (request, "given_name"), ==, "Anna");
  g_assert_cmpint (json_object_get_int_member (request, "store_id"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (request, "employee_id"), ==, 21);
  fail (fixture, 0, STEMPEL_ERROR_INVALID);

  /* A mistyped name does not ask for another PIN. */
  stempel_press_inherit (corrected, press);
  g_assert_true (stempel_press_is_authorised (corrected));
  g_assert_cmpint (stempel_press_get_employee_id (corrected), ==, 21);
}

#define ADD(path, function) \
  g_test_add ("/terminal/press/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("retry-keeps-the-key", test_retry_keeps_the_key);
  ADD ("two-presses-two-keys", test_two_presses_have_two_keys);
  ADD ("not-sent-twice", test_a_press_under_way_is_not_sent_again);
  ADD ("refusal-is-certain", test_a_refusal_is_certain);
  ADD ("refused-pin", test_a_refused_pin_has_to_be_asked_again);
  ADD ("request", test_request_names_place_card_and_employee);
  ADD ("void", test_void_names_the_entry_and_the_counter);
  ADD ("first-stamp", test_first_stamp_opens_the_account);
  ADD ("pin-scope", test_pin_scope_follows_the_program);
  ADD ("always-ask", test_redeem_and_void_always_ask);
  ADD ("shift-once", test_shift_is_asked_once);
  ADD ("lock", test_lock_signs_out);
  ADD ("locks-itself", test_locks_itself_when_nobody_is_there);
  ADD ("expired-shift", test_an_expired_shift_is_worth_nothing);
  ADD ("enrol", test_enrolment_is_sent_with_place_and_employee);
  ADD ("in-doubt", test_somebody_else_cannot_repeat_what_is_in_doubt);

  return g_test_run ();
}
