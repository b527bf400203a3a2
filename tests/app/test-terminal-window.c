/* test-terminal-window.c: the terminal from the scan to what was booked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "test-terminal-support.h"

static void
test_store_is_asked_once_and_remembered (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = find_child (GTK_WIDGET (fixture->window->store_page), GTK_TYPE_LIST_BOX);

  assert_page (fixture, "store");
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1));
  assert_page (fixture, "identify");

  g_assert_cmpint (g_settings_get_int64 (stempel_settings_get_default (), "terminal-store"), ==, 4);
  g_assert_cmpint (stempel_counter_get_store_id (fixture->window->counter), ==, 4);
}

/* Not even the store that somebody chose here before. */
static void
pair (Fixture *fixture, const char *store_id)
{
  g_autofree char *session = g_strdup_printf (
    "{\"login_id\": 7, \"kind\": \"terminal\", \"store_id\": %s, \"name\": \"Window seat\","
    " \"role\": \"staff\", \"language\": \"en\", \"operations\": [], \"merchant\": {\"id\": 1,"
    " \"name\": \"Bakery\", \"currency\": \"EUR\", \"language\": \"de\", \"languages\": [\"de\"],"
    " \"country\": \"LU\", \"zone\": \"Europe/Luxembourg\"}}", store_id);

  start (fixture);
  g_settings_set_int64 (stempel_settings_get_default (), "terminal-store", 3);
  stempel_client_open_async (fixture->client, NULL, NULL, NULL);
  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_SESSION_WHOAMI),
                      session);
  dispatch ();
  open_window (fixture, "{\"items\": [" SAMPLE_STORE ", " SAMPLE_STORE_2 "]}");
}

static void
test_a_paired_device_stands_where_it_was_paired (Fixture *fixture, gconstpointer data)
{
  pair (fixture, "4");
  assert_page (fixture, "identify");
  g_assert_cmpint (stempel_counter_get_store_id (fixture->window->counter), ==, 4);
  act (fixture, "terminal.store");
  assert_page (fixture, "identify");
}

static void
test_a_paired_device_needs_its_store (Fixture *fixture, gconstpointer data)
{
  pair (fixture, "9");
  assert_page (fixture, "refusal");
}

static void
test_a_scan_works_on_every_page (Fixture *fixture, gconstpointer data)
{
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));

  /* On the member's page, and while the answer is awaited. */
  scan (fixture, "9900000000017");
  call = expect_call (fixture, STEMPEL_OPERATION_CARD_LOOKUP);
  g_assert_cmpstr (json_object_get_string_member (fake_backend_get_request (fixture->backend, call),
                                                  "token"), ==, "9900000000017");
  scan (fixture, CARD);
  g_assert_true (g_cancellable_is_cancelled (fake_backend_get_cancellable (fixture->backend,
                                                                           call)));
  fake_backend_fail (fixture->backend, call,
                     g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""));
  call = expect_call (fixture, STEMPEL_OPERATION_CARD_LOOKUP);
  fail (fixture, call, "{\"code\": \"not_found\", \"what\": \"card\"}");

  /* On what was refused. */
  assert_page (fixture, "refusal");
  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));

  /* While the employee is asked. */
  act (fixture, "terminal.stamp(1)");
  g_signal_emit_by_name (fixture->window->staff_dialog, "scanned", CARD);
  gtk_window_close (fixture->window->staff_dialog);
  fixture->given_up = (int) expect_call (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST);
  call = expect_call (fixture, STEMPEL_OPERATION_CARD_LOOKUP);
  fake_backend_reply (fixture->backend, call, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  assert_page (fixture, "visit");
}

static void
test_a_scanned_card_is_named_in_the_booking (Fixture *fixture, gconstpointer data)
{
  JsonObject *request;
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(2)");
  authorise (fixture, "operation");

  call = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpint (json_object_get_int_member (request, "stamps"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (request, "card_id"), ==, 70);
  g_assert_cmpint (json_object_get_int_member (request, "store_id"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (request, "employee_id"), ==, 21);

  fake_backend_reply (fixture->backend, call,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 2),
                                      SAMPLE_ACCOUNT (9, "operation", ""), ""));
  assert_page (fixture, "outcome");
}

static void
test_each_booking_asks_with_policy_operation (Fixture *fixture, gconstpointer data)
{
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));

  for (int i = 0; i < 2; i++)
    {
      act (fixture, "terminal.stamp(1)");
      authorise (fixture, "operation");
      call = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
      fake_backend_reply (fixture->backend, call,
                          SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 1),
                                          SAMPLE_ACCOUNT (8, "operation", ""), ""));
      g_assert_null (stempel_counter_get_signed_in (fixture->window->counter));
      show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (8, "operation", "")));
    }
}

static void
test_shift_asks_once_until_locked (Fixture *fixture, gconstpointer data)
{
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "shift", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "shift");
  call = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  fake_backend_reply (fixture->backend, call,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 1),
                                      SAMPLE_ACCOUNT (8, "shift", ""), ""));
  g_assert_true (gtk_widget_get_visible (fixture->window->signed_in_label));

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (8, "shift", "")));
  act (fixture, "terminal.stamp(1)");
  call = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  fake_backend_reply (fixture->backend, call,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (901, "stamp_earn", 1),
                                      SAMPLE_ACCOUNT (9, "shift", ""), ""));

  act (fixture, "terminal.lock");
  assert_page (fixture, "identify");
  g_assert_false (gtk_widget_get_visible (fixture->window->signed_in_label));

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (9, "shift", "")));
  act (fixture, "terminal.stamp(1)");
  g_assert_nonnull (fixture->window->staff_dialog);
  fixture->given_up = (int) expect_call (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST);
}

static void
test_none_asks_who_but_no_pin (Fixture *fixture, gconstpointer data)
{
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "none", "")));
  act (fixture, "terminal.stamp(1)");
  choose_employee (fixture);

  call = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  g_assert_cmpint (json_object_get_int_member (fake_backend_get_request (fixture->backend, call),
                                               "employee_id"), ==, 21);
  g_assert_false (json_object_has_member (fake_backend_get_request (fixture->backend, call),
                                          "pin_token"));
  fail (fixture, call, "{\"code\": \"cooldown_active\"}");
}

static void
test_redeem_asks_for_a_fresh_pin (Fixture *fixture, gconstpointer data)
{
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "none", SAMPLE_ENTITLEMENT)));
  act (fixture, "terminal.redeem(int64 61)");
  authorise (fixture, "operation");

  call = expect_call (fixture, STEMPEL_OPERATION_STAMP_REDEEM);
  g_assert_cmpint (json_object_get_int_member (fake_backend_get_request (fixture->backend, call),
                                               "entitlement_id"), ==, 61);
  fake_backend_reply (fixture->backend, call,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (902, "stamp_redeem", -10),
                                      SAMPLE_ACCOUNT (7, "none", ""), ""));
  assert_page (fixture, "outcome");
}

static void
test_undo_takes_back_what_was_booked_here (Fixture *fixture, gconstpointer data)
{
  JsonObject *request;
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN),
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 1),
                                      SAMPLE_ACCOUNT (8, "operation", ""), ""));
  assert_page (fixture, "outcome");

  act (fixture, "terminal.undo");
  authorise (fixture, "operation");
  call = expect_call (fixture, STEMPEL_OPERATION_ENTRY_VOID);
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpint (json_object_get_int_member (request, "entry_id"), ==, 900);
  g_assert_cmpstr (json_object_get_string_member (request, "reason"), ==, "counter");
  fake_backend_reply (fixture->backend, call,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (903, "stamp_void", -1),
                                      SAMPLE_ACCOUNT (7, "operation", ""), ""));
  assert_page (fixture, "outcome");
}

static void
test_a_full_card_offers_the_reward (Fixture *fixture, gconstpointer data)
{
  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (9, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN),
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 1),
                                      SAMPLE_ACCOUNT (0, "operation", SAMPLE_ENTITLEMENT),
                                      SAMPLE_ENTITLEMENT));
  assert_page (fixture, "outcome");

  act (fixture, "terminal.redeem(int64 0)");
  authorise (fixture, "operation");
  fail (fixture, expect_call (fixture, STEMPEL_OPERATION_STAMP_REDEEM),
        "{\"code\": \"not_found\"}");
}

static void
test_what_was_booked_stays_while_somebody_is_there (Fixture *fixture, gconstpointer data)
{
  guint before;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN),
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 1),
                                      SAMPLE_ACCOUNT (8, "operation", ""), ""));
  assert_page (fixture, "outcome");

  /* The time begins anew. */
  before = fixture->window->return_source;
  g_assert_cmpuint (before, !=, 0);
  stempel_terminal_window_stay (fixture->window);
  g_assert_cmpuint (fixture->window->return_source, !=, 0);
  g_assert_cmpuint (fixture->window->return_source, !=, before);

  /* On other pages there is none to begin. */
  act (fixture, "terminal.next");
  stempel_terminal_window_stay (fixture->window);
  g_assert_cmpuint (fixture->window->return_source, ==, 0);
}

static void
test_a_second_press_does_not_book_twice (Fixture *fixture, gconstpointer data)
{
  guint call;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  call = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);

  act (fixture, "terminal.stamp(1)");
  act (fixture, "terminal.undo");
  act (fixture, "terminal.next");
  act (fixture, "terminal.back");
  scan (fixture, CARD);
  expect_silence (fixture);
  assert_page (fixture, "visit");

  fake_backend_reply (fixture->backend, call,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 1),
                                      SAMPLE_ACCOUNT (8, "operation", ""), ""));
  assert_page (fixture, "outcome");
}

static void
test_try_again_reuses_the_key (Fixture *fixture, gconstpointer data)
{
  guint first, second;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  first = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  fail (fixture, first, "{\"code\": \"unavailable\"}");
  assert_page (fixture, "refusal");

  act (fixture, "terminal.retry");
  second = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, first), ==,
                   fake_backend_get_key (fixture->backend, second));
  fake_backend_reply (fixture->backend, second,
                      SAMPLE_BOOKING (SAMPLE_ENTRY (900, "stamp_earn", 1),
                                      SAMPLE_ACCOUNT (8, "operation", ""), ""));
  assert_page (fixture, "outcome");
}

static void
test_what_is_in_doubt_is_not_scanned_away (Fixture *fixture, gconstpointer data)
{
  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  fail (fixture, expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN),
        "{\"code\": \"unavailable\"}");

  scan (fixture, CARD);
  expect_silence (fixture);
  assert_page (fixture, "refusal");

  /* Who goes back sees how the account is now. */
  act (fixture, "terminal.back");
  assert_page (fixture, "visit");
  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_ACCOUNT_GET),
                      SAMPLE_ACCOUNT (8, "operation", ""));
}

static void
test_a_refusal_stays_until_it_was_read (Fixture *fixture, gconstpointer data)
{
  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  fail (fixture, expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN),
        "{\"code\": \"cooldown_active\", \"available_at\": \"2099-01-01T10:00:00+01:00\", "
        "\"last_at\": \"2099-01-01T09:45:00+01:00\", \"last_by\": \"Maria Silva\", "
        "\"last_store\": \"Gare\"}");
  assert_page (fixture, "refusal");

  g_assert_cmpuint (fixture->window->return_source, ==, 0);
  wait_ms (300);
  assert_page (fixture, "refusal");

  act (fixture, "terminal.back");
  assert_page (fixture, "visit");
}

static void
test_a_countdown_ends_with_another_try (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) soon = g_date_time_add_seconds (now, 2);
  g_autofree char *at = g_date_time_format_iso8601 (soon);
  g_autofree char *problem =
    g_strdup_printf ("{\"code\": \"cooldown_active\", \"available_at\": \"%s\"}", at);
  guint first, second;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "operation");
  first = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  fail (fixture, first, problem);

  wait_ms (3200);
  act (fixture, "terminal.retry");
  second = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, first), ==,
                   fake_backend_get_key (fixture->backend, second));
  fail (fixture, second, "{\"code\": \"cooldown_active\"}");
}

static void
test_an_outdated_pin_is_asked_again (Fixture *fixture, gconstpointer data)
{
  guint first, second;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "shift", "")));
  act (fixture, "terminal.stamp(1)");
  authorise (fixture, "shift");
  first = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  fail (fixture, first, "{\"code\": \"pin_required\"}");

  g_assert_null (stempel_counter_get_signed_in (fixture->window->counter));
  authorise (fixture, "shift");
  second = expect_call (fixture, STEMPEL_OPERATION_STAMP_EARN);
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, first), ==,
                   fake_backend_get_key (fixture->backend, second));
  fail (fixture, second, "{\"code\": \"cooldown_active\"}");
}

static void
test_a_wrong_pin_says_how_many_tries_are_left (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pad;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  choose_employee (fixture);
  type_pin (fixture);
  fail (fixture, expect_call (fixture, STEMPEL_OPERATION_EMPLOYEE_VERIFY),
        "{\"code\": \"pin_invalid\", \"remaining\": 3}");

  g_assert_nonnull (fixture->window->staff_dialog);
  pad = find_child (GTK_WIDGET (fixture->window->staff_dialog), STEMPEL_TYPE_PIN_PAD);
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (pad)), ==, 0);
  expect_silence (fixture);
}

/* Every text that a widget of the dialog holds. */
static void
assert_no_digits (GtkWidget *widget)
{
  const char *text = NULL;

  if (GTK_IS_LABEL (widget))
    text = gtk_label_get_text (GTK_LABEL (widget));
  else if (GTK_IS_EDITABLE (widget))
    text = gtk_editable_get_text (GTK_EDITABLE (widget));

  if (text != NULL)
    g_assert_null (strstr (text, PIN));

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_no_digits (child);
}

static void
test_the_pin_is_nowhere_to_be_read (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pad;

  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", "")));
  act (fixture, "terminal.stamp(1)");
  choose_employee (fixture);
  pad = find_child (GTK_WIDGET (fixture->window->staff_dialog), STEMPEL_TYPE_PIN_PAD);
  for (const char *p = PIN; *p != '\0'; p++)
    gtk_widget_activate_action (pad, "pin-pad.digit", "i", *p - '0');

  assert_no_digits (GTK_WIDGET (fixture->window->staff_dialog));
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (pad)), ==, strlen (PIN));
}

static void
test_a_lost_line_is_said_until_it_is_back (Fixture *fixture, gconstpointer data)
{
  GtkRevealer *banner = GTK_REVEALER (fixture->window->line_revealer);

  g_assert_false (gtk_revealer_get_reveal_child (banner));

  fake_backend_set_state (fixture->backend, STEMPEL_BACKEND_STATE_RECONNECTING);
  g_assert_true (gtk_revealer_get_reveal_child (banner));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (fixture->window->line_label)), !=, "");

  fake_backend_set_state (fixture->backend, STEMPEL_BACKEND_STATE_ONLINE);
  g_assert_false (gtk_revealer_get_reveal_child (banner));
}

/* What can take the focus says what it is. */
static void
assert_named (GtkWidget *widget)
{
  if (gtk_widget_get_focusable (widget) && gtk_widget_get_mapped (widget) && GTK_IS_BUTTON (widget))
    {
      g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                                       GTK_ACCESSIBLE_PROPERTY_LABEL) ||
                     gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                                       GTK_ACCESSIBLE_RELATION_LABELLED_BY));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_named (child);
}

static void
test_every_button_has_a_name (Fixture *fixture, gconstpointer data)
{
  assert_named (GTK_WIDGET (fixture->window));
  show_member (fixture, SAMPLE_LOOKUP (SAMPLE_ACCOUNT (7, "operation", SAMPLE_ENTITLEMENT)));
  assert_named (GTK_WIDGET (fixture->window));
}

#define ADD(path, function) \
  g_test_add ("/terminal/window/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/terminal/window/store", Fixture, NULL, set_up_two_stores,
              test_store_is_asked_once_and_remembered, tear_down);
  g_test_add ("/terminal/window/paired", Fixture, NULL, NULL,
              test_a_paired_device_stands_where_it_was_paired, tear_down);
  g_test_add ("/terminal/window/paired-closed", Fixture, NULL, NULL,
              test_a_paired_device_needs_its_store, tear_down);
  ADD ("scan-everywhere", test_a_scan_works_on_every_page);
  ADD ("scanned-card", test_a_scanned_card_is_named_in_the_booking);
  ADD ("policy-operation", test_each_booking_asks_with_policy_operation);
  ADD ("policy-shift", test_shift_asks_once_until_locked);
  ADD ("policy-none", test_none_asks_who_but_no_pin);
  ADD ("redeem", test_redeem_asks_for_a_fresh_pin);
  ADD ("undo", test_undo_takes_back_what_was_booked_here);
  ADD ("full-card", test_a_full_card_offers_the_reward);
  ADD ("stay", test_what_was_booked_stays_while_somebody_is_there);
  ADD ("no-double", test_a_second_press_does_not_book_twice);
  ADD ("retry", test_try_again_reuses_the_key);
  ADD ("in-doubt", test_what_is_in_doubt_is_not_scanned_away);
  ADD ("refusal-stays", test_a_refusal_stays_until_it_was_read);
  ADD ("countdown", test_a_countdown_ends_with_another_try);
  ADD ("outdated-pin", test_an_outdated_pin_is_asked_again);
  ADD ("wrong-pin", test_a_wrong_pin_says_how_many_tries_are_left);
  ADD ("pin-secret", test_the_pin_is_nowhere_to_be_read);
  ADD ("line", test_a_lost_line_is_said_until_it_is_back);
  ADD ("names", test_every_button_has_a_name);

  return g_test_run ();
}
