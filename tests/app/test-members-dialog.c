/* test-members-dialog.c: enrolling a member and changing one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-card-reason-dialog.h"
#include "stempel-checks-field.h"
#include "stempel-customer.h"
#include "stempel-member-dialog.h"
#include "test-members-support.h"

typedef struct
{
  Fixture          fixture;
  StempelDialog   *dialog;
  StempelForm     *form;
  StempelCustomer *saved;
  gint64           opened;
} DialogFixture;

static void
saved_cb (DialogFixture *self, StempelCustomer *customer)
{
  g_set_object (&self->saved, customer);
}

static void
open_member_cb (DialogFixture *self, gint64 id)
{
  self->opened = id;
}

static void
present (DialogFixture *self, const char *customer_json)
{
  g_autoptr(JsonNode) node = customer_json != NULL ? json_from_string (customer_json, NULL) : NULL;
  g_autoptr(StempelRecord) customer = NULL;

  set_up (&self->fixture, NULL);
  sign_in (&self->fixture, SESSION ("manager", "\"customer_enroll\", \"customer_save\""));
  show_page (&self->fixture, gtk_label_new ("behind"));

  if (node != NULL)
    customer = stempel_record_new_from_json (STEMPEL_TYPE_CUSTOMER, node, NULL);

  self->dialog =
    STEMPEL_DIALOG (stempel_member_dialog_new (self->fixture.client, (StempelCustomer *) customer));
  self->form = stempel_dialog_get_form (self->dialog);
  g_signal_connect_swapped (self->dialog, "saved", G_CALLBACK (saved_cb), self);
  g_signal_connect_swapped (self->dialog, "open-member", G_CALLBACK (open_member_cb), self);
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  stempel_dialog_present_for (self->dialog, self->fixture.window);
  wait_ms (50);
}

static void
set_up_enrol (DialogFixture *self, gconstpointer data)
{
  present (self, NULL);
  reply (&self->fixture, STEMPEL_OPERATION_STORE_LIST, STORES);
  reply (&self->fixture, STEMPEL_OPERATION_PROGRAM_LIST, PROGRAMS);
}

static void
set_up_edit (DialogFixture *self, gconstpointer data)
{
  present (self, CUSTOMER ("\"email\": \"anna@example.lu\", ", "", ""));
}

static void
tear_down_dialog (DialogFixture *self, gconstpointer data)
{
  if (self->dialog != NULL)
    stempel_dialog_close_now (self->dialog);

  assert_goes ((gpointer *) &self->dialog);
  g_clear_object (&self->saved);
  tear_down (&self->fixture, NULL);
}

static void
apply (DialogFixture *self)
{
  g_signal_emit_by_name (self->dialog, "apply");
  wait_ms (20);
}

static JsonObject *
sent (DialogFixture *self, StempelOperation operation)
{
  return fake_backend_get_request (self->fixture.backend, waiting_call (&self->fixture, operation));
}

static void
enter_names (DialogFixture *self)
{
  enter (self->form, "given_name", "Anna");
  enter (self->form, "family_name", "Schmit");
}

static void
test_names_are_asked_for_together (DialogFixture *self, gconstpointer data)
{
  apply (self);

  g_assert_nonnull (stempel_field_get_error (field (self->form, "given_name")));
  g_assert_nonnull (stempel_field_get_error (field (self->form, "family_name")));
  g_assert_null (stempel_field_get_error (field (self->form, "email")));
  g_assert_true (has_focus_within (self->dialog, field (self->form, "given_name")));
  g_assert_cmpint (fake_backend_find (self->fixture.backend, STEMPEL_OPERATION_CUSTOMER_ENROLL), <,
                   0);
}

static void
test_what_is_sent (DialogFixture *self, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  enter_names (self);
  enter (self->form, "birthday", "1990-12-31");
  apply (self);

  json_node_set_object (node, sent (self, STEMPEL_OPERATION_CUSTOMER_ENROLL));
  json = json_to_string (node, FALSE);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "store_id"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "language"), ==,
                   "de");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "birthday"), ==,
                   "1990-12-31");
  g_assert_nonnull (strstr (json, "\"program_ids\":[5,6]"));
  g_assert_false (json_object_has_member (json_node_get_object (node), "email"));
  g_assert_true (g_uuid_string_is_valid (fake_backend_get_key (
    self->fixture.backend, waiting_call (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL))));

  reply (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL,
         CUSTOMER ("", CARD ("70", "active"), ACCOUNT ("0", "0")));
  g_assert_nonnull (self->saved);
  assert_goes ((gpointer *) &self->dialog);
}

static void
test_refusals_stand_beside_their_fields (DialogFixture *self, gconstpointer data)
{
  enter_names (self);
  enter (self->form, "email", "not an address");
  enter (self->form, "phone", "abc");
  apply (self);
  refuse (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL,
          "{\"code\": \"invalid\", \"errors\": [{\"field\": \"email\", \"code\": "
          "\"invalid_format\"}, "
          "{\"field\": \"phone\", \"code\": \"invalid_format\"}]}");

  g_assert_nonnull (stempel_field_get_error (field (self->form, "email")));
  g_assert_nonnull (stempel_field_get_error (field (self->form, "phone")));
  g_assert_true (has_focus_within (self->dialog, field (self->form, "email")));

  /* Nothing typed is lost, and typing takes the refusal away. */
  g_assert_nonnull (self->dialog);
  enter (self->form, "email", "anna@example.lu");
  g_assert_null (stempel_field_get_error (field (self->form, "email")));
}

static void
test_duplicate_offers_the_member (DialogFixture *self, gconstpointer data)
{
  GtkWidget *open_button = child (self->dialog, "open_button");

  enter_names (self);
  enter (self->form, "email", "anna@example.lu");
  apply (self);
  refuse (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL,
          "{\"code\": \"duplicate_customer\", \"customer_id\": 9, \"name\": \"Anna Schmit\", "
          "\"field\": \"email\"}");

  g_assert_true (shows (self->dialog,
                        "Anna Schmit is a member already, with the same e-mail address."));
  g_assert_nonnull (stempel_field_get_error (field (self->form, "email")));
  g_assert_true (has_focus_within (self->dialog, open_button));

  g_signal_emit_by_name (open_button, "clicked");
  g_assert_cmpint (self->opened, ==, 9);
  assert_goes ((gpointer *) &self->dialog);
}

static void
test_unknown_outcome_keeps_the_key (DialogFixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;
  guint call;

  enter_names (self);
  apply (self);
  first = g_strdup (fake_backend_get_key (self->fixture.backend,
                                          waiting_call (&self->fixture,
                                                        STEMPEL_OPERATION_CUSTOMER_ENROLL)));
  refuse (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL, "{\"code\": \"unavailable\"}");

  apply (self);
  call = waiting_call (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL);
  g_assert_cmpstr (fake_backend_get_key (self->fixture.backend, call), ==, first);
  refuse (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL, "{\"code\": \"unavailable\"}");

  /* Another request is another press. */
  enter (self->form, "given_name", "Anne");
  apply (self);
  call = waiting_call (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL);
  g_assert_cmpstr (fake_backend_get_key (self->fixture.backend, call), !=, first);
  refuse (&self->fixture, STEMPEL_OPERATION_CUSTOMER_ENROLL, "{\"code\": \"forbidden\"}");
}

static void
test_stale_shows_both_versions (DialogFixture *self, gconstpointer data)
{
  g_assert_false (stempel_form_get_changed (self->form));
  enter (self->form, "family_name", "Schmit-Weber");
  apply (self);
  g_assert_cmpint (json_object_get_int_member (sent (self, STEMPEL_OPERATION_CUSTOMER_SAVE),
                                               "revision"), ==, 4);
  refuse (&self->fixture, STEMPEL_OPERATION_CUSTOMER_SAVE,
          "{\"code\": \"stale\", \"current\": " CUSTOMER (
              "\"phone\": \"+352621123456\", \"email\": "
          "\"anna@example.lu\", \"note\": \"Likes rye\", ", "", "") "}");

  g_assert_true (shows (self->dialog, "Saved meanwhile: Schmit"));
  g_assert_true (shows (self->dialog, "Saved meanwhile: +352621123456"));
  g_assert_true (shows (self->dialog, "Saved meanwhile: Likes rye"));
  g_assert_false (shows (self->dialog, "Saved meanwhile: anna@example.lu"));

  /* What was typed is still there, and saving again is over the other version. */
  apply (self);
  g_assert_cmpstr (json_object_get_string_member (sent (self, STEMPEL_OPERATION_CUSTOMER_SAVE),
                                                  "family_name"), ==,
                   "Schmit-Weber");
  reply (&self->fixture, STEMPEL_OPERATION_CUSTOMER_SAVE, CUSTOMER ("", "", ""));
  g_assert_nonnull (self->saved);
}

static void
test_edit_asks_for_no_store (DialogFixture *self, gconstpointer data)
{
  JsonObject *request;

  apply (self);
  request = sent (self, STEMPEL_OPERATION_CUSTOMER_SAVE);
  g_assert_cmpint (json_object_get_int_member (request, "id"), ==, 9);
  g_assert_false (json_object_has_member (request, "store_id"));
  g_assert_false (json_object_has_member (request, "program_ids"));
  g_assert_cmpstr (json_object_get_string_member (request, "language"), ==, "fr");
  reply (&self->fixture, STEMPEL_OPERATION_CUSTOMER_SAVE, CUSTOMER ("", "", ""));
}

static void
test_closed_while_saving (DialogFixture *self, gconstpointer data)
{
  apply (self);
  stempel_dialog_close_now (self->dialog);
  reply (&self->fixture, STEMPEL_OPERATION_CUSTOMER_SAVE, CUSTOMER ("", "", ""));

  /* What was written is told all the same. */
  g_assert_nonnull (self->saved);
}

static void
test_blocking_needs_a_reason (DialogFixture *self, gconstpointer data)
{
  g_autoptr(JsonNode) node = json_from_string (CARD ("70", "active"), NULL);
  g_autoptr(StempelRecord) card = stempel_record_new_from_json (STEMPEL_TYPE_CARD, node, NULL);
  StempelDialog *dialog;

  dialog = STEMPEL_DIALOG (stempel_card_reason_dialog_new (self->fixture.client,
                                                           STEMPEL_CARD (card),
                                                           STEMPEL_OPERATION_CARD_BLOCK));
  stempel_dialog_present_for (dialog, self->fixture.window);
  wait_ms (20);
  g_signal_emit_by_name (dialog, "apply");
  g_assert_nonnull (stempel_field_get_error (field (stempel_dialog_get_form (dialog), "reason")));

  enter (stempel_dialog_get_form (dialog), "reason", "lost");
  g_signal_emit_by_name (dialog, "apply");
  g_assert_cmpstr (json_object_get_string_member (sent (self, STEMPEL_OPERATION_CARD_BLOCK),
                                                  "reason"), ==, "lost");
  reply (&self->fixture, STEMPEL_OPERATION_CARD_BLOCK, CARD ("70", "blocked"));
}

#define ADD(path, up, function) g_test_add (path, DialogFixture, NULL, up, function, \
  tear_down_dialog)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD ("/members/enrol/names-are-asked-for-together", set_up_enrol,
       test_names_are_asked_for_together);
  ADD ("/members/enrol/what-is-sent", set_up_enrol, test_what_is_sent);
  ADD ("/members/enrol/refusals-stand-beside-their-fields", set_up_enrol,
       test_refusals_stand_beside_their_fields);
  ADD ("/members/enrol/duplicate-offers-the-member", set_up_enrol,
       test_duplicate_offers_the_member);
  ADD ("/members/enrol/unknown-outcome-keeps-the-key", set_up_enrol,
       test_unknown_outcome_keeps_the_key);
  ADD ("/members/edit/stale-shows-both-versions", set_up_edit, test_stale_shows_both_versions);
  ADD ("/members/edit/asks-for-no-store", set_up_edit, test_edit_asks_for_no_store);
  ADD ("/members/edit/closed-while-saving", set_up_edit, test_closed_while_saving);
  ADD ("/members/card/blocking-needs-a-reason", set_up_edit, test_blocking_needs_a_reason);

  return g_test_run ();
}
