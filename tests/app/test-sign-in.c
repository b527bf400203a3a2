/* test-sign-in.c: passwords that nothing reads, and refusals beside what they are about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "stempel-connection-dialog.h"
#include "stempel-password-field.h"
#include "stempel-sign-in-form.h"
#include "stempel-switch-field.h"
#include "stempel-text-field.h"
#include "test-members-support.h"

#define PASSWORD "Öpfel & Brout 27!"

/* The first field of a kind and, unless it is NULL, a wire name below a widget. */
static gpointer
find_field (GtkWidget *widget, GType type, const char *wire_name)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (wire_name == NULL ||
       g_strcmp0 (stempel_field_get_wire_name (STEMPEL_FIELD (widget)), wire_name) == 0))
    return widget;

  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    {
      gpointer found = find_field (c, type, wire_name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
find_entry (GtkWidget *widget)
{
  if (GTK_IS_PASSWORD_ENTRY (widget))
    return widget;

  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = find_entry (c);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
type (StempelPasswordField *field, const char *text)
{
  GtkEditable *entry = GTK_EDITABLE (find_entry (GTK_WIDGET (field)));
  int position = gtk_editable_get_position (entry);

  gtk_editable_delete_selection (entry);
  position = gtk_editable_get_position (entry);
  gtk_editable_insert_text (entry, text, -1, &position);
  gtk_editable_set_position (entry, position);
}

static void
test_a_password_is_edited_like_any_text (Fixture *fixture, gconstpointer data)
{
  GtkWidget *field = stempel_password_field_new ("password", "_Password");
  StempelPasswordField *self = STEMPEL_PASSWORD_FIELD (field);
  GtkEditable *entry = GTK_EDITABLE (find_entry (field));

  show_page (fixture, field);
  type (self, "bÖ");
  type (self, "ß€x");
  g_assert_cmpstr (stempel_password_field_get_password (self), ==, "bÖß€x");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 5);

  gtk_editable_delete_text (entry, 1, 3);
  g_assert_cmpstr (stempel_password_field_get_password (self), ==, "b€x");
  gtk_editable_set_position (entry, 1);
  type (self, "😀");
  g_assert_cmpstr (stempel_password_field_get_password (self), ==, "b😀€x");
  gtk_editable_select_region (entry, 0, -1);
  type (self, PASSWORD);
  g_assert_cmpstr (stempel_password_field_get_password (self), ==, PASSWORD);
  gtk_editable_delete_text (entry, 0, -1);
  g_assert_cmpstr (stempel_password_field_get_password (self), ==, "");

  type (self, PASSWORD);
  stempel_password_field_clear (self);
  g_assert_cmpstr (stempel_password_field_get_password (self), ==, "");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
}

static void
test_a_password_is_pasted (Fixture *fixture, gconstpointer data)
{
  GtkWidget *field = stempel_password_field_new ("password", "_Password");
  GtkEditable *text;

  show_page (fixture, field);
  text = gtk_editable_get_delegate (GTK_EDITABLE (find_entry (field)));
  gtk_widget_grab_focus (field);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (text)), PASSWORD);
  g_signal_emit_by_name (text, "paste-clipboard");
  wait_ms (100);
  g_assert_cmpstr (stempel_password_field_get_password (STEMPEL_PASSWORD_FIELD (field)), ==,
                   PASSWORD);
}

/* What an entry holds can be read on the accessibility bus, and what a form holds is copied. */
static void
test_nothing_holds_the_password (Fixture *fixture, gconstpointer data)
{
  GtkWidget *field = stempel_password_field_new ("password", "_Password");
  g_autoptr(StempelForm) form = stempel_form_new_within (field);
  g_autoptr(JsonNode) request = NULL;
  g_autofree char *text = NULL;
  GtkWidget *entry = find_entry (field);

  show_page (fixture, field);
  type (STEMPEL_PASSWORD_FIELD (field), "aé1");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "***");
  g_assert_false (gtk_password_entry_get_show_peek_icon (GTK_PASSWORD_ENTRY (entry)));
  request = stempel_form_get_request (form);
  text = json_to_string (request, FALSE);
  g_assert_cmpstr (text, ==, "{\"password\":\"***\"}");
  g_assert_true (stempel_form_validate (form));
}

static void
test_too_long_is_not_taken (Fixture *fixture, gconstpointer data)
{
  GtkWidget *field = stempel_password_field_new ("password", "_Password");
  g_autofree char *long_text = g_strnfill (1000, 'x');

  show_page (fixture, field);
  type (STEMPEL_PASSWORD_FIELD (field), long_text);
  type (STEMPEL_PASSWORD_FIELD (field), long_text);
  g_assert_cmpstr (stempel_password_field_get_password (STEMPEL_PASSWORD_FIELD (field)), ==,
                   long_text);
}

static StempelSignInForm *
show_form (Fixture *fixture)
{
  g_autoptr(StempelProfile) profile = stempel_profile_new (STEMPEL_PROFILE_KIND_SERVER);
  GtkWidget *form = stempel_sign_in_form_new ();

  g_object_set (profile, "url", "https://stempel.example.org", "user", "lea@example.org", NULL);
  stempel_sign_in_form_set_profile (STEMPEL_SIGN_IN_FORM (form), profile);
  show_page (fixture, form);

  return STEMPEL_SIGN_IN_FORM (form);
}

static void
show_problem (StempelSignInForm *form, const char *problem)
{
  g_autoptr(JsonNode) node = json_from_string (problem, NULL);
  g_autoptr(GError) error = stempel_error_new_for_problem (json_node_get_object (node), "refused");

  stempel_sign_in_form_show_error (form, error);
}

static const char *
error_of (StempelSignInForm *form, const char *wire_name)
{
  return stempel_field_get_error (find_field (GTK_WIDGET (form), STEMPEL_TYPE_FIELD, wire_name));
}

static const char *
message_of (StempelSignInForm *form)
{
  GtkWidget *box = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (form),
                                                              STEMPEL_TYPE_SIGN_IN_FORM,
                                                              "message_box"));
  GtkLabel *label = GTK_LABEL (gtk_widget_get_template_child (GTK_WIDGET (form),
                                                              STEMPEL_TYPE_SIGN_IN_FORM,
                                                              "message_label"));

  return gtk_widget_get_visible (box) ? gtk_label_get_text (label) : NULL;
}

static void
test_refusals_stand_where_they_belong (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *problem, *field, *sentence; } refusals[] = {
    { "{\"code\": \"unauthenticated\", \"reason\": \"credentials\"}", "password",
      "The e-mail address or the password is not right." },
    { "{\"code\": \"rate_limited\", \"available_at\": \"2020-01-02T14:20:00+01:00\"}", "password",
      "Too many attempts in a short time. Try again from" },
    { "{\"code\": \"unauthenticated\", \"reason\": \"other_login\"}", "email",
      "This is somebody else" },
    { "{\"code\": \"unauthenticated\", \"reason\": \"code_invalid\"}", "one_time_code",
      "This code is not right" },
    { "{\"code\": \"invalid\", \"errors\": [{\"field\": \"email\", \"code\": \"invalid_format\"}]}",
      "email", "" },
    { "{\"code\": \"unavailable\", \"reason\": \"connection\"}", NULL,
      "stempel.example.org does not answer." },
    { "{\"code\": \"unavailable\", \"reason\": \"connection\", \"request_id\": \"r1\"}", NULL,
      "The database cannot be reached" },
    { "{\"code\": \"unavailable\", \"reason\": \"server\", \"request_id\": \"r1\"}", NULL,
      "The database reports an error that nobody expected." },
    { "{\"code\": \"unavailable\", \"reason\": \"foreign\"}", NULL,
      "What answers at this address" },
    { "{\"code\": \"unavailable\", \"reason\": \"tls\"}", NULL, "No encrypted connection" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      StempelSignInForm *form = show_form (fixture);
      const char *said;

      show_problem (form, refusals[i].problem);
      said = refusals[i].field != NULL ? error_of (form, refusals[i].field) : message_of (form);
      g_test_message ("%s: %s", refusals[i].problem, said);
      g_assert_nonnull (said);
      g_assert_true (g_str_has_prefix (said, refusals[i].sentence));
      g_assert_true ((message_of (form) == NULL) == (refusals[i].field != NULL));
    }
}

static void
test_each_fault_of_a_certificate_is_told (Fixture *fixture, gconstpointer data)
{
  static const char * const faults[] = {
    "unknown_issuer", "wrong_name", "expired", "not_yet_valid", "revoked", "weak", "other",
  };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      StempelSignInForm *form = show_form (fixture);
      g_autofree char *problem = g_strdup_printf (
        "{\"code\": \"unavailable\", \"reason\": \"certificate\", \"fault\": \"%s\"}", faults[i]);

      show_problem (form, problem);
      g_assert_nonnull (strstr (message_of (form), "Nothing was sent."));
      g_assert_true (g_hash_table_add (seen, g_strdup (message_of (form))));
    }
}

static void
test_the_code_is_asked_for_when_it_is_needed (Fixture *fixture, gconstpointer data)
{
  StempelSignInForm *form = show_form (fixture);
  StempelTextField *code = find_field (GTK_WIDGET (form), STEMPEL_TYPE_FIELD, "one_time_code");

  g_assert_false (stempel_sign_in_form_validate (form));
  g_assert_nonnull (error_of (form, "password"));
  type (find_field (GTK_WIDGET (form), STEMPEL_TYPE_PASSWORD_FIELD, NULL), PASSWORD);
  g_assert_true (stempel_sign_in_form_validate (form));
  g_assert_null (stempel_sign_in_form_get_code (form));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (code)));

  show_problem (form, "{\"code\": \"unauthenticated\", \"reason\": \"code_required\"}");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (code)));
  g_assert_null (error_of (form, "one_time_code"));
  g_assert_false (stempel_sign_in_form_validate (form));
  g_assert_cmpstr (error_of (form, "one_time_code"), ==, "The code has six digits.");
  stempel_text_field_set_text (code, "12345");
  g_assert_false (stempel_sign_in_form_validate (form));
  stempel_text_field_set_text (code, "012 345");
  g_assert_true (stempel_sign_in_form_validate (form));
  g_assert_cmpstr (stempel_sign_in_form_get_code (form), ==, "012345");
  g_assert_cmpstr (stempel_sign_in_form_get_password (form), ==, PASSWORD);
  g_assert_cmpstr (stempel_sign_in_form_get_email (form), ==, "lea@example.org");
}

static StempelDialog *
open_connections (Fixture *fixture, StempelConnector *connector)
{
  GListModel *windows = gtk_window_get_toplevels ();

  show_page (fixture, gtk_button_new ());
  stempel_connection_dialog_present (fixture->window, connector, STEMPEL_PROFILE_KIND_SERVER);
  wait_ms (50);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (STEMPEL_IS_DIALOG (window))
        return STEMPEL_DIALOG (window);
    }

  g_assert_not_reached ();
}

static void
note_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_a_server_is_entered (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *url, *number, *wrong, *sentence; } entries[] = {
    { "", "", "url", "Please fill this in." },
    { "https://", "", "url", "This is not an address." },
    { "http://stempel.example.org", "", "url", "The address must begin with https://" },
    { "stempel.example.org", "one", "merchant_id", "This is not a number." },
    { "stempel.example.org", "12", NULL, NULL },
  };
  g_autoptr(StempelConnector) connector = stempel_connector_new ();
  StempelDialog *dialog = open_connections (fixture, connector);
  StempelForm *form = stempel_dialog_get_form (dialog);
  gboolean asked = FALSE;
  StempelProfile *profile;

  g_signal_connect_swapped (connector, "sign-in-needed", G_CALLBACK (note_cb), &asked);
  stempel_text_field_set_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "name")), "Shop");
  stempel_text_field_set_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "user")),
                               "lea@example.org");

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      stempel_text_field_set_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "url")),
                                   entries[i].url);
      stempel_text_field_set_text (
        STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "merchant_id")), entries[i].number);
      g_signal_emit_by_name (dialog, "apply");
      if (entries[i].wrong != NULL)
        g_assert_true (g_str_has_prefix (
          stempel_field_get_error (stempel_form_get_field (form, entries[i].wrong)),
          entries[i].sentence));
    }

  for (guint i = 0; !asked && i < 500; i++)
    wait_ms (20);
  g_assert_true (asked);
  profile = stempel_connector_get_profile (connector);
  g_assert_cmpint (stempel_profile_get_kind (profile), ==, STEMPEL_PROFILE_KIND_SERVER);
  g_assert_cmpstr (stempel_profile_get_url (profile), ==, "https://stempel.example.org");
  g_assert_cmpint (stempel_profile_get_merchant_id (profile), ==, 12);
  /* A new one is kept once it proved to lead somewhere. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (stempel_connector_get_store (
                      connector))), ==, 0);
}

#define ADD(name) g_test_add ("/sign-in/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *config = g_dir_make_tmp ("stempel-sign-in.XXXXXX", NULL);
  g_autofree char *secrets = g_build_filename (config, "secrets", NULL);
  int result;

  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", secrets, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "x", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD (a_password_is_edited_like_any_text);
  ADD (a_password_is_pasted);
  ADD (nothing_holds_the_password);
  ADD (too_long_is_not_taken);
  ADD (refusals_stand_where_they_belong);
  ADD (each_fault_of_a_certificate_is_told);
  ADD (the_code_is_asked_for_when_it_is_needed);
  ADD (a_server_is_entered);

  result = g_test_run ();
  g_unlink (secrets);
  g_rmdir (config);

  return result;
}
