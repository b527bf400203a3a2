/* test-access-terminals.c: terminals, and the codes with which devices become them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-pairing-dialog.h"
#include "stempel-terminal-dialog.h"
#include "test-access-support.h"

#define TERMINAL(state, more) "{\"id\": 7, \"name\": \"Counter\", \"store_id\": 3, " \
  "\"store_name\": \"Gare\", \"state\": \"" state "\", \"revision\": 2" more "}"
#define SOON ", \"code_expires_at\": \"2099-01-01T00:00:00Z\""
#define LATER ", \"code_expires_at\": \"2099-01-01T00:05:00Z\""
#define PAST ", \"code_expires_at\": \"2020-01-01T00:00:00Z\""
#define DEVICE ", \"paired_at\": \"2026-01-02T09:00:00Z\", " \
  "\"seen_at\": \"2026-01-02T10:00:00Z\", \"address\": \"192.0.2.7\""
#define CODE ", \"code\": \"ABCD-EFGH\""

#define WAITING TERMINAL ("waiting", SOON)
#define PAIRED TERMINAL ("paired", DEVICE)
#define REVOKED TERMINAL ("revoked", "")

static GtkWidget *
open_terminals (Fixture *fixture, const char *session, const char *terminals)
{
  g_autofree char *list = g_strdup_printf (LIST ("%s"), terminals);
  GtkWidget *page = open_access (fixture, session);

  if (toggle (page, "People") != NULL)
    {
      reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (""));
      show_kind (page, "Terminals");
    }
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, list);
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
test_states (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, MANAGER, PAIRED);
  GtkWidget *detail = shown_detail (page);

  g_assert_true (shows (shown_list (page), "In use"));
  g_assert_true (shows (detail, "192.0.2.7"));
  g_assert_true (shows (detail, "Device since"));
  g_assert_true (offers (detail, "New _Code…"));
  g_assert_true (offers (detail, "_Shut Out…"));

  gtk_widget_activate_action (page, "page.reload", NULL);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (WAITING));
  g_assert_true (shows (shown_list (page), "Waiting"));
  g_assert_true (tells (detail, "Waiting for its code until"));

  gtk_widget_activate_action (page, "page.reload", NULL);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (TERMINAL ("waiting", PAST)));
  g_assert_true (shows (shown_list (page), "Without a device"));
  g_assert_true (tells (detail, "Get a code and type it in there."));

  gtk_widget_activate_action (page, "page.reload", NULL);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (REVOKED));
  g_assert_true (shows (shown_list (page), "Shut out"));
  g_assert_false (offers (detail, "_Edit…"));
  g_assert_false (offers (detail, "New _Code…"));
  g_assert_false (offers (detail, "_Shut Out…"));
}

static void
test_auditors_only_look (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, AUDITOR, PAIRED);
  GtkWidget *detail = shown_detail (page);

  g_assert_true (shows (detail, "In use"));
  g_assert_false (offers (detail, "_Edit…"));
  g_assert_false (offers (detail, "New _Code…"));
  g_assert_false (offers (detail, "_Shut Out…"));
  g_assert_false (gtk_widget_get_visible (child (page, "new_button")));
}

/* Adds a terminal up to where its code is on the screen. */
static StempelDialog *
add_terminal (Fixture *fixture, GtkWidget *page, const char *terminal)
{
  g_autofree char *list = g_strdup_printf (LIST ("%s"), terminal);
  StempelForm *form;

  gtk_widget_activate_action (page, "page.new", NULL);
  reply (fixture, STEMPEL_OPERATION_STORE_LIST, STORES);
  form = stempel_dialog_get_form (dialog_of (STEMPEL_TYPE_TERMINAL_DIALOG));
  g_assert_false (stempel_form_get_changed (form));
  enter (form, "name", "Counter");
  apply (dialog_of (STEMPEL_TYPE_TERMINAL_DIALOG));
  g_assert_cmpint (json_object_get_int_member (
                     request_of (fixture, STEMPEL_OPERATION_TERMINAL_PAIR), "store_id"), ==, 3);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_PAIR, terminal);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, list);
  g_assert_null (dialog_of (STEMPEL_TYPE_TERMINAL_DIALOG));
  g_assert_nonnull (dialog_of (STEMPEL_TYPE_PAIRING_DIALOG));

  return dialog_of (STEMPEL_TYPE_PAIRING_DIALOG);
}

static void
test_code_is_shown_and_taken (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, MANAGER, "");
  StempelDialog *dialog = add_terminal (fixture, page, TERMINAL ("waiting", SOON CODE));
  GtkWidget *label = g_object_ref (find (GTK_WIDGET (dialog), is_label_with, "ABCD-EFGH"));

  g_assert_true (tells (dialog, "“Counter” in Gare"));
  g_assert_true (tells (dialog, "It works once, until"));
  g_assert_true (tells (dialog, "left"));

  /* Nobody has typed it in yet. */
  wait_ms (3000);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (WAITING));
  g_assert_true (shows (dialog, "ABCD-EFGH"));

  wait_ms (3000);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (PAIRED));
  g_assert_true (tells (dialog, "A device is “Counter” in Gare now."));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "");
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (PAIRED));
  g_assert_true (shows (shown_detail (page), "192.0.2.7"));

  apply (dialog);
  g_assert_null (dialog_of (STEMPEL_TYPE_PAIRING_DIALOG));
  g_object_unref (label);
}

static gboolean
is_secret (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "stempel-secret");
}

static void
test_code_is_wiped (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, MANAGER, "");
  StempelDialog *dialog = add_terminal (fixture, page, TERMINAL ("waiting", SOON CODE));
  GtkLabel *label = GTK_LABEL (g_object_ref (find (GTK_WIDGET (dialog), is_secret, NULL)));
  const char *shown = gtk_label_get_text (label);
  g_autofree char *before = g_strdup (shown);

  g_assert_cmpstr (before, ==, "ABCD-EFGH");
  gtk_window_close (GTK_WINDOW (dialog));
  wait_ms (20);
  g_assert_null (dialog_of (STEMPEL_TYPE_PAIRING_DIALOG));
  g_assert_cmpstr (gtk_label_get_text (label), ==, "");
  g_assert_cmpstr (gtk_label_get_label (label), ==, "");
  g_object_unref (label);
}

static void
test_code_is_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) soon = g_date_time_add_seconds (now, 2);
  g_autofree char *until = g_date_time_format_iso8601 (soon);
  g_autofree char *terminal =
    g_strdup_printf (TERMINAL ("waiting", ", \"code_expires_at\": \"%s\"" CODE), until);
  GtkWidget *page = open_terminals (fixture, MANAGER, "");
  StempelDialog *dialog = add_terminal (fixture, page, terminal);
  JsonObject *request;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  wait_ms (3500);
  g_assert_true (tells (dialog, "The code is over."));
  g_assert_false (shows (dialog, "ABCD-EFGH"));

  apply (dialog);
  request = request_of (fixture, STEMPEL_OPERATION_TERMINAL_PAIR);
  g_assert_cmpint (json_object_get_int_member (request, "id"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (request, "revision"), ==, 2);
  first = key_of (fixture, STEMPEL_OPERATION_TERMINAL_PAIR);
  break_line (fixture, STEMPEL_OPERATION_TERMINAL_PAIR);
  apply (dialog);
  second = key_of (fixture, STEMPEL_OPERATION_TERMINAL_PAIR);
  g_assert_cmpstr (first, ==, second);

  /* Repeated, it is answered without the code, so there has to be another one. */
  reply (fixture, STEMPEL_OPERATION_TERMINAL_PAIR, WAITING);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (WAITING));
  g_assert_true (tells (dialog, "it is told only once"));
  apply (dialog);
  g_clear_pointer (&second, g_free);
  second = key_of (fixture, STEMPEL_OPERATION_TERMINAL_PAIR);
  g_assert_cmpstr (first, !=, second);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_PAIR, TERMINAL ("waiting", SOON CODE));
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (WAITING));
  g_assert_true (shows (dialog, "ABCD-EFGH"));
  stempel_dialog_close_now (dialog);
}

static void
test_others_do_something_meanwhile (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, MANAGER, "");
  StempelDialog *dialog = add_terminal (fixture, page, TERMINAL ("waiting", SOON CODE));

  wait_ms (3000);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (TERMINAL ("waiting", LATER)));
  g_assert_true (tells (dialog, "Somebody else has got another code"));
  g_assert_false (shows (dialog, "ABCD-EFGH"));
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (TERMINAL ("waiting", LATER)));
  stempel_dialog_close_now (dialog);
}

static void
test_new_code_says_who_is_out (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, MANAGER, PAIRED);
  StempelDialog *dialog;
  JsonObject *request;

  do_it (page, "terminal.new-code");
  dialog = open_dialog ();
  g_assert_true (shows (dialog, "Get a code for “Counter”?"));
  g_assert_true (tells (dialog, "is out from then on"));
  apply (dialog);
  request = request_of (fixture, STEMPEL_OPERATION_TERMINAL_PAIR);
  g_assert_cmpint (json_object_get_int_member (request, "id"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (request, "name"), ==, "Counter");
  reply (fixture, STEMPEL_OPERATION_TERMINAL_PAIR, TERMINAL ("paired", DEVICE SOON CODE));
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (TERMINAL ("paired", DEVICE SOON)));

  dialog = dialog_of (STEMPEL_TYPE_PAIRING_DIALOG);
  g_assert_nonnull (dialog);
  wait_ms (3000);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (TERMINAL ("paired", DEVICE SOON)));
  g_assert_true (shows (dialog, "ABCD-EFGH"));
  stempel_dialog_close_now (dialog);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, MANAGER, PAIRED);
  StempelDialog *dialog;
  StempelForm *form;
  JsonObject *request;

  do_it (page, "terminal.edit");
  reply (fixture, STEMPEL_OPERATION_STORE_LIST, STORES);
  dialog = dialog_of (STEMPEL_TYPE_TERMINAL_DIALOG);
  form = stempel_dialog_get_form (dialog);
  g_assert_false (stempel_form_get_changed (form));
  g_assert_true (tells (dialog, "stays what it is"));
  enter (form, "name", "Counter left");
  apply (dialog);
  refuse (fixture, STEMPEL_OPERATION_TERMINAL_PAIR,
          "{\"code\": \"stale\", \"current\": {\"id\": 7, \"name\": \"Counter right\", "
          "\"store_id\": 3, \"revision\": 5}}");
  g_assert_true (tells (dialog, "Somebody else saved this terminal"));
  apply (dialog);
  request = request_of (fixture, STEMPEL_OPERATION_TERMINAL_PAIR);
  g_assert_cmpstr (json_object_get_string_member (request, "name"), ==, "Counter left");
  g_assert_cmpint (json_object_get_int_member (request, "revision"), ==, 5);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_PAIR, TERMINAL ("paired", DEVICE SOON CODE));

  /* Nobody has asked for the code that comes with it. */
  g_assert_null (dialog_of (STEMPEL_TYPE_PAIRING_DIALOG));
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (PAIRED));
}

static void
test_shut_out (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_terminals (fixture, MANAGER, PAIRED);
  StempelDialog *dialog;

  do_it (page, "terminal.shut-out");
  dialog = open_dialog ();
  g_assert_true (shows (dialog, "Shut out “Counter”?"));
  apply (dialog);
  refuse (fixture, STEMPEL_OPERATION_TERMINAL_REVOKE,
          "{\"code\": \"conflict\", \"reason\": \"revoked\", \"what\": \"terminal\"}");
  g_assert_true (tells (dialog, "This terminal was shut out."));
  apply (dialog);
  reply (fixture, STEMPEL_OPERATION_TERMINAL_REVOKE, REVOKED);
  g_assert_null (dialog_of (STEMPEL_TYPE_DIALOG));
  reply (fixture, STEMPEL_OPERATION_TERMINAL_LIST, LIST (REVOKED));
  g_assert_false (offers (shown_detail (page), "_Shut Out…"));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD ("/access/terminals/states", test_states);
  ADD ("/access/terminals/auditors-only-look", test_auditors_only_look);
  ADD ("/access/terminals/code-is-shown-and-taken", test_code_is_shown_and_taken);
  ADD ("/access/terminals/code-is-wiped", test_code_is_wiped);
  ADD ("/access/terminals/code-is-over", test_code_is_over);
  ADD ("/access/terminals/others-do-something-meanwhile", test_others_do_something_meanwhile);
  ADD ("/access/terminals/new-code-says-who-is-out", test_new_code_says_who_is_out);
  ADD ("/access/terminals/rename", test_rename);
  ADD ("/access/terminals/shut-out", test_shut_out);

  return g_test_run ();
}
