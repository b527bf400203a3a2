/* test-shell.c: the first run, the connections and the pages that a role sees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "stempel-access-page.h"
#include "stempel-connection-dialog.h"
#include "stempel-connector.h"
#include "stempel-confirm-window.h"
#include "stempel-members-page.h"
#include "stempel-programs-page.h"
#include "stempel-setup-form.h"
#include "stempel-sidebar.h"
#include "stempel-staff-page.h"
#include "stempel-text-field.h"
#include "test-members-support.h"

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

static GtkWidget *
find_button (GtkWidget *widget, const char *icon)
{
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    {
      gboolean is_it = GTK_IS_BUTTON (c) &&
                       g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (c)), icon) == 0;
      GtkWidget *found = is_it ? c : find_button (c, icon);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static const char *
chosen (StempelSetupForm *setup, const char *wire_name)
{
  g_autoptr(JsonNode) merchant = stempel_setup_form_get_merchant (setup);

  return g_intern_string (json_object_get_string_member (json_node_get_object (merchant),
                                                         wire_name));
}

static void
test_first_business (Fixture *fixture, gconstpointer data)
{
  GtkWidget *setup = stempel_setup_form_new ();

  show_page (fixture, setup);
  g_assert_cmpstr (chosen (STEMPEL_SETUP_FORM (setup), "zone"), ==, data);
  g_assert_cmpstr (chosen (STEMPEL_SETUP_FORM (setup), "currency"), ==, "EUR");
  g_assert_cmpstr (chosen (STEMPEL_SETUP_FORM (setup), "country"), ==, "LU");
  g_assert_cmpstr (chosen (STEMPEL_SETUP_FORM (setup), "language"), ==, "en");
}

static void
set_up_in_utc (Fixture *fixture, gconstpointer data)
{
  g_setenv ("TZ", "UTC", TRUE);
  set_up (fixture, data);
}

static void
set_up_in_paris (Fixture *fixture, gconstpointer data)
{
  g_setenv ("TZ", "Europe/Paris", TRUE);
  set_up (fixture, data);
}

static StempelProfile *
add_profile (StempelConnector *connector, const char *name)
{
  StempelProfile *profile = stempel_profile_new (STEMPEL_PROFILE_KIND_POSTGRESQL);

  g_object_set (profile, "name", name, "host", "/nowhere", "database", "shop", "user", "lea", NULL);
  stempel_profile_store_add (stempel_connector_get_store (connector), profile);
  g_object_unref (profile);

  return profile;
}

static guint
count_profiles (StempelConnector *connector)
{
  return g_list_model_get_n_items (G_LIST_MODEL (stempel_connector_get_store (connector)));
}

static void
failed_cb (StempelConnector *connector, const GError *error, gpointer user_data)
{
  *(GError **) user_data = g_error_copy (error);
}

static void
test_connection_is_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelConnector) connector = stempel_connector_new ();
  StempelProfile *profile = add_profile (connector, "Shop");
  g_autoptr(GError) failure = NULL;
  StempelDialog *dialog;
  StempelForm *form;

  g_signal_connect (connector, "failed", G_CALLBACK (failed_cb), &failure);
  show_page (fixture, gtk_button_new ());
  stempel_connection_dialog_present (fixture->window, connector, STEMPEL_PROFILE_KIND_SERVER);
  wait_ms (50);
  dialog = find_window (STEMPEL_TYPE_DIALOG);
  g_signal_emit_by_name (find_button (GTK_WIDGET (dialog), "document-edit-symbolic"), "clicked");
  form = stempel_dialog_get_form (dialog);
  g_assert_cmpstr (stempel_text_field_get_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form,
      "host"))),
                   ==, "/nowhere");
  g_assert_false (stempel_form_get_changed (form));

  stempel_text_field_set_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "name")),
                               "Bakery");
  g_signal_emit_by_name (dialog, "apply");
  for (guint i = 0; failure == NULL && i < 100; i++)
    wait_ms (20);

  g_assert_error (failure, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_cmpuint (count_profiles (connector), ==, 1);
  g_assert_cmpstr (stempel_profile_get_name (profile), ==, "Bakery");
  g_assert_true (stempel_connector_get_profile (connector) == profile);
}

static void
test_connection_is_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelConnector) connector = stempel_connector_new ();
  StempelDialog *dialog;
  GtkWidget *question;

  add_profile (connector, "Shop");
  add_profile (connector, "Office");
  show_page (fixture, gtk_button_new ());
  stempel_connection_dialog_present (fixture->window, connector, STEMPEL_PROFILE_KIND_SERVER);
  wait_ms (50);
  dialog = find_window (STEMPEL_TYPE_DIALOG);
  g_signal_emit_by_name (find_button (GTK_WIDGET (dialog), "user-trash-symbolic"), "clicked");
  wait_ms (50);
  question = find_window (STEMPEL_TYPE_CONFIRM_WINDOW);
  g_assert_nonnull (question);
  g_assert_cmpuint (count_profiles (connector), ==, 2);

  g_signal_emit_by_name (gtk_widget_get_template_child (question, STEMPEL_TYPE_CONFIRM_WINDOW,
                                                        "action_button"),
                         "clicked");
  wait_ms (50);
  g_assert_cmpuint (count_profiles (connector), ==, 1);
  stempel_dialog_close_now (dialog);
}

static void
assert_pages (Fixture *fixture, const char *session, const char * const *pages)
{
  GtkWidget *sidebar = g_object_new (STEMPEL_TYPE_SIDEBAR, NULL);
  guint n = g_strv_length ((char **) pages);

  sign_in (fixture, session);
  show_page (fixture, sidebar);
  stempel_sidebar_set_client (STEMPEL_SIDEBAR (sidebar), fixture->client, NULL);

  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (stempel_sidebar_get_nth (STEMPEL_SIDEBAR (sidebar), i)->name, ==, pages[i]);
  g_assert_null (stempel_sidebar_get_nth (STEMPEL_SIDEBAR (sidebar), n));
}

static void
test_pages_follow_the_operations (Fixture *fixture, gconstpointer data)
{
  static const char * const pages[] = { "programs", "transactions", NULL };

  assert_pages (fixture, SESSION ("staff", "\"program_list\", \"entry_list\""), pages);
}

/* GTK would select where the focus goes, also on its way through. */
static void
test_selected_is_the_page_that_is_shown (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sidebar = g_object_new (STEMPEL_TYPE_SIDEBAR, NULL);
  GtkListBox *rows;

  sign_in (fixture, SESSION ("staff", "\"program_list\", \"entry_list\""));
  show_page (fixture, sidebar);
  stempel_sidebar_set_client (STEMPEL_SIDEBAR (sidebar), fixture->client, NULL);
  stempel_sidebar_select (STEMPEL_SIDEBAR (sidebar), "programs");
  rows = GTK_LIST_BOX (gtk_widget_get_template_child (sidebar, STEMPEL_TYPE_SIDEBAR, "list_box"));

  gtk_list_box_select_row (rows, gtk_list_box_get_row_at_index (rows, 1));
  g_assert_true (gtk_list_box_get_selected_row (rows) == gtk_list_box_get_row_at_index (rows, 0));

  stempel_sidebar_select (STEMPEL_SIDEBAR (sidebar), "transactions");
  g_assert_true (gtk_list_box_get_selected_row (rows) == gtk_list_box_get_row_at_index (rows, 1));
}

static void
test_no_operation_no_page (Fixture *fixture, gconstpointer data)
{
  static const char * const none[] = { NULL };

  assert_pages (fixture, SESSION ("auditor", ""), none);
}

/* The session that the database gives a person of that role, from the table of rights itself. */
static char *
session_of (const char *role)
{
  g_autofree char *file =
    g_build_filename (g_getenv ("STEMPEL_SOURCE_DIR"), "src/sql/rules/operations.sql", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GString) operations = g_string_new (NULL);

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[i], "'", -1);

      if (g_strv_length (parts) == 5 && g_str_has_prefix (parts[3], "{") &&
          strstr (parts[3], role) != NULL)
        g_string_append_printf (operations, "%s\"%s\"", operations->len > 0 ? ", " : "", parts[1]);
    }

  g_assert_cmpuint (operations->len, >, 0);

  return g_strdup_printf (SESSION ("%s", "%s"), role, operations->str);
}

static void
assert_offers (Fixture *fixture, GtkWidget *page, gboolean offers)
{
  GtkWidget *button = child (page, "new_button");

  show_page (fixture, page);
  g_assert_cmpint (gtk_widget_get_visible (button) && gtk_widget_is_sensitive (button), ==, offers);
}

/* Calls that wait keep the client. */
static void
answer_all (Fixture *fixture)
{
  for (guint i = 0; i < fake_backend_get_n_calls (fixture->backend); i++)
    {
      int call =
        fake_backend_find (fixture->backend, fake_backend_get_operation (fixture->backend, i));

      if (call >= 0)
        fake_backend_reply (fixture->backend, (guint) call, "{\"items\": []}");
    }
  wait_ms (50);
}

typedef struct
{
  const char *role;
  const char *pages[7];
  gboolean    makes_programs, enrols, hires, lets_in;
} Right;

static void
test_role (Fixture *fixture, gconstpointer data)
{
  const Right *right = data;
  g_autofree char *session = session_of (right->role);

  assert_pages (fixture, session, right->pages);
  assert_offers (fixture, stempel_programs_page_new (fixture->client), right->makes_programs);
  assert_offers (fixture, stempel_members_page_new (fixture->client), right->enrols);
  assert_offers (fixture, stempel_staff_page_new (fixture->client), right->hires);
  assert_offers (fixture, stempel_access_page_new (fixture->client), right->lets_in);
  show_page (fixture, gtk_button_new ());
  answer_all (fixture);
}

static const Right rights[] = {
  { "manager", { "programs", "members", "staff", "access", "transactions", "audit", NULL }, TRUE,
    TRUE, TRUE, TRUE },
  { "staff", { "programs", "members", "transactions", NULL }, FALSE, TRUE, FALSE, FALSE },
  { "auditor", { "programs", "members", "staff", "access", "transactions", "audit", NULL }, FALSE,
    FALSE, FALSE, FALSE },
};

#define ADD(name) g_test_add ("/shell/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *config = g_dir_make_tmp ("stempel-shell.XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (config, "stempel", NULL);
  g_autofree char *file = g_build_filename (folder, "connections.ini", NULL);
  int result;

  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add ("/shell/first-business-utc", Fixture, "Europe/Luxembourg", set_up_in_utc,
              test_first_business, tear_down);
  g_test_add ("/shell/first-business-paris", Fixture, "Europe/Paris", set_up_in_paris,
              test_first_business, tear_down);
  ADD (connection_is_changed);
  ADD (connection_is_removed);
  ADD (pages_follow_the_operations);
  ADD (no_operation_no_page);
  ADD (selected_is_the_page_that_is_shown);

  for (guint i = 0; i < G_N_ELEMENTS (rights); i++)
    {
      g_autofree char *path = g_strconcat ("/shell/role/", rights[i].role, NULL);

      g_test_add (path, Fixture, &rights[i], set_up, test_role, tear_down);
    }

  result = g_test_run ();
  g_unlink (file);
  g_rmdir (folder);
  g_rmdir (config);

  return result;
}
