/* test-activity.c: the ledger and the audit log on screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include <adwaita.h>

#include "fake-backend.h"
#include "stempel-audit-detail.h"
#include "stempel-audit-page.h"
#include "stempel-audit-words.h"
#include "stempel-comparison.h"
#include "stempel-day-field.h"
#include "stempel-entry-detail.h"
#include "stempel-error.h"
#include "stempel-filters.h"
#include "stempel-list-row.h"
#include "stempel-text-field.h"
#include "stempel-transactions-page.h"
#include "stempel-two-pane.h"
#include "stempel-void-dialog.h"

#define SESSION(role) \
  "{\"login_id\": 1, \"name\": \"Léa\", \"role\": \"" role "\", \"merchant\": {\"id\": 1, " \
  "\"name\": \"Bakery\"}," \
  " \"operations\": [\"entry_void\", \"login_list\", \"customer_get\"]}"

#define ENTRY(id, more) \
  "{\"id\": " id ", \"kind\": \"stamp_earn\", \"customer_id\": 4, \"customer_name\": \"Marie " \
  "Weber\", \"stamps\": 3," \
  " \"stamps_after\": 5, \"program_name\": \"Coffee\", \"program_version\": 2, \"store_name\": " \
  "\"Gare\"," \
  " \"login_name\": \"Léa\", \"occurred_at\": \"2026-11-23T09:30:00+01:00\", \"business_day\": " \
  "\"2026-11-23\"" more "}"

#define EVENT(action, more) \
  "{\"id\": 11, \"action\": \"" action "\", \"at\": \"2026-11-23T09:30:00+01:00\", " \
  "\"subject_name\": \"Coffee\"," \
  " \"login_name\": \"Léa\"" more "}"

typedef struct
{
  FakeBackend   *backend;
  StempelClient *client;
  GtkWidget     *window;
  GtkWidget     *page;
} Fixture;

static void
wait_ms (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

/* Replies to the first call of that operation that waits, once it comes. */
static guint
reply (Fixture *fixture, StempelOperation operation, const char *json)
{
  int call;

  for (guint i = 0; (call = fake_backend_find (fixture->backend, operation)) < 0 && i < 200; i++)
    wait_ms (10);

  g_assert_cmpint (call, >=, 0);
  fake_backend_reply (fixture->backend, (guint) call, json);

  return (guint) call;
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (stempel_client_open_finish (STEMPEL_CLIENT (object), result, NULL));
}

static void
open_page (Fixture *fixture, const char *session, GtkWidget * (*new_page) (StempelClient *client))
{
  stempel_client_open_async (fixture->client, NULL, opened_cb, NULL);
  reply (fixture, STEMPEL_OPERATION_SESSION_WHOAMI, session);

  fixture->page = new_page (fixture->client);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_ms (50);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->backend = fake_backend_new ();
  fixture->client = stempel_client_new (STEMPEL_BACKEND (fixture->backend));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_ms (50);
  g_assert_null (fixture->page);

  /* Calls that nobody replied to hold both. */
  stempel_backend_close (STEMPEL_BACKEND (fixture->backend));
  wait_ms (50);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->backend);
}

static gpointer
child (gpointer widget, const char *name)
{
  GObject *found =
    gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (found);

  return found;
}

static void
list_entries (Fixture *fixture, const char *items)
{
  g_autofree char *page = g_strdup_printf ("{\"items\": [%s], \"next\": null}", items);

  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, page);
}

/* Shows the only entry of the list in the detail. */
static StempelEntryDetail *
open_entry (Fixture *fixture, const char *details)
{
  list_entries (fixture, ENTRY ("9", ""));
  gtk_single_selection_set_selected (child (fixture->page, "selection"), 0);
  reply (fixture, STEMPEL_OPERATION_ENTRY_GET, details);

  return child (fixture->page, "detail");
}

static StempelVoidDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (STEMPEL_IS_VOID_DIALOG (window))
        return STEMPEL_VOID_DIALOG (window);
    }

  return NULL;
}

static void
test_selected_entry_is_shown (Fixture *fixture, gconstpointer data)
{
  StempelEntryDetail *detail;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  detail = open_entry (fixture, ENTRY ("9", ", \"voidable\": true"));

  g_assert_cmpstr (gtk_stack_get_visible_child_name (child (detail, "stack")), ==, "content");
  g_assert_cmpstr (gtk_label_get_label (child (detail, "title_label")), ==, "3 stamps");
  g_assert_true (gtk_widget_get_visible (child (detail, "void_button")));
  g_assert_false (gtk_widget_get_visible (child (detail, "reversal_button")));
}

static void
test_reversal_is_linked (Fixture *fixture, gconstpointer data)
{
  StempelEntryDetail *detail;
  guint call;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  detail = open_entry (fixture, ENTRY ("9", ", \"reversed_by\": 12, \"voidable\": false"));

  g_assert_false (gtk_widget_get_visible (child (detail, "void_button")));
  g_assert_true (gtk_widget_get_visible (child (detail, "notice_label")));
  g_signal_emit_by_name (child (detail, "reversal_button"), "clicked");
  call = reply (fixture, STEMPEL_OPERATION_ENTRY_GET, ENTRY ("12", ", \"reverses\": 9"));

  g_assert_cmpint (json_object_get_int_member (fake_backend_get_request (fixture->backend, call),
                                               "id"), ==, 12);
  g_assert_true (gtk_widget_get_visible (child (detail, "reversed_button")));
}

static void
test_void_asks_for_a_reason (Fixture *fixture, gconstpointer data)
{
  StempelEntryDetail *detail;
  StempelVoidDialog *dialog;
  JsonObject *request;
  guint call;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  detail = open_entry (fixture, ENTRY ("9", ", \"voidable\": true"));
  g_signal_emit_by_name (child (detail, "void_button"), "clicked");
  dialog = find_dialog ();
  g_assert_nonnull (strstr (gtk_label_get_label (child (dialog, "explanation")), "Marie Weber"));

  g_signal_emit_by_name (dialog, "apply");
  wait_ms (50);
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_ENTRY_VOID), <, 0);
  g_assert_nonnull (stempel_field_get_error (child (dialog, "reason_field")));

  stempel_text_field_set_text (child (dialog, "reason_field"), "wrong member");
  g_signal_emit_by_name (dialog, "apply");
  call = reply (fixture, STEMPEL_OPERATION_ENTRY_VOID,
                "{\"entry\": " ENTRY ("12", ", \"reverses\": 9") "}");

  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpint (json_object_get_int_member (request, "entry_id"), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (request, "reason"), ==, "wrong member");
  g_assert_true (g_uuid_string_is_valid (fake_backend_get_key (fixture->backend, call)));
  g_assert_false (json_object_has_member (request, "pin_token"));

  /* List and detail are loaded again. */
  list_entries (fixture, ENTRY ("9", ", \"reversed_by\": 12"));
  reply (fixture, STEMPEL_OPERATION_ENTRY_GET, ENTRY ("9", ", \"reversed_by\": 12"));
  g_assert_false (gtk_widget_get_visible (child (detail, "void_button")));
  g_assert_null (find_dialog ());
}

static void
test_staff_cannot_void_here (Fixture *fixture, gconstpointer data)
{
  StempelEntryDetail *detail;

  open_page (fixture, SESSION ("staff"), stempel_transactions_page_new);
  detail = open_entry (fixture, ENTRY ("9", ", \"voidable\": true"));

  g_assert_false (gtk_widget_get_visible (child (detail, "void_button")));
}

static void
test_detail_says_why_it_failed (Fixture *fixture, gconstpointer data)
{
  StempelEntryDetail *detail;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  detail = child (fixture->page, "detail");
  stempel_entry_detail_load (detail, 9);
  fake_backend_fail (fixture->backend,
                     (guint) fake_backend_find (fixture->backend, STEMPEL_OPERATION_ENTRY_GET),
                     g_error_new_literal (STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE, "down"));

  g_assert_cmpstr (gtk_stack_get_visible_child_name (child (detail, "stack")), ==, "error");
  list_entries (fixture, "");
}

/* The fields of the filters in the order in which they were added. */
static StempelField *
filter_field (Fixture *fixture, const char *wire_name)
{
  GtkWidget *box = child (child (fixture->page, "filters"), "fields_box");

  for (GtkWidget *field = gtk_widget_get_first_child (box); field != NULL;
       field = gtk_widget_get_next_sibling (field))
    {
      if (g_str_equal (stempel_field_get_wire_name (STEMPEL_FIELD (field)), wire_name))
        return STEMPEL_FIELD (field);
    }

  g_error ("There is no filter \"%s\"", wire_name);
}

static void
set_filter (Fixture *fixture, const char *wire_name, const char *value)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), value);

  stempel_field_set_value (filter_field (fixture, wire_name), node);
}

static void
test_filters_narrow_the_list_down (Fixture *fixture, gconstpointer data)
{
  StempelFilters *filters;
  JsonObject *request;
  guint call;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  filters = child (fixture->page, "filters");
  list_entries (fixture, ENTRY ("9", ""));
  reply (fixture, STEMPEL_OPERATION_STORE_LIST, "{\"items\": [{\"id\": 1, \"name\": \"Gare\"}]}");

  set_filter (fixture, "kind", "stamp_void");
  set_filter (fixture, "from", "2026-11-01");
  call = reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, "{\"items\": []}");
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpstr (json_object_get_string_member (request, "kind"), ==, "stamp_void");
  g_assert_cmpstr (json_object_get_string_member (request, "from"), ==, "2026-11-01");
  g_assert_false (json_object_has_member (request, "store_id"));
  g_assert_cmpuint (stempel_filters_get_n_set (filters), ==, 2);

  stempel_filters_clear (filters);
  call = reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, "{\"items\": []}");
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_false (json_object_has_member (request, "kind"));
  g_assert_cmpuint (stempel_filters_get_n_set (filters), ==, 0);
}

static void
test_half_a_day_is_not_asked_for (Fixture *fixture, gconstpointer data)
{
  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  list_entries (fixture, ENTRY ("9", ""));

  set_filter (fixture, "from", "12.");
  wait_ms (400);

  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_ENTRY_LIST), <, 0);
  g_assert_nonnull (stempel_field_get_error (filter_field (fixture, "from")));
}

static void
test_span_that_ends_before_it_begins (Fixture *fixture, gconstpointer data)
{
  JsonObject *request;
  guint call;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  list_entries (fixture, ENTRY ("9", ""));

  set_filter (fixture, "from", "2026-11-20");
  set_filter (fixture, "to", "2026-11-10");
  call = reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, "{\"items\": []}");
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_false (json_object_has_member (request, "to"));
  g_assert_null (stempel_field_get_error (filter_field (fixture, "from")));
  g_assert_nonnull (stempel_field_get_error (filter_field (fixture, "to")));

  set_filter (fixture, "from", "2026-11-01");
  call = reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, "{\"items\": []}");
  request = fake_backend_get_request (fixture->backend, call);
  g_assert_cmpstr (json_object_get_string_member (request, "to"), ==, "2026-11-10");
  g_assert_null (stempel_field_get_error (filter_field (fixture, "to")));
}

/* Tab gives a row the focus and does not choose it. */
static void
test_enter_opens_a_row_that_was_not_chosen (Fixture *fixture, gconstpointer data)
{
  GtkSingleSelection *selection;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  list_entries (fixture, ENTRY ("9", "") ", " ENTRY ("8", ""));
  selection = child (fixture->page, "selection");
  g_assert_null (gtk_single_selection_get_selected_item (selection));

  g_signal_emit_by_name (child (fixture->page, "list_view"), "activate", 1);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 1);
  g_assert_true (stempel_two_pane_get_detail_shown (child (fixture->page, "panes")));
  reply (fixture, STEMPEL_OPERATION_ENTRY_GET, ENTRY ("8", ""));
}

/* The first row below a widget. */
static GtkWidget *
find_row (GtkWidget *widget)
{
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = STEMPEL_IS_LIST_ROW (c) ? c : find_row (c);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The badge in front of a row: a label and a picture, one of which is shown. */
static GtkWidget *
find_lead (GtkWidget *widget)
{
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = gtk_widget_has_css_class (c, "stempel-lead") ? c : find_lead (c);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_rows_show_what_happened (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row, *lead;

  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  list_entries (fixture, ENTRY ("9", ""));
  wait_ms (50);
  row = find_row (child (fixture->page, "list_view"));
  g_assert_nonnull (row);
  lead = find_lead (row);
  g_assert_nonnull (lead);
  g_assert_true (gtk_widget_get_visible (lead));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (gtk_widget_get_first_child (lead))), ==, "+3");
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_last_child (lead)));

  stempel_filters_clear (child (fixture->page, "filters"));
  gtk_widget_activate_action (fixture->page, "page.reload", NULL);
  list_entries (fixture, "{\"id\": 7, \"kind\": \"stamp_void\", \"customer_name\": \"Marie Weber\","
                         " \"stamps\": -3, \"store_name\": \"Gare\", \"login_name\": \"Léa\","
                         " \"occurred_at\": \"2026-11-23T09:30:00+01:00\"}");
  wait_ms (50);
  row = find_row (child (fixture->page, "list_view"));
  lead = find_lead (row);
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_first_child (lead)));
  g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (gtk_widget_get_last_child (lead))), ==,
                   "edit-undo-symbolic");
}

static void
test_closed_while_loading (Fixture *fixture, gconstpointer data)
{
  open_page (fixture, SESSION ("manager"), stempel_transactions_page_new);
  stempel_entry_detail_load (child (fixture->page, "detail"), 9);
  gtk_window_set_child (GTK_WINDOW (fixture->window), NULL);
  wait_ms (20);

  while (fake_backend_find (fixture->backend, STEMPEL_OPERATION_ENTRY_LIST) >= 0)
    list_entries (fixture, ENTRY ("9", ""));
  reply (fixture, STEMPEL_OPERATION_ENTRY_GET, ENTRY ("9", ""));
  reply (fixture, STEMPEL_OPERATION_STORE_LIST, "{\"items\": []}");
  reply (fixture, STEMPEL_OPERATION_PROGRAM_LIST, "{\"items\": []}");
  reply (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST, "{\"items\": []}");

  fixture->page = gtk_label_new (NULL);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
}

static GtkListBoxRow *
comparison_row (StempelAuditDetail *detail, int position)
{
  GtkWidget *list_box = adw_bin_get_child (child (detail, "comparison"));

  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (list_box), position);
}

static void
test_event_before_and_after (Fixture *fixture, gconstpointer data)
{
  StempelAuditDetail *detail;

  open_page (fixture, SESSION ("manager"), stempel_audit_page_new);
  reply (fixture, STEMPEL_OPERATION_AUDIT_LIST,
         "{\"items\": [" EVENT ("program.pause",
                                ", \"before\": {\"name\": \"Coffee\", \"state\": \"active\"},"
                                                 " \"after\": {\"name\": \"Coffee\", \"state\": "
                                                 "\"paused\"}") "]}");
  gtk_single_selection_set_selected (child (fixture->page, "selection"), 0);
  detail = child (fixture->page, "detail");

  g_assert_cmpstr (gtk_label_get_label (child (detail, "title_label")), ==, "Program paused");
  gtk_test_accessible_assert_property (comparison_row (detail, 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "State, changed, before: Active, after: Paused");
  gtk_test_accessible_assert_property (comparison_row (detail, 1), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Name, unchanged: Coffee");
  g_assert_null (comparison_row (detail, 2));
}

/* Of what was made everything is new: one column, and no marks. */
static void
test_event_that_made_something (Fixture *fixture, gconstpointer data)
{
  StempelAuditDetail *detail;

  open_page (fixture, SESSION ("manager"), stempel_audit_page_new);
  reply (fixture, STEMPEL_OPERATION_AUDIT_LIST,
         "{\"items\": [" EVENT ("store.create", ", \"after\": {\"name\": \"Gare\"}") "]}");
  gtk_single_selection_set_selected (child (fixture->page, "selection"), 0);
  detail = child (fixture->page, "detail");

  gtk_test_accessible_assert_property (comparison_row (detail, 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Name: Gare");
}

static void
test_event_without_a_record (Fixture *fixture, gconstpointer data)
{
  StempelAuditDetail *detail;

  open_page (fixture, SESSION ("auditor"), stempel_audit_page_new);
  reply (fixture, STEMPEL_OPERATION_AUDIT_LIST,
         "{\"items\": [" EVENT ("employee.pin_failed", "") "]}");
  gtk_single_selection_set_selected (child (fixture->page, "selection"), 0);
  detail = child (fixture->page, "detail");

  g_assert_cmpstr (gtk_label_get_label (child (detail, "title_label")), ==, "Wrong PIN");
  g_assert_false (gtk_widget_get_visible (child (detail, "comparison")));
}

static void
test_members_and_values_in_words (void)
{
  static const struct { const char *path, *json, *member, *value; } cases[] = {
    { "draft.names.de", "\"Kaffee\"", "Draft › Names › de", "Kaffee" },
    { "draft.pin_policy", "\"shift\"", "Draft › PIN asked", "Once per shift" },
    { "has_pin", "true", "Has a PIN", "Yes" },
    { "stamps_target", "10", "Stamps for a reward", "10" },
    { "store_ids", "[1, 2]", "Store numbers", "1, 2" },
    { "note", "\"active\"", "Note", "active" },
    { "mood", "null", "mood", "–" },
    { "cards", "[{\"id\": 6, \"number\": \"1234\"}]", "cards", "1234" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (cases[i].json, NULL);
      g_autofree char *member = stempel_audit_member_text (cases[i].path);
      g_autofree char *value = stempel_audit_value_text (cases[i].path, node);

      g_assert_cmpstr (member, ==, cases[i].member);
      g_assert_cmpstr (value, ==, cases[i].value);
    }

  g_assert_cmpstr (stempel_audit_action_text ("program.dance"), ==, "program.dance");
}

#define ADD(name) g_test_add ("/activity/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD (selected_entry_is_shown);
  ADD (reversal_is_linked);
  ADD (void_asks_for_a_reason);
  ADD (staff_cannot_void_here);
  ADD (detail_says_why_it_failed);
  ADD (filters_narrow_the_list_down);
  ADD (half_a_day_is_not_asked_for);
  ADD (span_that_ends_before_it_begins);
  ADD (enter_opens_a_row_that_was_not_chosen);
  ADD (rows_show_what_happened);
  ADD (closed_while_loading);
  ADD (event_before_and_after);
  ADD (event_that_made_something);
  ADD (event_without_a_record);
  g_test_add_func ("/activity/members-and-values-in-words", test_members_and_values_in_words);

  return g_test_run ();
}
