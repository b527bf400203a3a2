/* test-access-keys.c: keys of other programs, and what they may do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-key-dialog.h"
#include "stempel-key-groups.h"
#include "stempel-operations-field.h"
#include "test-access-support.h"

#define KEY(role, operations, more) "{\"id\": 9, \"name\": \"Bistro till\", " \
  "\"role\": \"" role "\", \"operations\": [" operations "], \"state\": \"active\", " \
  "\"created_at\": \"2026-01-02T09:00:00Z\", \"revision\": 2" more "}"
#define FINDER KEY ("staff", "\"customer_get\", \"customer_search\"", \
                    ", \"seen_at\": \"2026-01-02T09:00:00.2Z\"")
#define HALF KEY ("staff", "\"card_lookup\", \"quantum_leap\"", \
                  ", \"seen_at\": \"2026-01-05T09:00:00Z\"")
#define REVOKED "{\"id\": 9, \"name\": \"Bistro till\", \"role\": \"staff\", " \
  "\"operations\": [\"customer_get\"], \"state\": \"revoked\", " \
  "\"created_at\": \"2026-01-02T09:00:00Z\", \"revision\": 3}"

static GtkWidget *
open_keys (Fixture *fixture, const char *keys)
{
  g_autofree char *list = g_strdup_printf (LIST ("%s"), keys);
  GtkWidget *page = open_access (fixture, MANAGER);

  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, LIST (""));
  show_kind (page, "Keys");
  reply (fixture, STEMPEL_OPERATION_API_KEY_LIST, list);
  choose (page, 0);

  return page;
}

static gboolean
has_operation (JsonArray *operations, const char *name)
{
  for (guint i = 0; i < json_array_get_length (operations); i++)
    if (g_str_equal (json_array_get_string_element (operations, i), name))
      return TRUE;

  return FALSE;
}

static JsonArray *
sent_operations (Fixture *fixture)
{
  return json_object_get_array_member (request_of (fixture, STEMPEL_OPERATION_API_KEY_SAVE),
                                       "operations");
}

static gboolean
is_check (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_CHECK_BUTTON (widget) &&
         is_label_with (gtk_check_button_get_child (GTK_CHECK_BUTTON (widget)), text);
}

static GtkCheckButton *
check (gpointer dialog, const char *text)
{
  GtkWidget *found = find (GTK_WIDGET (dialog), is_check, text);

  g_assert_nonnull (found);

  return GTK_CHECK_BUTTON (found);
}

static void
choose_preset (gpointer dialog, StempelKeyPreset preset)
{
  g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), preset);

  stempel_field_set_value (child (dialog, "preset_field"), value);
}

static gint64
shown_preset (gpointer dialog)
{
  g_autoptr(JsonNode) value = stempel_field_get_value (child (dialog, "preset_field"));

  return json_node_get_int (value);
}

/* What is about signing in is for persons; what anybody may needs no key. */
static gboolean
is_for_keys (const StempelOperationInfo *info)
{
  static const char * const persons[] =
    { "session_", "login_", "password_", "totp_", "terminal_", "api_key_", NULL };

  if (g_str_equal (info->name, "session_whoami"))
    return TRUE;
  if (info->roles & STEMPEL_ROLE_ANYONE)
    return FALSE;

  for (guint i = 0; persons[i] != NULL; i++)
    if (g_str_has_prefix (info->name, persons[i]))
      return FALSE;

  return TRUE;
}

static guint
count_in_groups (const char *name)
{
  guint n = 0;

  for (guint group = 0; group < stempel_key_groups_get_n (); group++)
    {
      g_autoptr(GPtrArray) names = stempel_key_group_list_operations (group, "manager");

      for (guint i = 0; i < names->len; i++)
        n += g_str_equal (names->pdata[i], name);
    }

  return n;
}

static void
test_every_operation_is_in_one_group (void)
{
  for (StempelOperation operation = 0; operation < STEMPEL_N_OPERATIONS; operation++)
    {
      const StempelOperationInfo *info = stempel_operation_get_info (operation);

      g_test_message ("%s", info->name);
      g_assert_cmpuint (count_in_groups (info->name), ==, is_for_keys (info) ? 1 : 0);
    }
}

static void
test_nothing_that_reads_writes (void)
{
  for (guint group = 0; group < stempel_key_groups_get_n (); group++)
    {
      g_autoptr(GPtrArray) names = stempel_key_group_list_operations (group, "manager");

      for (guint i = 0; stempel_key_group_is_in (group, STEMPEL_KEY_PRESET_READ) && i < names->len;
           i++)
        {
          StempelOperation operation;

          g_assert_true (stempel_operation_find (names->pdata[i], &operation));
          g_assert_false (stempel_operation_get_info (operation)->writes);
        }
    }
}

static void
test_facts (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_keys (fixture, HALF);
  GtkWidget *detail = shown_detail (page);

  g_assert_true (shows (shown_list (page), "Staff · 2 operations"));
  g_assert_true (shows (detail, "Look up cards and balances (1 of 4)\nquantum_leap"));
  g_assert_false (shows (detail, "Never"));

  /* That it was made is no use of it. */
  gtk_widget_activate_action (page, "page.reload", NULL);
  reply (fixture, STEMPEL_OPERATION_API_KEY_LIST, LIST (FINDER));
  g_assert_true (shows (detail, "Never"));

  gtk_widget_activate_action (page, "page.reload", NULL);
  reply (fixture, STEMPEL_OPERATION_API_KEY_LIST, LIST (REVOKED));
  g_assert_true (shows (shown_list (page), "Shut out"));
  g_assert_false (offers (detail, "_Edit…"));
  g_assert_false (offers (detail, "_Shut Out…"));
}

static void
test_token_is_shown_once (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_keys (fixture, "");
  StempelDialog *dialog;
  GtkWidget *label;
  JsonArray *operations;

  gtk_widget_activate_action (page, "page.new", NULL);
  dialog = dialog_of (STEMPEL_TYPE_KEY_DIALOG);
  g_assert_false (stempel_form_get_changed (stempel_dialog_get_form (dialog)));
  g_assert_cmpint (shown_preset (dialog), ==, STEMPEL_KEY_PRESET_TILL);
  apply (dialog);
  g_assert_nonnull (stempel_field_get_error (field (stempel_dialog_get_form (dialog), "name")));
  enter (stempel_dialog_get_form (dialog), "name", "Bistro till");
  apply (dialog);
  operations = sent_operations (fixture);
  g_assert_true (has_operation (operations, "session_whoami"));
  g_assert_true (has_operation (operations, "stamp_earn"));
  g_assert_true (has_operation (operations, "card_lookup"));
  g_assert_false (has_operation (operations, "customer_enroll"));
  /* Not for staff, whatever is chosen. */
  g_assert_false (has_operation (operations, "customer_duplicates"));
  reply (fixture, STEMPEL_OPERATION_API_KEY_SAVE,
         KEY ("staff", "\"card_lookup\"", ", \"token\": \"s3cret-t0ken\""));
  g_assert_null (dialog_of (STEMPEL_TYPE_KEY_DIALOG));

  dialog = open_dialog ();
  label = g_object_ref (find (GTK_WIDGET (dialog), is_label_with, "s3cret-t0ken"));
  g_assert_true (tells (dialog, "It is shown only this once and cannot be shown again."));
  apply (dialog);
  g_assert_null (dialog_of (STEMPEL_TYPE_DIALOG));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "");
  g_object_unref (label);
  reply (fixture, STEMPEL_OPERATION_API_KEY_LIST, LIST (FINDER));
}

static void
test_token_got_lost_on_its_way (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_keys (fixture, "");
  StempelDialog *dialog;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  gtk_widget_activate_action (page, "page.new", NULL);
  dialog = dialog_of (STEMPEL_TYPE_KEY_DIALOG);
  enter (stempel_dialog_get_form (dialog), "name", "Bistro till");
  apply (dialog);
  first = key_of (fixture, STEMPEL_OPERATION_API_KEY_SAVE);
  break_line (fixture, STEMPEL_OPERATION_API_KEY_SAVE);
  apply (dialog);
  second = key_of (fixture, STEMPEL_OPERATION_API_KEY_SAVE);
  g_assert_cmpstr (first, ==, second);
  reply (fixture, STEMPEL_OPERATION_API_KEY_SAVE, FINDER);
  g_assert_true (tells (open_dialog (), "it is told only once"));
  stempel_dialog_close_now (open_dialog ());
  reply (fixture, STEMPEL_OPERATION_API_KEY_LIST, LIST (FINDER));
}

static void
test_presets_follow_the_role (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_keys (fixture, "");
  StempelDialog *dialog;
  StempelForm *form;

  gtk_widget_activate_action (page, "page.new", NULL);
  dialog = dialog_of (STEMPEL_TYPE_KEY_DIALOG);
  form = stempel_dialog_get_form (dialog);
  enter (form, "name", "Bistro till");
  g_assert_false (gtk_widget_get_visible (
                    GTK_WIDGET (check (dialog, "Change programs and rewards"))));
  choose_preset (dialog, STEMPEL_KEY_PRESET_ALL);
  enter (form, "role", "manager");
  g_assert_cmpint (shown_preset (dialog), ==, STEMPEL_KEY_PRESET_ALL);
  g_assert_true (gtk_check_button_get_active (check (dialog, "Change programs and rewards")));

  gtk_check_button_set_active (check (dialog, "Find members"), FALSE);
  g_assert_cmpint (shown_preset (dialog), ==, STEMPEL_KEY_PRESET_OWN);
  gtk_check_button_set_active (check (dialog, "Find members"), TRUE);
  g_assert_cmpint (shown_preset (dialog), ==, STEMPEL_KEY_PRESET_ALL);

  choose_preset (dialog, STEMPEL_KEY_PRESET_READ);
  apply (dialog);
  g_assert_false (has_operation (sent_operations (fixture), "program_save"));
  g_assert_true (has_operation (sent_operations (fixture), "audit_list"));
  break_line (fixture, STEMPEL_OPERATION_API_KEY_SAVE);
  stempel_dialog_close_now (dialog);
}

static void
test_nothing_chosen (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_keys (fixture, FINDER);
  StempelDialog *dialog;
  StempelForm *form;

  gtk_widget_activate_action (shown_detail (page), "key.edit", NULL);
  dialog = dialog_of (STEMPEL_TYPE_KEY_DIALOG);
  form = stempel_dialog_get_form (dialog);
  g_assert_false (stempel_form_get_changed (form));
  gtk_check_button_set_active (check (dialog, "Find members"), FALSE);
  apply (dialog);
  g_assert_cmpstr (stempel_field_get_error (field (form, "operations")), ==,
                   "Choose at least one thing that it may do.");
  stempel_dialog_close_now (dialog);
}

/* A part of a group, and what only a newer database knows, stays as it is. */
static void
test_edit_keeps_what_is_not_shown (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_keys (fixture, HALF);
  StempelDialog *dialog;
  JsonArray *operations;
  JsonObject *request;

  gtk_widget_activate_action (shown_detail (page), "key.edit", NULL);
  dialog = dialog_of (STEMPEL_TYPE_KEY_DIALOG);
  g_assert_cmpint (shown_preset (dialog), ==, STEMPEL_KEY_PRESET_OWN);
  g_assert_true (gtk_check_button_get_inconsistent (check (dialog, "Look up cards and balances")));
  enter (stempel_dialog_get_form (dialog), "name", "Till");
  apply (dialog);
  operations = sent_operations (fixture);
  g_assert_cmpuint (json_array_get_length (operations), ==, 2);
  g_assert_true (has_operation (operations, "card_lookup"));
  g_assert_true (has_operation (operations, "quantum_leap"));

  refuse (fixture, STEMPEL_OPERATION_API_KEY_SAVE,
          "{\"code\": \"stale\", \"current\": {\"id\": 9, \"name\": \"Bistro\", "
          "\"role\": \"staff\", \"operations\": [\"card_lookup\"], \"revision\": 6}}");
  g_assert_true (tells (dialog, "Somebody else saved this key"));
  g_assert_true (tells (dialog, "Somebody else changed this meanwhile."));
  apply (dialog);
  request = request_of (fixture, STEMPEL_OPERATION_API_KEY_SAVE);
  g_assert_cmpint (json_object_get_int_member (request, "revision"), ==, 6);
  reply (fixture, STEMPEL_OPERATION_API_KEY_SAVE, HALF);
  /* It has its token already. */
  g_assert_null (dialog_of (STEMPEL_TYPE_DIALOG));
  reply (fixture, STEMPEL_OPERATION_API_KEY_LIST, LIST (HALF));
}

static void
test_shut_out (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_keys (fixture, FINDER);

  gtk_widget_activate_action (shown_detail (page), "key.shut-out", NULL);
  g_assert_true (shows (open_dialog (), "Shut out the key “Bistro till”?"));
  apply (open_dialog ());
  reply (fixture, STEMPEL_OPERATION_API_KEY_REVOKE, REVOKED);
  reply (fixture, STEMPEL_OPERATION_API_KEY_LIST, LIST (REVOKED));
  g_assert_null (dialog_of (STEMPEL_TYPE_DIALOG));
  g_assert_false (offers (shown_detail (page), "_Shut Out…"));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/access/keys/every-operation-is-in-one-group",
                   test_every_operation_is_in_one_group);
  g_test_add_func ("/access/keys/nothing-that-reads-writes", test_nothing_that_reads_writes);
  ADD ("/access/keys/facts", test_facts);
  ADD ("/access/keys/token-is-shown-once", test_token_is_shown_once);
  ADD ("/access/keys/token-got-lost-on-its-way", test_token_got_lost_on_its_way);
  ADD ("/access/keys/presets-follow-the-role", test_presets_follow_the_role);
  ADD ("/access/keys/nothing-chosen", test_nothing_chosen);
  ADD ("/access/keys/edit-keeps-what-is-not-shown", test_edit_keeps_what_is_not_shown);
  ADD ("/access/keys/shut-out", test_shut_out);

  return g_test_run ();
}
