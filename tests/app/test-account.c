/* test-account.c: one's own password, second factor and sessions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-button.h"
#include "stempel-factor-removal-dialog.h"
#include "stempel-factor-set-up-dialog.h"
#include "stempel-new-password-dialog.h"
#include "stempel-own-session-row.h"
#include "stempel-own-sessions.h"
#include "stempel-password-field.h"
#include "stempel-qr-code.h"
#include "stempel-security-window.h"
#include "stempel-text-field.h"
#include "test-members-support.h"

#define OPERATIONS "\"session_list\", \"session_revoke\", \"password_change\""
#define SERVER_SESSION(totp) \
  "{\"login_id\": 1, \"name\": \"Léa\", \"role\": \"manager\", \"language\": \"en\", " \
  "\"merchant\": {\"id\": 1, \"name\": \"Bakery\", \"currency\": \"EUR\", \"language\": \"de\", " \
  "\"languages\": [\"de\"], \"country\": \"LU\", \"zone\": \"Europe/Luxembourg\"}, " \
  "\"password_set_at\": \"2020-03-01T10:00:00+01:00\", \"totp_confirmed_at\": " totp ", " \
  "\"operations\": [" OPERATIONS "]}"
#define OFF "null"
#define ON "\"2020-04-02T10:00:00+02:00\""

#define ROW(id, application, address, current) "{\"id\": " id ", \"login_id\": 1, " \
  "\"login_name\": \"Léa\", \"opened_at\": \"2020-05-01T10:00:00+02:00\", " \
  "\"seen_at\": \"2020-05-01T11:00:00+02:00\", \"expires_at\": \"2020-05-01T22:00:00+02:00\", " \
  "\"application\": " application ", \"address\": " address ", \"current\": " current "}"
#define HERE ROW ("7", "\"Stempel/1.2\"", "\"192.0.2.7\"", "true")
#define TILL ROW ("8", "\"Till/3\"", "\"192.0.2.8\"", "false")
#define NAMELESS ROW ("9", "null", "null", "false")
#define LIST(rows) "{\"items\": [" rows "], \"next\": null}"

#define LOGIN(totp) "{\"id\": 1, \"name\": \"Léa\", \"revision\": 1, " \
  "\"password_set_at\": \"2020-06-01T10:00:00+02:00\", \"totp_confirmed_at\": " totp "}"
#define SECRET "{\"secret\": \"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\", " \
  "\"uri\": \"otpauth://totp/Stempel:lea@example.org?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" \
  "&issuer=Stempel\"}"

#define OLD "an old horse in the barn"
#define NEW "pears and butter 31"

static StempelSecurityWindow *
open_window (Fixture *fixture, const char *session, const char *rows)
{
  StempelSecurityWindow *self;

  sign_in (fixture, session);
  show_page (fixture, gtk_button_new ());
  self = stempel_security_window_new (fixture->client);
  stempel_security_window_present_for (self, fixture->window);
  reply (fixture, STEMPEL_OPERATION_SESSION_WHOAMI, session);
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, rows);

  return self;
}

static gpointer
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type))
        return window;
    }

  return NULL;
}

static gboolean
is_button_with (GtkWidget *widget, gconstpointer text)
{
  g_autofree char *its = NULL;

  if (!STEMPEL_IS_BUTTON (widget) || !gtk_widget_get_visible (widget))
    return FALSE;
  g_object_get (widget, "text", &its, NULL);

  return g_strcmp0 (its, text) == 0;
}

static void
press (gpointer within, const char *text)
{
  GtkWidget *button = find (GTK_WIDGET (within), is_button_with, text);

  g_test_message ("%s", text);
  g_assert_nonnull (button);
  gtk_widget_grab_focus (button);
  g_signal_emit_by_name (button, "clicked");
  wait_ms (50);
}

static const char *
note_of (StempelSecurityWindow *self)
{
  return gtk_revealer_get_reveal_child (child (self, "note")) ?
         gtk_label_get_text (child (self, "note_label")) : NULL;
}

static StempelOwnSessionRow *
row_at (StempelSecurityWindow *self, int index)
{
  GtkListBox *list = child (child (self, "sessions"), "list_box");

  return (StempelOwnSessionRow *) gtk_list_box_get_row_at_index (list, index);
}

static const char *
page_of (StempelSecurityWindow *self)
{
  return gtk_stack_get_visible_child_name (child (child (self, "sessions"), "stack"));
}

/* Whatever happened, the window looks at how things are now. */
static void
reload (Fixture *fixture, const char *session, const char *rows)
{
  reply (fixture, STEMPEL_OPERATION_SESSION_WHOAMI, session);
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, rows);
}

/* An announcement holds what has the focus for a moment. */
static void
close_window (gpointer window)
{
  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (GTK_WINDOW (window));
  assert_goes (&window);
}

static void
type (gpointer dialog, const char *name, const char *text)
{
  StempelForm *form = stempel_dialog_get_form (STEMPEL_DIALOG (dialog));
  GType entry_type = GTK_TYPE_PASSWORD_ENTRY;
  GtkWidget *entry = find (GTK_WIDGET (field (form, name)), has_type, &entry_type);

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  if (*text != '\0')
    {
      int position = 0;

      gtk_editable_insert_text (GTK_EDITABLE (entry), text, -1, &position);
    }
}

static const char *
typed (gpointer dialog, const char *name)
{
  StempelForm *form = stempel_dialog_get_form (STEMPEL_DIALOG (dialog));

  return stempel_password_field_get_password (STEMPEL_PASSWORD_FIELD (field (form, name)));
}

static const char *
error_of (gpointer dialog, const char *name)
{
  return stempel_field_get_error (field (stempel_dialog_get_form (STEMPEL_DIALOG (dialog)), name));
}

static void
apply (gpointer dialog)
{
  g_signal_emit_by_name (dialog, "apply");
  wait_ms (20);
}

static gboolean
is_busy (gpointer dialog)
{
  gboolean busy;

  g_object_get (dialog, "busy", &busy, NULL);

  return busy;
}

static void
test_how_things_are_is_shown (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE "," TILL));

  g_assert_true (g_str_has_prefix (gtk_label_get_text (child (self, "password_label")),
                                   "Last changed: "));
  g_assert_true (shows (self, "Off"));
  g_assert_nonnull (find (GTK_WIDGET (self), is_button_with, "_Set Up…"));
  g_assert_false (gtk_widget_get_visible (child (self, "direct_label")));
  g_assert_true (has_focus_within (self, child (self, "password_button")));
  g_assert_null (note_of (self));

  /* Somebody else turned it on meanwhile. */
  gtk_widget_activate_action (GTK_WIDGET (self), "security.reload", NULL);
  reload (fixture, SERVER_SESSION (ON), LIST (TILL "," HERE));
  g_assert_true (shows (row_at (self, 0), "This one"));
  g_assert_true (shows (self, "On"));
  g_assert_nonnull (find (GTK_WIDGET (self), is_button_with, "_Turn Off…"));
  close_window (self);
}

static int
least_width (gpointer widget)
{
  int least;

  gtk_widget_measure (GTK_WIDGET (widget), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                      NULL);

  return least;
}

static void
test_it_fits_a_narrow_screen (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self =
    open_window (fixture, SERVER_SESSION (ON),
                 LIST (HERE "," ROW ("8", "\"Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0\"",
                                     "\"2001:db8:1234:5678:9abc:def0:1234:5678\"", "false")));

  g_assert_cmpint (least_width (self), <=, 360);
  close_window (self);
}

static void
test_a_direct_connection_has_no_password (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self =
    open_window (fixture, SESSION ("manager", OPERATIONS), LIST (TILL));

  g_assert_true (gtk_widget_get_visible (child (self, "direct_label")));
  g_assert_false (gtk_widget_get_visible (child (self, "password_box")));
  g_assert_false (gtk_widget_get_visible (child (self, "factor_box")));
  g_assert_nonnull (find (GTK_WIDGET (self), is_button_with, "End _All"));

  gtk_widget_activate_action (GTK_WIDGET (self), "security.reload", NULL);
  reload (fixture, SESSION ("manager", OPERATIONS), LIST (""));
  g_assert_cmpstr (page_of (self), ==, "empty");
  close_window (self);
}

static StempelNewPasswordDialog *
open_password (StempelSecurityWindow *self)
{
  press (self, "Change _Password…");
  g_assert_nonnull (find_window (STEMPEL_TYPE_NEW_PASSWORD_DIALOG));

  return find_window (STEMPEL_TYPE_NEW_PASSWORD_DIALOG);
}

static void
test_rules_of_a_password_are_told_before_it_is_sent (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *current, *new, *repeated, *wrong, *sentence; } entries[] = {
    { "", NEW, NEW, "current_password", "Please fill this in." },
    { OLD, "", NEW, "password", "Please fill this in." },
    { OLD, NEW, "", "repeated_password", "Please fill this in." },
    { OLD, "elevenchars", "elevenchars", "password", "Enter at least 12 characters." },
    { OLD, "öööööööööööööööööööööööööööööööööööööö",
      "öööööööööööööööööööööööööööööööööööööö", "password",
      "This password is too long: at most 72 bytes." },
    { OLD, NEW, NEW "!", "repeated_password", "The two passwords are not the same." },
  };
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE));
  StempelNewPasswordDialog *dialog = open_password (self);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      StempelForm *form = stempel_dialog_get_form (STEMPEL_DIALOG (dialog));

      type (dialog, "current_password", entries[i].current);
      type (dialog, "password", entries[i].new);
      type (dialog, "repeated_password", entries[i].repeated);
      apply (dialog);
      g_test_message ("%s: %s", entries[i].wrong, error_of (dialog, entries[i].wrong));
      g_assert_true (g_str_has_prefix (error_of (dialog, entries[i].wrong), entries[i].sentence));
      g_assert_true (has_focus_within (dialog, field (form, entries[i].wrong)));
      g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_PASSWORD_CHANGE), <,
                       0);
    }

  /* All at once, and nothing typed is lost. */
  type (dialog, "current_password", "");
  type (dialog, "password", "short");
  type (dialog, "repeated_password", "other");
  apply (dialog);
  g_assert_nonnull (error_of (dialog, "current_password"));
  g_assert_nonnull (error_of (dialog, "password"));
  g_assert_nonnull (error_of (dialog, "repeated_password"));
  g_assert_cmpstr (typed (dialog, "password"), ==, "short");
  stempel_dialog_close_now (STEMPEL_DIALOG (dialog));
  reload (fixture, SERVER_SESSION (OFF), LIST (HERE));
  close_window (self);
}

static void
enter_passwords (gpointer dialog)
{
  type (dialog, "current_password", OLD);
  type (dialog, "password", NEW);
  type (dialog, "repeated_password", NEW);
  apply (dialog);
}

static void
test_a_refused_password_stays_to_be_corrected (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *problem, *field, *sentence; } refusals[] = {
    { "{\"code\": \"unauthenticated\", \"reason\": \"credentials\"}", "current_password",
      "This is not your current password." },
    { "{\"code\": \"rate_limited\", \"available_at\": \"2020-01-02T14:20:00+01:00\"}",
      "current_password", "Too many attempts in a short time. Try again from" },
    { "{\"code\": \"invalid\", \"errors\": [{\"field\": \"password\", \"code\": \"trivial\"}]}",
      "password", "This password is too easy to guess." },
    { "{\"code\": \"invalid\", \"errors\": [{\"field\": \"password\", \"code\": \"too_long\", "
      "\"max\": 72}]}", "password", "This password is too long: at most 72 bytes." },
    { "{\"code\": \"invalid\", \"errors\": [{\"field\": \"password\", \"code\": \"too_short\", "
      "\"min\": 12}]}", "password", "Enter at least 12 characters." },
  };
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE));
  StempelNewPasswordDialog *dialog = open_password (self);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      enter_passwords (dialog);
      g_assert_true (is_busy (dialog));
      refuse (fixture, STEMPEL_OPERATION_PASSWORD_CHANGE, refusals[i].problem);
      g_assert_false (is_busy (dialog));
      g_test_message ("%s: %s", refusals[i].problem, error_of (dialog, refusals[i].field));
      g_assert_true (g_str_has_prefix (error_of (dialog, refusals[i].field), refusals[i].sentence));
      g_assert_cmpstr (typed (dialog, "current_password"), ==, OLD);
      g_assert_cmpstr (typed (dialog, "password"), ==, NEW);
      g_assert_cmpstr (typed (dialog, "repeated_password"), ==, NEW);
    }

  enter_passwords (dialog);
  refuse (fixture, STEMPEL_OPERATION_PASSWORD_CHANGE,
          "{\"code\": \"unavailable\", \"reason\": \"timeout\"}");
  g_assert_null (error_of (dialog, "current_password"));
  stempel_dialog_close_now (STEMPEL_DIALOG (dialog));
  /* It may have been changed: the window looks. */
  reload (fixture, SERVER_SESSION (OFF), LIST (HERE));
  close_window (self);
}

static void
test_a_changed_password_is_told_and_forgotten (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE "," TILL));
  StempelNewPasswordDialog *dialog = open_password (self);
  JsonObject *request;
  guint call;

  enter_passwords (dialog);
  call = waiting_call (fixture, STEMPEL_OPERATION_PASSWORD_CHANGE);
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpstr (json_object_get_string_member (request, "current_password"), ==, OLD);
  g_assert_cmpstr (json_object_get_string_member (request, "password"), ==, NEW);
  g_assert_cmpuint (json_object_get_size (request), ==, 2);

  /* Pressed again while it is under way: it is sent once. */
  press (dialog, "C_hange");
  reply (fixture, STEMPEL_OPERATION_PASSWORD_CHANGE, LOGIN (OFF));
  g_assert_cmpstr (json_object_get_string_member (request, "current_password"), ==, "");
  g_assert_cmpstr (json_object_get_string_member (request, "password"), ==, "");
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_PASSWORD_CHANGE), <, 0);

  wait_ms (50);
  g_assert_null (find_window (STEMPEL_TYPE_NEW_PASSWORD_DIALOG));
  g_assert_cmpstr (note_of (self), ==,
                   "Your password was changed. You are signed out everywhere but here.");
  reload (fixture, SERVER_SESSION (OFF), LIST (HERE));
  g_assert_null (row_at (self, 1));
  g_assert_nonnull (note_of (self));
  close_window (self);
}

static StempelFactorSetUpDialog *
open_set_up (Fixture *fixture, StempelSecurityWindow *self)
{
  press (self, "_Set Up…");
  reply (fixture, STEMPEL_OPERATION_TOTP_BEGIN, SECRET);
  wait_ms (50);
  g_assert_nonnull (find_window (STEMPEL_TYPE_FACTOR_SET_UP_DIALOG));

  return find_window (STEMPEL_TYPE_FACTOR_SET_UP_DIALOG);
}

static void
enter_code (gpointer dialog, const char *code)
{
  stempel_text_field_set_text (child (dialog, "code_field"), code);
  apply (dialog);
}

static void
test_a_second_factor_is_set_up (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE));
  StempelFactorSetUpDialog *dialog = open_set_up (fixture, self);
  JsonObject *request;

  g_assert_true (shows (dialog, "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (child (dialog, "copy_button")),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567");
  g_assert_true (has_focus_within (dialog, child (dialog, "code_field")));
  g_assert_true (g_str_has_prefix (stempel_qr_code_get_text (child (dialog, "qr_code")),
                                   "otpauth://totp/Stempel:lea@example.org?"));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (child (dialog, "qr_code")),
                                   GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (child (dialog, "qr_code")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "QR code of the second factor, with the secret that is "
                                       "written below");

  enter_code (dialog, "");
  g_assert_cmpstr (error_of (dialog, "one_time_code"), ==, "Please fill this in.");
  enter_code (dialog, "12345");
  g_assert_cmpstr (error_of (dialog, "one_time_code"), ==, "The code has six digits.");
  enter_code (dialog, "123 456");
  request = fake_backend_get_request (fixture->backend,
                                      waiting_call (fixture, STEMPEL_OPERATION_TOTP_CONFIRM));
  g_assert_cmpstr (json_object_get_string_member (request, "one_time_code"), ==, "123456");
  refuse (fixture, STEMPEL_OPERATION_TOTP_CONFIRM,
          "{\"code\": \"unauthenticated\", \"reason\": \"code_invalid\"}");
  g_assert_true (g_str_has_prefix (error_of (dialog, "one_time_code"), "This code is not right"));
  enter_code (dialog, "654321");
  reply (fixture, STEMPEL_OPERATION_TOTP_CONFIRM, LOGIN (ON));
  wait_ms (50);
  g_assert_null (find_window (STEMPEL_TYPE_FACTOR_SET_UP_DIALOG));
  g_assert_true (g_str_has_prefix (note_of (self), "The second factor is on"));
  g_assert_nonnull (strstr (note_of (self), "manager"));
  reload (fixture, SERVER_SESSION (ON), LIST (HERE));
  g_assert_true (shows (self, "On"));
  close_window (self);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

static void
test_a_secret_goes_with_its_dialog (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE));
  StempelFactorSetUpDialog *dialog = open_set_up (fixture, self);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr(StempelQrCode) code = g_object_ref (child (dialog, "qr_code"));
  g_autoptr(GtkLabel) label = g_object_ref (child (dialog, "secret_label"));
  g_autofree char *copied = NULL;

  press (dialog, "Copy _Secret");
  gdk_clipboard_read_text_async (clipboard, NULL, read_cb, &copied);
  for (guint i = 0; copied == NULL && i < 100; i++)
    wait_ms (10);
  g_assert_cmpstr (copied, ==, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
  g_assert_nonnull (find (GTK_WIDGET (dialog), is_button_with, "_Secret Copied"));

  gtk_window_close (GTK_WINDOW (dialog));
  wait_ms (50);
  g_assert_null (find_window (STEMPEL_TYPE_FACTOR_SET_UP_DIALOG));
  g_assert_null (stempel_qr_code_get_text (code));
  g_assert_cmpstr (gtk_label_get_text (label), ==, "");
  g_assert_null (gdk_clipboard_get_content (clipboard));
  reload (fixture, SERVER_SESSION (OFF), LIST (HERE));

  /* What was copied since is somebody else's. */
  dialog = open_set_up (fixture, self);
  press (dialog, "Copy _Secret");
  gdk_clipboard_set_text (clipboard, "shopping list");
  gtk_window_close (GTK_WINDOW (dialog));
  wait_ms (50);
  g_assert_nonnull (gdk_clipboard_get_content (clipboard));
  reload (fixture, SERVER_SESSION (OFF), LIST (HERE));
  close_window (self);
}

static void
test_a_secret_that_is_refused_is_told (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE));

  press (self, "_Set Up…");
  press (self, "_Set Up…");
  refuse (fixture, STEMPEL_OPERATION_TOTP_BEGIN,
          "{\"code\": \"conflict\", \"reason\": \"already_set_up\"}");
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_TOTP_BEGIN), <, 0);
  g_assert_true (g_str_has_prefix (note_of (self), "You have a second factor already."));
  reload (fixture, SERVER_SESSION (ON), LIST (HERE));
  g_assert_true (shows (self, "On"));
  close_window (self);
}

static void
test_a_second_factor_is_turned_off_with_a_code (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (ON), LIST (HERE));
  StempelDialog *dialog;
  JsonObject *request;

  press (self, "_Turn Off…");
  dialog = find_window (STEMPEL_TYPE_FACTOR_REMOVAL_DIALOG);
  g_assert_nonnull (dialog);
  enter_code (dialog, "12");
  g_assert_cmpstr (error_of (dialog, "one_time_code"), ==, "The code has six digits.");
  enter_code (dialog, "123456");
  request = fake_backend_get_request (fixture->backend,
                                      waiting_call (fixture, STEMPEL_OPERATION_TOTP_REMOVE));
  g_assert_cmpstr (json_object_get_string_member (request, "one_time_code"), ==, "123456");
  g_assert_false (json_object_has_member (request, "login_id"));
  refuse (fixture, STEMPEL_OPERATION_TOTP_REMOVE,
          "{\"code\": \"unauthenticated\", \"reason\": \"code_invalid\"}");
  g_assert_true (g_str_has_prefix (error_of (dialog, "one_time_code"), "This code is not right"));
  enter_code (dialog, "654321");
  reply (fixture, STEMPEL_OPERATION_TOTP_REMOVE, LOGIN (OFF));
  wait_ms (50);
  g_assert_true (g_str_has_prefix (note_of (self), "The second factor is off"));
  reload (fixture, SERVER_SESSION (OFF), LIST (HERE));
  g_assert_true (shows (self, "Off"));
  close_window (self);
}

static void
test_each_session_says_what_it_is (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self =
    open_window (fixture, SERVER_SESSION (OFF), LIST (HERE "," TILL "," NAMELESS));

  g_assert_true (shows (row_at (self, 0), "Stempel 1.2"));
  g_assert_true (shows (row_at (self, 0), "192.0.2.7"));
  g_assert_true (shows (row_at (self, 0), "This one"));
  g_assert_nonnull (find (GTK_WIDGET (row_at (self, 0)), is_button_with, "Sign Out"));
  g_assert_false (shows (row_at (self, 1), "This one"));
  g_assert_true (shows (row_at (self, 1), "Till/3"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (child (row_at (self, 1), "end_button")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "End the session of Till/3 at 192.0.2.8");
  g_assert_true (shows (row_at (self, 2), "Unknown program"));
  g_assert_nonnull (find (GTK_WIDGET (self), is_button_with, "End _All Others"));
  close_window (self);
}

/* Answers the question that is open. */
static void
answer (const char *button)
{
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr(GtkWindow) window = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) top = g_list_model_get_item (windows, i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (top), "StempelConfirmWindow"))
        g_set_object (&window, top);
    }

  g_assert_nonnull (window);
  press (window, button);
}

static gint64
revoked_id (Fixture *fixture)
{
  guint call = waiting_call (fixture, STEMPEL_OPERATION_SESSION_REVOKE);

  return json_object_get_int_member (fake_backend_get_request (fixture->backend, call), "id");
}

static void
test_one_session_is_ended (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self =
    open_window (fixture, SERVER_SESSION (OFF), LIST (HERE "," TILL "," NAMELESS));

  press (row_at (self, 1), "End");
  answer ("_Cancel");
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_SESSION_REVOKE), <, 0);

  press (row_at (self, 1), "End");
  answer ("_End Session");
  g_assert_cmpint (revoked_id (fixture), ==, 8);
  reply (fixture, STEMPEL_OPERATION_SESSION_REVOKE, TILL);
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, LIST (HERE "," NAMELESS));
  g_assert_cmpstr (note_of (self), ==, "1 session was ended.");
  g_assert_true (shows (row_at (self, 1), "Unknown program"));
  g_assert_null (row_at (self, 2));
  g_assert_true (has_focus_within (self, child (self, "sessions")));
  close_window (self);
}

static void
test_all_others_are_ended_one_by_one (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self =
    open_window (fixture, SERVER_SESSION (OFF), LIST (HERE "," TILL "," NAMELESS));

  press (self, "End _All Others");
  answer ("_End Sessions");
  g_assert_cmpint (revoked_id (fixture), ==, 8);
  reply (fixture, STEMPEL_OPERATION_SESSION_REVOKE, TILL);
  g_assert_cmpint (revoked_id (fixture), ==, 9);
  refuse (fixture, STEMPEL_OPERATION_SESSION_REVOKE,
          "{\"code\": \"rate_limited\", \"available_at\": \"2020-01-02T14:20:00+01:00\"}");
  g_assert_true (g_str_has_prefix (note_of (self), "Too many attempts in a short time."));
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, LIST (HERE "," NAMELESS));

  press (self, "End _All Others");
  answer ("_End Sessions");
  g_assert_cmpint (revoked_id (fixture), ==, 9);
  reply (fixture, STEMPEL_OPERATION_SESSION_REVOKE, NAMELESS);
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, LIST (HERE));
  g_assert_cmpstr (note_of (self), ==, "1 session was ended.");
  g_assert_null (find (GTK_WIDGET (self), is_button_with, "End _All Others"));
  g_assert_true (has_focus_within (self, row_at (self, 0)));
  close_window (self);
}

static void
test_a_list_that_fails_says_why (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self;

  sign_in (fixture, SERVER_SESSION (OFF));
  show_page (fixture, gtk_button_new ());
  self = stempel_security_window_new (fixture->client);
  stempel_security_window_present_for (self, fixture->window);
  g_assert_cmpstr (page_of (self), ==, "loading");
  reply (fixture, STEMPEL_OPERATION_SESSION_WHOAMI, SERVER_SESSION (OFF));
  refuse (fixture, STEMPEL_OPERATION_SESSION_LIST,
          "{\"code\": \"unavailable\", \"reason\": \"timeout\"}");
  g_assert_cmpstr (page_of (self), ==, "error");
  g_assert_true (shows (child (self, "sessions"),
                        "The database did not answer in time. Try again in a little while."));
  press (child (self, "sessions"), "Try A_gain");
  reply (fixture, STEMPEL_OPERATION_SESSION_LIST, LIST (HERE));
  g_assert_cmpstr (page_of (self), ==, "list");
  g_assert_true (has_focus_within (self, row_at (self, 0)));

  /* What is shown stays when it cannot be loaded again. */
  gtk_widget_activate_action (GTK_WIDGET (self), "security.reload", NULL);
  refuse (fixture, STEMPEL_OPERATION_SESSION_WHOAMI,
          "{\"code\": \"unavailable\", \"reason\": \"timeout\"}");
  refuse (fixture, STEMPEL_OPERATION_SESSION_LIST,
          "{\"code\": \"unavailable\", \"reason\": \"timeout\"}");
  g_assert_cmpstr (page_of (self), ==, "list");
  g_assert_nonnull (note_of (self));
  close_window (self);
}

static void
note_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_the_session_in_use_is_signed_out (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self = open_window (fixture, SERVER_SESSION (OFF), LIST (HERE));
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) action = g_simple_action_new ("sign-out", NULL);
  gboolean done = FALSE;

  g_signal_connect (action, "activate", G_CALLBACK (note_cb), &done);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (fixture->window, "app", G_ACTION_GROUP (group));
  press (row_at (self, 0), "Sign Out");
  g_assert_true (done);
  g_assert_null (find_window (STEMPEL_TYPE_SECURITY_WINDOW));
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_SESSION_REVOKE), <, 0);
}

static void
test_closing_gives_the_focus_back (Fixture *fixture, gconstpointer data)
{
  StempelSecurityWindow *self;
  GtkWidget *button = gtk_button_new ();

  sign_in (fixture, SERVER_SESSION (OFF));
  show_page (fixture, button);
  gtk_widget_grab_focus (button);
  self = stempel_security_window_new (fixture->client);
  stempel_security_window_present_for (self, fixture->window);
  wait_ms (50);
  gtk_window_close (GTK_WINDOW (self));
  wait_ms (50);
  g_assert_null (find_window (STEMPEL_TYPE_SECURITY_WINDOW));
  g_assert_true (has_focus_within (fixture->window, button));

  /* Answers that come too late find nobody. */
  reload (fixture, SERVER_SESSION (OFF), LIST (HERE));
}

#define ADD(name) g_test_add ("/account/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD (how_things_are_is_shown);
  ADD (it_fits_a_narrow_screen);
  ADD (a_direct_connection_has_no_password);
  ADD (rules_of_a_password_are_told_before_it_is_sent);
  ADD (a_refused_password_stays_to_be_corrected);
  ADD (a_changed_password_is_told_and_forgotten);
  ADD (a_second_factor_is_set_up);
  ADD (a_secret_goes_with_its_dialog);
  ADD (a_secret_that_is_refused_is_told);
  ADD (a_second_factor_is_turned_off_with_a_code);
  ADD (each_session_says_what_it_is);
  ADD (one_session_is_ended);
  ADD (all_others_are_ended_one_by_one);
  ADD (a_list_that_fails_says_why);
  ADD (the_session_in_use_is_signed_out);
  ADD (closing_gives_the_focus_back);

  return g_test_run ();
}
