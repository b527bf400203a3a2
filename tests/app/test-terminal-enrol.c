/* test-terminal-enrol.c: finding a member at the terminal by name, and enrolling a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-text-field.h"
#include "test-terminal-support.h"

static void
test_a_search_opens_the_only_member (Fixture *fixture, gconstpointer data)
{
  guint call;

  stempel_identify_page_search (fixture->window->identify_page, "schmit");
  call = expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH);
  g_assert_cmpstr (json_object_get_string_member (fake_backend_get_request (fixture->backend, call),
                                                  "q"),
                   ==, "schmit");
  fake_backend_reply (fixture->backend, call,
                      "{\"items\": [{\"id\": 9, \"name\": \"Anna Schmit\", "
                      "\"enrolled_at\": \"2026-01-02T09:00:00+01:00\"}], \"total\": 1}");

  call = expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_GET);
  fake_backend_reply (fixture->backend, call,
                      SAMPLE_CUSTOMER (SAMPLE_CARD, SAMPLE_ACCOUNT (7, "operation", "")));
  assert_page (fixture, "visit");

  /* Nobody showed a card. */
  g_assert_cmpint (stempel_visit_get_presented_card_id (fixture->window->visit), ==, 0);
}

static void
fill_in (Fixture *fixture, const char *wire_name, const char *text)
{
  GtkWidget *enrol_page = GTK_WIDGET (fixture->window->enrol_page);
  GtkWidget *fields = gtk_widget_get_parent (find_child (enrol_page, STEMPEL_TYPE_TEXT_FIELD));

  for (GtkWidget *field = gtk_widget_get_first_child (fields);
       field != NULL;
       field = gtk_widget_get_next_sibling (field))
    {
      if (g_strcmp0 (stempel_field_get_wire_name (STEMPEL_FIELD (field)), wire_name) == 0)
        gtk_editable_set_text (
            GTK_EDITABLE (stempel_text_field_get_entry (STEMPEL_TEXT_FIELD (field))),
                               text);
    }
}

static void
submit_enrolment (Fixture *fixture)
{
  g_signal_emit_by_name (find_child (GTK_WIDGET (fixture->window->enrol_page), GTK_TYPE_ENTRY),
                         "activate");
}

static void
test_enrolment_shows_the_new_card (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first_key = NULL;
  JsonObject *request;
  guint call;

  act (fixture, "terminal.enrol");
  assert_page (fixture, "enrol");
  fill_in (fixture, "given_name", "Anna");
  fill_in (fixture, "family_name", "Schmit");
  scan (fixture, CARD);
  submit_enrolment (fixture);
  choose_employee (fixture);

  call = expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL);
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpstr (json_object_get_string_member (request, "given_name"), ==, "Anna");
  g_assert_cmpstr (json_object_get_string_member (request, "card_number"), ==, CARD);
  g_assert_cmpint (json_object_get_int_member (request, "employee_id"), ==, 21);
  first_key = g_strdup (fake_backend_get_key (fixture->backend, call));

  /* A second Enter does nothing; another try has the same key. */
  submit_enrolment (fixture);
  expect_silence (fixture);
  fail (fixture, call, "{\"code\": \"unavailable\"}");
  submit_enrolment (fixture);
  call = expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL);
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, call), ==, first_key);

  fake_backend_reply (fixture->backend, call,
                      SAMPLE_CUSTOMER (SAMPLE_CARD, SAMPLE_ACCOUNT (0, "operation", "")));
  assert_page (fixture, "visit");
  g_assert_true (stempel_visit_get_is_new (fixture->window->visit));
}

static void
test_other_words_are_another_enrolment (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first_key = NULL;
  guint call;

  act (fixture, "terminal.enrol");
  fill_in (fixture, "given_name", "Anna");
  fill_in (fixture, "family_name", "Schmit");
  submit_enrolment (fixture);
  choose_employee (fixture);
  call = expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL);
  first_key = g_strdup (fake_backend_get_key (fixture->backend, call));
  fail (fixture, call, "{\"code\": \"unavailable\"}");

  fill_in (fixture, "family_name", "Schmitz");
  submit_enrolment (fixture);
  call = expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL);
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, call), !=, first_key);
  fail (fixture, call, "{\"code\": \"unavailable\"}");
}

static void
test_who_is_a_member_already_is_offered (Fixture *fixture, gconstpointer data)
{
  guint call;

  act (fixture, "terminal.enrol");
  fill_in (fixture, "given_name", "Anna");
  fill_in (fixture, "family_name", "Schmit");
  submit_enrolment (fixture);
  choose_employee (fixture);
  fail (fixture, expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL),
        "{\"code\": \"duplicate_customer\", \"customer_id\": 9, \"name\": \"Anna Schmit\", "
        "\"field\": \"email\"}");
  assert_page (fixture, "enrol");

  g_signal_emit_by_name (fixture->window->enrol_page, "duplicate", (gint64) 9);
  call = expect_call (fixture, STEMPEL_OPERATION_CUSTOMER_GET);
  fake_backend_reply (fixture->backend, call,
                      SAMPLE_CUSTOMER (SAMPLE_CARD, SAMPLE_ACCOUNT (7, "operation", "")));
  assert_page (fixture, "visit");
}

#define ADD(path, function) \
  g_test_add ("/terminal/enrol/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("search", test_a_search_opens_the_only_member);
  ADD ("card", test_enrolment_shows_the_new_card);
  ADD ("edited", test_other_words_are_another_enrolment);
  ADD ("duplicate", test_who_is_a_member_already_is_offered);

  return g_test_run ();
}
