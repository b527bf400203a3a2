/* test-access-people.c: the people who may sign in, their passwords and where they are signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-access-detail.h"
#include "stempel-login-dialog.h"
#include "stempel-login-password-dialog.h"
#include "stempel-password-field.h"
#include "stempel-password-make-up.h"
#include "test-access-support.h"

#define PERSON(id, name, more) "{\"id\": " id ", \"name\": \"" name "\", " \
  "\"role\": \"manager\", \"state\": \"active\", \"revision\": 3" more "}"

#define LEA PERSON ("1", "Léa", ", \"email\": \"lea@example.org\", " \
  "\"password_set_at\": \"2026-01-02T09:00:00Z\", \"totp_confirmed_at\": \"2026-01-03T09:00:00Z\"")
#define TOM PERSON ("2", "Tom", ", \"email\": \"tom@example.org\", \"language\": \"lb\", " \
  "\"database_role\": \"tom\", \"password_set_at\": \"2026-01-02T09:00:00Z\", " \
  "\"totp_confirmed_at\": \"2026-01-03T09:00:00Z\"")
#define TOM_NO_FACTOR PERSON ("2", "Tom", ", \"email\": \"tom@example.org\", " \
  "\"password_set_at\": \"2026-01-02T09:00:00Z\"")
#define TOM_DISABLED "{\"id\": 2, \"name\": \"Tom\", \"role\": \"manager\", " \
  "\"state\": \"disabled\", \"revision\": 4}"
#define ANA PERSON ("3", "Ana", ", \"email\": \"ana@example.org\"")
#define JOE PERSON ("4", "Joe", "")

#define NO_SESSIONS LIST ("")
#define SESSION_OF(id, current) "{\"id\": " id ", \"login_id\": 2, \"login_name\": \"Tom\", " \
  "\"opened_at\": \"2026-01-02T09:00:00Z\", \"seen_at\": \"2026-01-02T09:10:00Z\", " \
  "\"expires_at\": \"2026-01-02T21:00:00Z\", \"address\": \"192.0.2.7\", " \
  "\"application\": \"Stempel 1.0\", \"current\": " current "}"

static GtkWidget *
open_person (Fixture *fixture, const char *person)
{
  g_autofree char *list = g_strdup_printf (LIST ("%s"), person);
  GtkWidget *page = open_access (fixture, MANAGER);

  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, list);
  choose (page, 0);

  return page;
}

static void
do_it (GtkWidget *page, const char *action)
{
  gtk_widget_activate_action (shown_detail (page), action, NULL);
  wait_ms (50);
}

static void
test_rows_say_what_is_the_matter (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_access (fixture, MANAGER);

  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST,
         LIST (LEA ", " ANA ", " TOM_DISABLED));
  g_assert_true (shows (shown_list (page), "Léa"));
  g_assert_true (shows (shown_list (page), "Manager · lea@example.org"));
  g_assert_true (shows (shown_list (page), "Second factor"));
  g_assert_true (shows (shown_list (page), "No password"));
  g_assert_true (shows (shown_list (page), "Disabled"));
  g_assert_true (shows (shown_detail (page), "Nobody Chosen"));
}

static void
test_facts_and_actions (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, TOM);
  GtkWidget *detail = shown_detail (page);

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  g_assert_true (shows (detail, "tom@example.org"));
  g_assert_true (shows (detail, "Lëtzebuergesch"));
  g_assert_true (shows (detail, "Second factor since"));
  g_assert_true (shows (detail, "Role in the database"));
  g_assert_true (shows (detail, "Nowhere through a server."));
  g_assert_true (offers (detail, "_Edit…"));
  g_assert_true (offers (detail, "Set _Password…"));
  g_assert_true (offers (detail, "Turn Off Second _Factor…"));
  g_assert_true (offers (detail, "_Disable…"));
}

/* Their own code is asked for elsewhere, and nobody throws themselves out. */
static void
test_oneself (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, LEA);
  GtkWidget *detail = shown_detail (page);

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  g_assert_true (offers (detail, "_Edit…"));
  g_assert_true (offers (detail, "Set _Password…"));
  g_assert_false (offers (detail, "Turn Off Second _Factor…"));
  g_assert_false (offers (detail, "_Disable…"));
}

static void
test_without_an_address (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, JOE);
  GtkWidget *detail = shown_detail (page);

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  g_assert_false (offers (detail, "Set _Password…"));
  g_assert_true (tells (detail, "Without an e-mail address"));
}

static void
test_auditors_see_no_people (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_access (fixture, AUDITOR);

  g_assert_null (toggle (page, "People"));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle (page, "Terminals"))));
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (""));
  g_assert_false (gtk_widget_get_visible (child (page, "new_button")));
  g_assert_false (offers (shown_list (page), "_Add a Terminal"));
  g_assert_true (tells (shown_list (page), "No Terminals Yet"));
}

static void
test_error_can_be_tried_again (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_access (fixture, MANAGER);

  break_line (fixture, STEMPEL_OPERATION_LOGIN_LIST);
  g_assert_true (offers (shown_list (page), "_Try Again"));
  g_signal_emit_by_name (button (shown_list (page), "_Try Again"), "clicked");
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (LEA));
  g_assert_true (shows (shown_list (page), "Léa"));
}

static void
test_disable_asks_and_names (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, TOM);
  StempelDialog *dialog;
  JsonObject *request;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  do_it (page, "person.disable");
  dialog = open_dialog ();
  g_assert_true (shows (dialog, "Disable Tom?"));
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_LOGIN_DISABLE), <, 0);

  apply (dialog);
  request = request_of (fixture, STEMPEL_OPERATION_LOGIN_DISABLE);
  g_assert_cmpint (json_object_get_int_member (request, "id"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (request, "revision"), ==, 3);
  first = key_of (fixture, STEMPEL_OPERATION_LOGIN_DISABLE);
  break_line (fixture, STEMPEL_OPERATION_LOGIN_DISABLE);
  g_assert_true (tells (dialog, "cannot be reached"));

  /* It may have been done: the same once more, not another one. */
  apply (dialog);
  second = key_of (fixture, STEMPEL_OPERATION_LOGIN_DISABLE);
  g_assert_cmpstr (first, ==, second);
  reply (fixture, STEMPEL_OPERATION_LOGIN_DISABLE, TOM_DISABLED);
  g_assert_null (dialog_of (STEMPEL_TYPE_DIALOG));
  g_assert_true (tells (shown_detail (page), "cannot sign in any more"));
  g_assert_false (offers (shown_detail (page), "_Edit…"));
  g_assert_false (offers (shown_detail (page), "_Disable…"));
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (TOM_DISABLED));
}

static void
test_the_harmless_button_has_the_focus (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, TOM);
  StempelDialog *dialog;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  do_it (page, "person.disable");
  dialog = open_dialog ();
  g_assert_true (has_focus_within (dialog, button (dialog, "_Cancel")));
  stempel_dialog_close_now (dialog);
}

static void
test_last_manager_stays (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, TOM);
  StempelDialog *dialog;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  do_it (page, "person.disable");
  dialog = open_dialog ();
  apply (dialog);
  refuse (fixture, STEMPEL_OPERATION_LOGIN_DISABLE,
          "{\"code\": \"conflict\", \"reason\": \"last_manager\"}");
  g_assert_true (tells (dialog, "This is the last manager."));
  stempel_dialog_close_now (dialog);
}

static void
test_second_factor_is_turned_off (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, TOM);
  JsonObject *request;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  do_it (page, "person.remove-second-factor");
  g_assert_true (shows (open_dialog (), "Turn off the second factor of Tom?"));
  apply (open_dialog ());
  request = request_of (fixture, STEMPEL_OPERATION_TOTP_REMOVE);
  g_assert_cmpint (json_object_get_int_member (request, "login_id"), ==, 2);
  reply (fixture, STEMPEL_OPERATION_TOTP_REMOVE, TOM_NO_FACTOR);
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (TOM_NO_FACTOR));
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  g_assert_false (offers (shown_detail (page), "Turn Off Second _Factor…"));
  g_assert_false (shows (shown_detail (page), "Second factor since"));
}

static void
test_sessions_are_ended (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, TOM);
  GtkWidget *detail = shown_detail (page);

  break_line (fixture, STEMPEL_OPERATION_SESSION_LIST);
  g_assert_true (offers (detail, "_Try Again"));
  g_signal_emit_by_name (button (detail, "_Try Again"), "clicked");
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST,
         LIST (SESSION_OF ("5", "true") ", " SESSION_OF ("6", "false")));
  g_assert_true (shows (detail, "Stempel 1.0"));
  g_assert_true (shows (detail, "Here"));
  g_assert_true (tells (detail, "192.0.2.7"));

  /* The one in which this runs is not ended here. */
  g_signal_emit_by_name (button (detail, "End"), "clicked");
  g_assert_cmpint (json_object_get_int_member (
                     request_of (fixture, STEMPEL_OPERATION_SESSION_REVOKE), "id"), ==, 6);
  reply (fixture, STEMPEL_OPERATION_SESSION_REVOKE, SESSION_OF ("6", "false"));
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, LIST (SESSION_OF ("5", "true")));
  g_assert_null (button (detail, "End"));
}

static void
type_password (gpointer dialog, const char *name, const char *password)
{
  StempelForm *form = stempel_dialog_get_form (STEMPEL_DIALOG (dialog));
  GType type = GTK_TYPE_PASSWORD_ENTRY;
  GtkWidget *entry = find (GTK_WIDGET (field (form, name)), has_type, &type);
  int position = 0;

  stempel_password_field_clear (STEMPEL_PASSWORD_FIELD (field (form, name)));
  gtk_editable_insert_text (gtk_editable_get_delegate (GTK_EDITABLE (entry)), password, -1,
                            &position);
}

static StempelDialog *
open_password (Fixture *fixture, GtkWidget *page)
{
  do_it (page, "person.set-password");

  return STEMPEL_DIALOG (dialog_of (STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG));
}

static void
test_password_is_typed_twice (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, ANA);
  StempelDialog *dialog;
  StempelForm *form;
  JsonObject *request;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  dialog = open_password (fixture, page);
  form = stempel_dialog_get_form (dialog);
  g_assert_true (tells (dialog, "Wherever they are signed in now, that ends."));

  type_password (dialog, "password", "too short");
  type_password (dialog, "again", "too short");
  apply (dialog);
  g_assert_cmpstr (stempel_field_get_error (field (form, "password")), ==,
                   "Enter at least 12 characters.");

  type_password (dialog, "password", "ääääääääääääääääääääääääääääääääääääää");
  apply (dialog);
  g_assert_nonnull (stempel_field_get_error (field (form, "password")));

  type_password (dialog, "password", "apples and bread 27");
  type_password (dialog, "again", "apples and bread 28");
  apply (dialog);
  g_assert_cmpstr (stempel_field_get_error (field (form, "again")), ==,
                   "The two passwords are not the same.");
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_LOGIN_SET_PASSWORD), <,
                   0);

  type_password (dialog, "again", "apples and bread 27");
  apply (dialog);
  request = json_object_ref (request_of (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD));
  g_assert_cmpint (json_object_get_int_member (request, "id"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (request, "password"), ==, "apples and bread 27");
  reply (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD, ANA);
  g_assert_null (dialog_of (STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG));

  /* The bytes of the request were wiped when the answer came. */
  g_assert_cmpstr (json_object_get_string_member (request, "password"), ==, "");
  json_object_unref (request);
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (ANA));
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
}

static void
test_refused_password_is_told_at_its_field (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, ANA);
  StempelDialog *dialog;
  StempelForm *form;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  dialog = open_password (fixture, page);
  form = stempel_dialog_get_form (dialog);
  type_password (dialog, "password", "ana@example.org");
  type_password (dialog, "again", "ana@example.org");
  apply (dialog);
  refuse (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD,
          "{\"code\": \"invalid\", \"errors\": [{\"field\": \"password\", "
          "\"code\": \"trivial\"}]}");
  g_assert_true (g_str_has_prefix (stempel_field_get_error (field (form, "password")),
                                   "This password is too easy to guess."));
  stempel_dialog_close_now (dialog);
}

static void
test_made_up_password_is_shown_once (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, ANA);
  StempelDialog *dialog;
  GtkWidget *label;
  g_autofree char *password = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  dialog = open_password (fixture, page);
  g_signal_emit_by_name (button (dialog, "_Make One Up and Show It"), "clicked");
  password = g_strdup (json_object_get_string_member (
                         request_of (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD), "password"));
  g_assert_cmpuint (strlen (password), ==, STEMPEL_PASSWORD_MADE_UP_LENGTH);
  first = key_of (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD);
  break_line (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD);
  g_assert_false (shows (dialog, password));

  /* It may be the password already: the same one again, under the same key. */
  g_signal_emit_by_name (button (dialog, "_Make One Up and Show It"), "clicked");
  second = key_of (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (json_object_get_string_member (
                     request_of (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD), "password"), ==,
                   password);
  reply (fixture, STEMPEL_OPERATION_LOGIN_SET_PASSWORD, ANA);
  g_assert_true (shows (dialog, password));
  g_assert_true (tells (dialog, "It is shown only this once"));

  label = g_object_ref (find (GTK_WIDGET (dialog), is_label_with, password));
  apply (dialog);
  g_assert_null (dialog_of (STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "");
  g_object_unref (label);
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (ANA));
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
}

static void
test_made_up_passwords_differ (void)
{
  char first[STEMPEL_PASSWORD_MADE_UP_LENGTH + 1], second[STEMPEL_PASSWORD_MADE_UP_LENGTH + 1];

  stempel_password_make_up (first);
  stempel_password_make_up (second);
  g_assert_cmpstr (first, !=, second);
  g_assert_true (g_regex_match_simple ("^[a-z2-9]{4}(-[a-z2-9]{4}){3}$", first, 0, 0));
  g_assert_null (strpbrk (first, "ilo01"));
}

static void
test_new_person_is_asked_for_a_password (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_access (fixture, MANAGER);
  StempelDialog *dialog;
  StempelForm *form;
  JsonObject *request;

  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (LEA));
  gtk_widget_activate_action (page, "page.new", NULL);
  dialog = open_dialog ();
  form = stempel_dialog_get_form (dialog);
  g_assert_false (stempel_form_get_changed (form));
  apply (dialog);
  g_assert_nonnull (stempel_field_get_error (field (form, "name")));
  g_assert_true (has_focus_within (dialog, field (form, "name")));

  enter (form, "name", "Ana");
  enter (form, "email", "lea@example.org");
  enter (form, "role", "auditor");
  apply (dialog);
  request = request_of (fixture, STEMPEL_OPERATION_LOGIN_SAVE);
  g_assert_cmpstr (json_object_get_string_member (request, "role"), ==, "auditor");
  g_assert_false (json_object_has_member (request, "language"));
  refuse (fixture, STEMPEL_OPERATION_LOGIN_SAVE,
          "{\"code\": \"invalid\", \"errors\": [{\"field\": \"email\", \"code\": \"taken\"}]}");
  g_assert_nonnull (stempel_field_get_error (field (form, "email")));

  enter (form, "email", "ana@example.org");
  apply (dialog);
  reply (fixture, STEMPEL_OPERATION_LOGIN_SAVE, ANA);
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (ANA ", " LEA));
  g_assert_null (dialog_of (STEMPEL_TYPE_LOGIN_DIALOG));
  g_assert_nonnull (dialog_of (STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG));
  stempel_dialog_close_now (dialog_of (STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG));
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  g_assert_true (shows (shown_detail (page), "ana@example.org"));
}

static void
test_somebody_else_saved_first (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_person (fixture, TOM);
  StempelDialog *dialog;
  StempelForm *form;
  JsonObject *request;
  g_autofree char *help = NULL;

  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
  do_it (page, "person.edit");
  dialog = open_dialog ();
  form = stempel_dialog_get_form (dialog);
  enter (form, "name", "Thomas");
  apply (dialog);
  refuse (fixture, STEMPEL_OPERATION_LOGIN_SAVE,
          "{\"code\": \"stale\", \"current\": {\"id\": 2, \"name\": \"Tommy\", "
          "\"email\": \"tom@example.org\", \"role\": \"manager\", \"language\": \"lb\", "
          "\"revision\": 9}}");
  g_assert_true (tells (dialog, "Somebody else saved this person"));
  g_object_get (field (form, "name"), "description", &help, NULL);
  g_assert_cmpstr (help, ==, "Saved meanwhile: Tommy");

  apply (dialog);
  request = request_of (fixture, STEMPEL_OPERATION_LOGIN_SAVE);
  g_assert_cmpstr (json_object_get_string_member (request, "name"), ==, "Thomas");
  g_assert_cmpint (json_object_get_int_member (request, "revision"), ==, 9);
  /* What is not asked for here stays as it is. */
  g_assert_false (json_object_has_member (request, "database_role"));
  reply (fixture, STEMPEL_OPERATION_LOGIN_SAVE, TOM);
  g_assert_null (dialog_of (STEMPEL_TYPE_LOGIN_DIALOG));
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (TOM));
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, NO_SESSIONS);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD ("/access/people/rows-say-what-is-the-matter", test_rows_say_what_is_the_matter);
  ADD ("/access/people/facts-and-actions", test_facts_and_actions);
  ADD ("/access/people/oneself", test_oneself);
  ADD ("/access/people/without-an-address", test_without_an_address);
  ADD ("/access/people/auditors-see-none", test_auditors_see_no_people);
  ADD ("/access/people/error-can-be-tried-again", test_error_can_be_tried_again);
  ADD ("/access/people/disable-asks-and-names", test_disable_asks_and_names);
  ADD ("/access/people/harmless-button-has-the-focus", test_the_harmless_button_has_the_focus);
  ADD ("/access/people/last-manager-stays", test_last_manager_stays);
  ADD ("/access/people/second-factor-is-turned-off", test_second_factor_is_turned_off);
  ADD ("/access/people/sessions-are-ended", test_sessions_are_ended);
  ADD ("/access/people/new-one-is-asked-for-a-password", test_new_person_is_asked_for_a_password);
  ADD ("/access/people/somebody-else-saved-first", test_somebody_else_saved_first);
  ADD ("/access/password/is-typed-twice", test_password_is_typed_twice);
  ADD ("/access/password/refused-is-told-at-its-field", test_refused_password_is_told_at_its_field);
  ADD ("/access/password/made-up-is-shown-once", test_made_up_password_is_shown_once);
  g_test_add_func ("/access/password/made-up-ones-differ", test_made_up_passwords_differ);

  return g_test_run ();
}
