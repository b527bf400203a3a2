/* test-staff-page.c: employees, their PINs and their locks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-employee-detail.h"
#include "stempel-employee-dialog.h"
#include "stempel-pin-dialog.h"
#include "stempel-pin-pad.h"
#include "stempel-staff-page.h"
#include "test-members-support.h"

#define ALL_RIGHTS "\"employee_save\", \"employee_set_pin\", \"employee_unlock\", " \
  "\"employee_retire\""

#define LUC EMPLOYEE ("7", "Luc Thill", "")
#define LOCKED EMPLOYEE ("7", "Luc Thill", ", \"failures\": 5, \"locked_until\": " \
  "\"2099-01-01T00:00:00Z\"")
#define RETIRED "{\"id\": 7, \"name\": \"Luc Thill\", \"store_ids\": [], \"state\": \"retired\", " \
  "\"has_pin\": false, \"failures\": 0, \"revision\": 3}"

static GtkWidget *
open_page (Fixture *fixture, const char *session, const char *employee)
{
  g_autofree char *list = g_strdup_printf ("{\"items\": [%s]}", employee);
  GtkWidget *page;

  sign_in (fixture, session);
  page = stempel_staff_page_new (fixture->client);
  show_page (fixture, page);
  reply (fixture, STEMPEL_OPERATION_STORE_LIST, STORES);
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST, list);
  gtk_single_selection_set_selected (child (page, "selection"), 0);
  wait_ms (20);

  return page;
}

static GtkWidget *
dialog_of (GType type)
{
  g_autoptr(GListModel) windows = gtk_window_get_toplevels ();

  g_object_ref (windows);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type))
        return window;
    }

  return NULL;
}

static StempelPinDialog *
open_pin_dialog (GtkWidget *page)
{
  GtkWidget *dialog;

  gtk_widget_activate_action (child (page, "detail"), "employee.set-pin", NULL);
  wait_ms (50);
  dialog = dialog_of (STEMPEL_TYPE_PIN_DIALOG);
  g_assert_nonnull (dialog);

  return STEMPEL_PIN_DIALOG (dialog);
}

static void
type_pin (StempelPinDialog *dialog, const char *pin)
{
  GtkWidget *pad = child (dialog, "pad");

  for (const char *digit = pin; *digit != '\0'; digit++)
    gtk_widget_activate_action (pad, "pin-pad.digit", "i", *digit - '0');

  g_signal_emit_by_name (dialog, "apply");
  wait_ms (20);
}

static void
test_pin_is_typed_twice (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS), LUC);
  StempelPinDialog *dialog = open_pin_dialog (page);
  JsonObject *request;
  guint call;

  g_assert_true (has_focus_within (dialog, child (dialog, "pad")));
  type_pin (dialog, "482915");
  g_assert_cmpstr (stempel_pin_pad_get_prompt (child (dialog, "pad")), ==, "Repeat the PIN");
  type_pin (dialog, "482916");
  g_assert_true (shows (dialog, "The two PINs were not the same. Please start again."));
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_EMPLOYEE_SET_PIN), <, 0);

  type_pin (dialog, "482915");
  type_pin (dialog, "482915");
  call = waiting_call (fixture, STEMPEL_OPERATION_EMPLOYEE_SET_PIN);
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpint (json_object_get_int_member (request, "id"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (request, "pin"), ==, "482915");
  g_assert_true (g_uuid_string_is_valid (fake_backend_get_key (fixture->backend, call)));
  json_object_ref (request);

  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_SET_PIN, LUC);
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST, "{\"items\": [" LUC "]}");
  g_assert_null (dialog_of (STEMPEL_TYPE_PIN_DIALOG));

  /* The bytes of the request were wiped when the answer came. */
  g_assert_cmpstr (json_object_get_string_member (request, "pin"), ==, "");
  json_object_unref (request);
}

static void
test_trivial_pin_is_refused_in_the_pad (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS), LUC);
  StempelPinDialog *dialog = open_pin_dialog (page);

  type_pin (dialog, "123456");
  type_pin (dialog, "123456");
  refuse (fixture, STEMPEL_OPERATION_EMPLOYEE_SET_PIN,
          "{\"code\": \"invalid\", \"errors\": [{\"field\": \"pin\", \"code\": \"trivial\"}]}");

  g_assert_cmpstr (stempel_pin_pad_get_prompt (child (dialog, "pad")), ==, "New PIN");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (child (child (dialog, "pad"), "display")),
                                    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (has_focus_within (dialog, child (dialog, "pad")));
  stempel_dialog_close_now (STEMPEL_DIALOG (dialog));
}

static gboolean
is_make_up_button (GtkWidget *widget, gconstpointer data)
{
  g_autofree char *text = NULL;

  if (!GTK_IS_BUTTON (widget) ||
      g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "text") == NULL)
    return FALSE;

  g_object_get (widget, "text", &text, NULL);

  return g_strcmp0 (text, "_Make One Up and Show It") == 0;
}

static void
test_made_up_pin_is_shown_once (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS), LUC);
  StempelPinDialog *dialog = open_pin_dialog (page);
  g_autoptr(GString) apart = g_string_new (NULL);
  const char *pin;

  g_signal_emit_by_name (find (GTK_WIDGET (dialog), is_make_up_button, NULL), "clicked");
  pin = json_object_get_string_member (
    fake_backend_get_request (fixture->backend,
                              waiting_call (fixture, STEMPEL_OPERATION_EMPLOYEE_SET_PIN)), "pin");
  g_assert_cmpuint (strlen (pin), ==, 6);
  g_assert_false (stempel_pin_is_trivial (pin));

  for (const char *digit = pin; *digit != '\0'; digit++)
    g_string_append_printf (apart, "%s%c", apart->len > 0 ? " " : "", *digit);

  /* Not before it counts. */
  g_assert_false (shows (dialog, apart->str));
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_SET_PIN, LUC);
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST, "{\"items\": [" LUC "]}");
  g_assert_true (shows (dialog, apart->str));

  g_signal_emit_by_name (dialog, "apply");
  wait_ms (20);
  g_assert_null (dialog_of (STEMPEL_TYPE_PIN_DIALOG));
}

static void
test_lock_counts_down_and_is_lifted (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS), LOCKED);
  GtkWidget *detail = child (page, "detail");
  g_autofree char *before = g_strdup (gtk_label_get_label (child (detail, "countdown_label")));

  g_assert_true (gtk_widget_get_visible (child (detail, "lock_box")));
  wait_ms (2100);
  g_assert_cmpstr (gtk_label_get_label (child (detail, "countdown_label")), !=, before);

  gtk_widget_activate_action (detail, "employee.unlock", NULL);
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_UNLOCK, LUC);
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST, "{\"items\": [" LUC "]}");
  g_assert_false (gtk_widget_get_visible (child (detail, "lock_box")));
}

static void
test_lock_that_ends_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) soon = g_date_time_add_seconds (now, 2);
  g_autofree char *until = g_date_time_format_iso8601 (soon);
  g_autofree char *employee = g_strdup_printf (EMPLOYEE ("7", "Luc Thill",
                                                         ", \"failures\": 5, \"locked_until\": "
                                                         "\"%s\""), until);
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS), employee);
  GtkWidget *detail = child (page, "detail");

  g_assert_true (gtk_widget_get_visible (child (detail, "lock_box")));
  wait_ms (3500);
  g_assert_false (gtk_widget_get_visible (child (detail, "lock_box")));
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST, "{\"items\": [" LUC "]}");
}

static void
test_retired_are_a_list_of_their_own (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS), LUC);
  GtkWidget *detail = child (page, "detail");
  guint call;

  gtk_toggle_button_set_active (child (page, "retired_button"), TRUE);
  call = waiting_call (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST);
  g_assert_cmpstr (json_object_get_string_member (fake_backend_get_request (fixture->backend, call),
                                                  "state"), ==,
                   "retired");
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST, "{\"items\": [" RETIRED "]}");

  gtk_single_selection_set_selected (child (page, "selection"), 0);
  wait_ms (20);
  g_assert_true (shows (detail, "Retired"));
  g_assert_false (gtk_widget_get_visible (child (detail, "buttons")));
  g_assert_false (gtk_widget_get_visible (child (detail, "edit_button")));
}

static void
test_who_may_not_change_sees_no_buttons (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("auditor", "\"employee_list\""), LOCKED);
  GtkWidget *detail = child (page, "detail");

  g_assert_false (gtk_widget_get_visible (child (page, "new_button")));
  g_assert_false (gtk_widget_get_visible (child (detail, "buttons")));
  g_assert_false (gtk_widget_get_visible (child (detail, "edit_button")));
  g_assert_false (gtk_widget_get_visible (child (detail, "unlock_button")));
}

static void
test_new_employee_is_asked_for_a_pin (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS), LUC);
  GtkWidget *dialog;
  StempelForm *form;
  JsonObject *request;

  gtk_widget_activate_action (page, "page.new", NULL);
  reply (fixture, STEMPEL_OPERATION_STORE_LIST, STORES);
  reply (fixture, STEMPEL_OPERATION_LOGIN_LIST, "{\"items\": []}");
  dialog = dialog_of (STEMPEL_TYPE_EMPLOYEE_DIALOG);
  form = stempel_dialog_get_form (STEMPEL_DIALOG (dialog));
  g_assert_false (stempel_form_get_changed (form));

  g_signal_emit_by_name (dialog, "apply");
  g_assert_nonnull (stempel_field_get_error (field (form, "name")));
  g_assert_true (has_focus_within (dialog, field (form, "name")));

  enter (form, "name", "Maria Silva");
  enter (form, "number", "7");
  g_signal_emit_by_name (dialog, "apply");
  request = fake_backend_get_request (fixture->backend,
                                      waiting_call (fixture, STEMPEL_OPERATION_EMPLOYEE_SAVE));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (request, "store_ids")), ==,
                    0);
  refuse (fixture, STEMPEL_OPERATION_EMPLOYEE_SAVE,
          "{\"code\": \"invalid\", \"errors\": [{\"field\": \"number\", \"code\": \"taken\"}]}");
  g_assert_nonnull (stempel_field_get_error (field (form, "number")));

  enter (form, "number", "8");
  g_signal_emit_by_name (dialog, "apply");
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_SAVE, EMPLOYEE ("8", "Maria Silva", ""));
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST,
         "{\"items\": [" LUC ", " EMPLOYEE ("8", "Maria Silva", "") "]}");
  g_assert_null (dialog_of (STEMPEL_TYPE_EMPLOYEE_DIALOG));

  dialog = dialog_of (STEMPEL_TYPE_PIN_DIALOG);
  g_assert_nonnull (dialog);
  stempel_dialog_close_now (STEMPEL_DIALOG (dialog));
}

static void
test_trivial (void)
{
  static const char * const trivial[] =
    { "111111", "123456", "987654", "121212", "0000", "4321", NULL };
  static const char * const fine[] = { "482915", "112233", "135790", "4829", NULL };

  for (guint i = 0; trivial[i] != NULL; i++)
    g_assert_true (stempel_pin_is_trivial (trivial[i]));

  for (guint i = 0; fine[i] != NULL; i++)
    g_assert_false (stempel_pin_is_trivial (fine[i]));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD ("/staff/pin/is-typed-twice", test_pin_is_typed_twice);
  ADD ("/staff/pin/trivial-is-refused-in-the-pad", test_trivial_pin_is_refused_in_the_pad);
  ADD ("/staff/pin/made-up-is-shown-once", test_made_up_pin_is_shown_once);
  ADD ("/staff/lock/counts-down-and-is-lifted", test_lock_counts_down_and_is_lifted);
  ADD ("/staff/lock/ends-by-itself", test_lock_that_ends_by_itself);
  ADD ("/staff/retired-are-a-list-of-their-own", test_retired_are_a_list_of_their_own);
  ADD ("/staff/who-may-not-change-sees-no-buttons", test_who_may_not_change_sees_no_buttons);
  ADD ("/staff/new-employee-is-asked-for-a-pin", test_new_employee_is_asked_for_a_pin);
  g_test_add_func ("/staff/pin/trivial", test_trivial);

  return g_test_run ();
}
