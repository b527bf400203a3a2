/* test-widgets.c: forms show every refusal beside its field, dialogs keep what was typed, lists
 * show their states
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "fake-backend.h"
#include "stempel-button.h"
#include "stempel-choice-field.h"
#include "stempel-dialog.h"
#include "stempel-error-text.h"
#include "stempel-facts.h"
#include "stempel-format.h"
#include "stempel-list-states.h"
#include "stempel-localised-field.h"
#include "stempel-money-field.h"
#include "stempel-number-field.h"
#include "stempel-state-page.h"
#include "stempel-text-field.h"
#include "stempel-time-field.h"
#include "stempel-two-pane.h"
#include "stempel-wrap-layout.h"

static void
settle (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static GError *
refuse (const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  return stempel_error_new_for_problem (json_node_get_object (node), "refused");
}

static GtkWidget *
create_fields (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *name = stempel_text_field_new ("name", "_Name");

  g_object_set (name, "required", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), stempel_number_field_new ("target", "_Target", 1, 100));
  gtk_box_append (GTK_BOX (box), stempel_money_field_new ("value", "_Value", "EUR"));
  gtk_box_append (GTK_BOX (box), stempel_time_field_new ("day_start", "_Day"));

  return box;
}

static void
test_form_gathers_what_fields_hold (void)
{
  g_autoptr(GtkWidget) box = g_object_ref_sink (create_fields ());
  g_autoptr(StempelForm) form = stempel_form_new_within (box);
  g_autoptr(JsonNode) values = NULL;
  g_autoptr(JsonNode) request = NULL;

  values = json_from_string (
      "{\"name\": \"Coffee\", \"target\": 9, \"value\": 1250, \"day_start\": \"04:00\"}", NULL);
  stempel_form_load (form, json_node_get_object (values));
  g_assert_false (stempel_form_get_changed (form));

  request = stempel_form_get_request (form);
  g_assert_true (json_node_equal (request, values));
}

static void
test_form_knows_what_was_changed (void)
{
  g_autoptr(GtkWidget) box = g_object_ref_sink (create_fields ());
  g_autoptr(StempelForm) form = stempel_form_new_within (box);
  StempelTextField *name = STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "name"));

  stempel_text_field_set_text (name, "Tea");
  g_assert_true (stempel_form_get_changed (form));
  stempel_text_field_set_text (name, "  ");
  g_assert_false (stempel_form_get_changed (form));
}

static void
test_form_leaves_empty_members_out (void)
{
  g_autoptr(GtkWidget) box = g_object_ref_sink (create_fields ());
  g_autoptr(StempelForm) form = stempel_form_new_within (box);
  g_autoptr(JsonNode) request = stempel_form_get_request (form);

  g_assert_false (json_object_has_member (json_node_get_object (request), "name"));
  g_assert_false (json_object_has_member (json_node_get_object (request), "value"));
}

static void
test_form_shows_all_field_errors_at_once (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = create_fields ();
  g_autoptr(StempelForm) form = stempel_form_new_within (box);
  g_autoptr(GError) error = NULL;
  StempelField *target = stempel_form_get_field (form, "target");
  StempelField *value = stempel_form_get_field (form, "value");
  GtkWidget *focus;

  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  settle (50);
  error = refuse ("{\"code\": \"invalid\", \"errors\": ["
                  "{\"field\": \"value\", \"code\": \"required\"},"
                  "{\"field\": \"draft.target\", \"code\": \"out_of_range\", \"min\": 1, \"max\": "
                  "100}]}");

  g_assert_true (stempel_form_show_error (form, error));
  g_assert_cmpstr (stempel_field_get_error (target), ==, "Enter a number from 1 to 100.");
  g_assert_cmpstr (stempel_field_get_error (value), ==, "Please fill this in.");

  /* The first in the order of the form, not of the refusal. */
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (target)));

  stempel_number_field_set_number (STEMPEL_NUMBER_FIELD (target), 7);
  g_assert_null (stempel_field_get_error (target));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_form_says_what_it_could_not_show (void)
{
  g_autoptr(GtkWidget) box = g_object_ref_sink (create_fields ());
  g_autoptr(StempelForm) form = stempel_form_new_within (box);
  g_autoptr(GError) error = NULL;

  error = refuse (
      "{\"code\": \"invalid\", \"errors\": [{\"field\": \"elsewhere\", \"code\": \"taken\"}]}");
  g_assert_false (stempel_form_show_error (form, error));
}

static void
test_form_checks_before_asking (void)
{
  g_autoptr(GtkWidget) box = g_object_ref_sink (create_fields ());
  g_autoptr(StempelForm) form = stempel_form_new_within (box);

  g_assert_false (stempel_form_validate (form));
  g_assert_nonnull (stempel_field_get_error (stempel_form_get_field (form, "name")));
  stempel_text_field_set_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "name")), "Tea");
  g_assert_true (stempel_form_validate (form));
}

static void
test_localised_field_needs_the_default_language (void)
{
  static const char * const languages[] = { "lb", "de", "fr", NULL };
  g_autoptr(GtkWidget) field = g_object_ref_sink (stempel_localised_field_new ("names", "_Name"));
  g_autoptr(JsonNode) value = json_from_string ("{\"de\": \"Kaffee\"}", NULL);
  g_autoptr(JsonNode) back = NULL;
  g_autofree char *problem = NULL;

  stempel_localised_field_set_languages (STEMPEL_LOCALISED_FIELD (field), "lb", languages);
  stempel_field_set_value (STEMPEL_FIELD (field), value);
  problem = stempel_field_check (STEMPEL_FIELD (field));
  back = stempel_field_get_value (STEMPEL_FIELD (field));

  g_assert_nonnull (strstr (problem, "Lëtzebuergesch"));
  g_assert_true (json_node_equal (back, value));
}

static void
test_choice_field_keeps_ids (void)
{
  g_autoptr(GtkWidget) field = g_object_ref_sink (stempel_choice_field_new ("store_id", "_Store"));
  g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), 7);

  g_object_set (field, "none-label", "All", NULL);
  stempel_choice_field_add_id (STEMPEL_CHOICE_FIELD (field), "Esch", 3);
  stempel_choice_field_add_id (STEMPEL_CHOICE_FIELD (field), "Gare", 7);
  g_assert_null (stempel_field_get_value (STEMPEL_FIELD (field)));
  stempel_field_set_value (STEMPEL_FIELD (field), value);
  g_assert_cmpint (stempel_choice_field_get_id (STEMPEL_CHOICE_FIELD (field)), ==, 7);
}

/* Every code has a sentence of its own that does not show the English text of the log. */
static void
test_every_refusal_has_a_sentence (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = STEMPEL_ERROR_INVALID; code <= STEMPEL_ERROR_UNAVAILABLE; code++)
    {
      g_autoptr(GError) error = g_error_new_literal (STEMPEL_ERROR, code, "log text");
      char *text = stempel_error_text (error);

      g_assert_null (strstr (text, "log text"));
      g_assert_true (g_str_has_suffix (text, "."));
      g_assert_true (g_hash_table_add (seen, text));
    }
}

static void
test_refusals_tell_their_facts (void)
{
  g_autoptr(GError) cooldown =
    refuse ("{\"code\": \"cooldown_active\", \"available_at\": \"2099-03-01T10:00:00Z\","
                                       " \"last_at\": \"2099-03-01T09:45:00Z\", \"last_by\": "
                                       "\"Ana\","
                                       " \"last_store\": \"Gare\"}");
  g_autoptr(GError) pin = refuse ("{\"code\": \"pin_invalid\", \"remaining\": 1}");
  g_autofree char *cooldown_text = stempel_error_text (cooldown);
  g_autofree char *pin_text = stempel_error_text (pin);
  g_autoptr(GError) balance =
    refuse ("{\"code\": \"insufficient_balance\", \"balance\": 1240, \"required\": 2000}");
  g_autofree char *balance_text = stempel_error_text (balance);

  g_assert_nonnull (strstr (balance_text, "1,240"));
  g_assert_nonnull (strstr (balance_text, "2,000"));
  g_assert_null (strstr (balance_text, "stamp"));
  g_assert_nonnull (strstr (cooldown_text, "2099"));
  g_assert_nonnull (strstr (cooldown_text, "Ana gave the last stamps"));
  g_assert_nonnull (strstr (cooldown_text, "in Gare"));
  g_assert_nonnull (strstr (pin_text, "1 try is left"));
}

static void
test_unreachable_says_why (void)
{
  static const char * const reasons[] = {
    "connection", "timeout", "busy", "server", "database", "cluster",
    "database_newer", "migration_changed", "migration",
  };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) missing = refuse ("{\"code\": \"unavailable\", \"reason\": \"not_installed\","
                                      " \"package\": \"postgresql-15\"}");
  g_autoptr(GError) password = refuse ("{\"code\": \"unauthenticated\", \"reason\": \"password\"}");
  g_autofree char *missing_text = stempel_error_text (missing);

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *problem =
        g_strdup_printf ("{\"code\": \"unavailable\", \"reason\": \"%s\"}", reasons[i]);
      g_autoptr(GError) error = refuse (problem);

      g_assert_true (g_hash_table_add (seen, stempel_error_text (error)));
    }

  g_assert_nonnull (strstr (missing_text, "postgresql-15"));
  g_assert_true (g_hash_table_add (seen, g_steal_pointer (&missing_text)));
  g_assert_true (g_hash_table_add (seen, stempel_error_text (password)));
}

/* The end of a row has room for a day, or for a time of yesterday. */
static void
test_old_times_are_short (void)
{
  g_autoptr(GDateTime) old = g_date_time_new_from_iso8601 ("2020-09-19T08:07:00Z", NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *then = stempel_format_time_short (old);
  g_autofree char *ago = stempel_format_ago (old);
  g_autofree char *today = stempel_format_time_short (now);

  g_assert_cmpstr (then, ==, ago);
  g_assert_cmpuint (g_utf8_strlen (then, -1), <=, 11);
  g_assert_nonnull (strstr (then, "2020"));
  g_assert_true (g_str_has_prefix (today, "Today, "));
}

typedef struct
{
  FakeBackend   *backend;
  StempelClient *client;
  GtkWidget     *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->backend = fake_backend_new ();
  fixture->client = stempel_client_new (STEMPEL_BACKEND (fixture->backend));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), gtk_button_new ());
  gtk_window_present (GTK_WINDOW (fixture->window));
  settle (50);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  settle (20);
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->backend);
}

/* Pressing again after the line broke must not do it twice; pressing again after a refusal is a new
 * attempt. */
static void
test_dialog_repeats_an_unknown_outcome_with_its_key (Fixture *fixture, gconstpointer data)
{
  StempelDialog *dialog = stempel_dialog_new ("Dialog", "_Save", gtk_entry_new ());
  g_autoptr(JsonNode) request = stempel_request_new ("id", "x", (gint64) 1, NULL);

  stempel_dialog_present_for (dialog, fixture->window);
  stempel_dialog_call (dialog, fixture->client, STEMPEL_OPERATION_PROGRAM_PUBLISH, request);
  fake_backend_fail (fixture->backend, 0, refuse ("{\"code\": \"unavailable\"}"));
  settle (30);
  stempel_dialog_call (dialog, fixture->client, STEMPEL_OPERATION_PROGRAM_PUBLISH, request);
  fake_backend_fail (fixture->backend, 1,
                     refuse ("{\"code\": \"conflict\", \"reason\": \"has_no_draft\"}"));
  settle (30);
  stempel_dialog_call (dialog, fixture->client, STEMPEL_OPERATION_PROGRAM_PUBLISH, request);
  fake_backend_fail (fixture->backend, 2, refuse ("{\"code\": \"unavailable\"}"));
  settle (30);

  g_assert_nonnull (fake_backend_get_key (fixture->backend, 0));
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, 0), ==,
                   fake_backend_get_key (fixture->backend, 1));
  g_assert_cmpstr (fake_backend_get_key (fixture->backend, 1), !=,
                   fake_backend_get_key (fixture->backend, 2));
  stempel_dialog_close_now (dialog);
}

static void
test_dialog_asks_before_changes_are_lost (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = create_fields ();
  g_autoptr(StempelForm) form = stempel_form_new_within (box);
  StempelDialog *dialog = stempel_dialog_new ("Dialog", "_Save", box);
  GtkWindow *question = NULL;
  GList *windows;

  stempel_dialog_set_form (dialog, form);
  stempel_dialog_present_for (dialog, fixture->window);
  stempel_text_field_set_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form, "name")), "Tea");
  gtk_window_close (GTK_WINDOW (dialog));
  settle (100);

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog)));
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (gtk_window_get_transient_for (l->data) == GTK_WINDOW (dialog))
        question = l->data;
    }
  g_list_free (windows);

  g_assert_nonnull (question);
  gtk_window_destroy (question);
  settle (20);
  g_assert_cmpstr (stempel_text_field_get_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form,
      "name"))), ==, "Tea");
  stempel_dialog_close_now (dialog);
}

static GtkStack *
find_stack (StempelListStates *states)
{
  GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (states));

  return GTK_STACK (gtk_widget_get_first_child (box));
}

static void
test_list_shows_its_states (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelRecordList) list =
    stempel_record_list_new (fixture->client, STEMPEL_OPERATION_STORE_LIST);
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  StempelListStates *states = STEMPEL_LIST_STATES (stempel_list_states_new ());
  GtkStack *stack = find_stack (states);

  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (states));
  stempel_list_states_set_list (states, list);
  stempel_record_list_set_request (list, request, FALSE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "loading");

  fake_backend_fail (fixture->backend, 0, refuse ("{\"code\": \"unavailable\"}"));
  settle (30);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "error");

  stempel_record_list_reload (list);
  fake_backend_reply (fixture->backend, 1, "{\"items\": [], \"next\": null}");
  settle (30);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");

  stempel_record_list_set_request (list, request, TRUE);
  fake_backend_reply (fixture->backend, 2, "{\"items\": [], \"next\": null}");
  settle (30);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "nothing");

  stempel_record_list_set_request (list, request, FALSE);
  fake_backend_reply (fixture->backend, 3,
                      "{\"items\": [{\"id\": 1, \"name\": \"Gare\", \"zone\": "
                      "\"Europe/Luxembourg\","
                      " \"day_start\": \"00:00\", \"state\": \"active\", \"revision\": 1}], "
                      "\"next\": null}");
  settle (30);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "list");
}

static void
test_list_says_how_old_it_may_be (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelRecordList) list =
    stempel_record_list_new (fixture->client, STEMPEL_OPERATION_STORE_LIST);
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  StempelListStates *states = STEMPEL_LIST_STATES (stempel_list_states_new ());
  GtkWidget *label = gtk_widget_get_next_sibling (GTK_WIDGET (find_stack (states)));

  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (states));
  stempel_list_states_set_list (states, list);
  stempel_record_list_set_request (list, request, FALSE);
  g_assert_false (gtk_widget_get_visible (label));

  fake_backend_reply (fixture->backend, 0,
                      "{\"items\": [], \"next\": null, \"stale_seconds\": 3}");
  settle (30);
  g_assert_true (gtk_widget_get_visible (label));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==,
                   "This list may be up to 3 seconds old");

  stempel_record_list_reload (list);
  fake_backend_reply (fixture->backend, 1, "{\"items\": [], \"next\": null}");
  settle (30);
  g_assert_false (gtk_widget_get_visible (label));
}

/* What is never shown costs nothing; what changes later is seen. */
static void
test_state_page_is_made_when_shown (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = gtk_button_new_with_label ("Try again");
  GtkWidget *page = g_object_new (STEMPEL_TYPE_STATE_PAGE,
                                  "title", "Could Not Load",
                                  "content", button,
                                  NULL);
  AdwStatusPage *made;

  g_object_ref_sink (page);
  g_assert_null (adw_bin_get_child (ADW_BIN (page)));
  g_assert_cmpstr (stempel_state_page_get_title (STEMPEL_STATE_PAGE (page)), ==, "Could Not Load");

  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  settle (20);
  stempel_state_page_set_description (STEMPEL_STATE_PAGE (page), "The line is down.");

  made = ADW_STATUS_PAGE (adw_bin_get_child (ADW_BIN (page)));
  g_assert_cmpstr (adw_status_page_get_title (made), ==, "Could Not Load");
  g_assert_cmpstr (adw_status_page_get_description (made), ==, "The line is down.");
  g_assert_true (gtk_widget_get_mapped (button));

  gtk_window_set_child (GTK_WINDOW (fixture->window), NULL);
  settle (20);
  g_assert_finalize_object (page);
}

/* Nothing inside takes the focus while a list loads; GTK then asks the widget itself, which must
 * end. */
static void
test_list_without_focus_gives_up (Fixture *fixture, gconstpointer data)
{
  StempelListStates *states = STEMPEL_LIST_STATES (stempel_list_states_new ());

  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (states));
  settle (20);
  g_assert_false (gtk_widget_grab_focus (GTK_WIDGET (states)));
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (states), GTK_DIR_TAB_FORWARD));
}

static void
test_two_pane_folds_and_comes_back (Fixture *fixture, gconstpointer data)
{
  StempelTwoPane *panes = STEMPEL_TWO_PANE (stempel_two_pane_new ());
  GtkWidget *list = gtk_button_new_with_label ("List");
  GtkWidget *detail = gtk_button_new_with_label ("Detail");

  stempel_two_pane_set_list_child (panes, list);
  stempel_two_pane_set_detail_child (panes, detail);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (panes));
  gtk_widget_size_allocate (GTK_WIDGET (panes), &(GtkAllocation) { 0, 0, 900, 300 }, -1);
  g_assert_false (stempel_two_pane_get_folded (panes));
  g_assert_true (gtk_widget_get_child_visible (list) && gtk_widget_get_child_visible (detail));

  gtk_widget_size_allocate (GTK_WIDGET (panes), &(GtkAllocation) { 0, 0, 360, 300 }, -1);
  g_assert_true (stempel_two_pane_get_folded (panes));
  g_assert_true (gtk_widget_get_child_visible (list) && !gtk_widget_get_child_visible (detail));

  stempel_two_pane_set_detail_shown (panes, TRUE);
  gtk_widget_size_allocate (GTK_WIDGET (panes), &(GtkAllocation) { 0, 0, 361, 300 }, -1);
  g_assert_true (!gtk_widget_get_child_visible (list) && gtk_widget_get_child_visible (detail));
  gtk_widget_activate_action (GTK_WIDGET (panes), "pane.back", NULL);
  g_assert_false (stempel_two_pane_get_detail_shown (panes));
}

static GtkWidget *
show_fact (Fixture *fixture, const char *caption, const char *value)
{
  GtkWidget *facts = stempel_facts_new ();
  GtkWidget *row;

  stempel_facts_add (STEMPEL_FACTS (facts), caption, value);
  gtk_window_set_child (GTK_WINDOW (fixture->window), facts);
  row = gtk_widget_get_first_child (gtk_widget_get_first_child (facts));
  g_assert_true (GTK_IS_LIST_BOX_ROW (row));

  return gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));
}

static void
place_within (GtkWidget *widget, int width)
{
  int minimum, natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  gtk_widget_size_allocate (widget, &(GtkAllocation) { 0, 0, width, natural }, -1);
}

static void
test_facts_stand_below_where_it_is_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *fact = show_fact (fixture, "E-mail", "somebody.with.a.long.address@example.com");
  GtkWidget *name = gtk_widget_get_first_child (fact), *value = gtk_widget_get_last_child (fact);
  graphene_rect_t first, second;

  place_within (fact, 600);
  g_assert_true (gtk_widget_compute_bounds (name, fact, &first) &&
                 gtk_widget_compute_bounds (value, fact, &second));
  g_assert_cmpfloat (second.origin.x, >=, first.origin.x + first.size.width);

  place_within (fact, 290);
  g_assert_true (gtk_widget_compute_bounds (name, fact, &first) &&
                 gtk_widget_compute_bounds (value, fact, &second));
  g_assert_cmpfloat (second.origin.y, >=, first.origin.y + first.size.height);
  g_assert_cmpfloat (second.origin.x + second.size.width, <=, 600);
}

static void
assert_whole (GtkWidget *button)
{
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  g_assert_true (GTK_IS_LABEL (label));
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
}

/* The longest labels that a translation has. */
static void
test_dialog_keeps_its_buttons_whole (Fixture *fixture, gconstpointer data)
{
  StempelDialog *dialog =
    stempel_dialog_new ("Neues Mitglied in das Programm aufnehmen", "Entwurf _speichern",
                        gtk_entry_new ());
  int minimum, natural;

  g_object_set (dialog, "cancel-label", "_Abbrechen", NULL);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 300);
  stempel_dialog_present_for (dialog, fixture->window);
  settle (100);

  gtk_widget_measure (GTK_WIDGET (dialog), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (dialog)), <=, 360);
  g_assert_nonnull (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  assert_whole (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), STEMPEL_TYPE_DIALOG,
                                                           "cancel_button")));
  g_assert_nonnull (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  assert_whole (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), STEMPEL_TYPE_DIALOG,
                                                           "primary_button")));
  stempel_dialog_close_now (dialog);
}

/* Large text, or a long translation: what it does goes below rather than out of the window. */
static void
test_dialog_puts_a_wide_button_below (Fixture *fixture, gconstpointer data)
{
  StempelDialog *dialog =
    stempel_dialog_new ("Neues Programm", "Entwurf speichern und gleich _veröffentlichen",
                        gtk_entry_new ());
  GtkWidget *primary, *bottom;
  int minimum;

  primary =
    GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), STEMPEL_TYPE_DIALOG,
                                               "primary_button"));
  bottom = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), STEMPEL_TYPE_DIALOG,
                                                      "bottom"));
  gtk_widget_set_size_request (fixture->window, 360, -1);
  settle (50);
  stempel_dialog_present_for (dialog, fixture->window);
  settle (100);

  g_assert_true (gtk_widget_is_ancestor (primary, bottom));
  g_assert_nonnull (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (dialog)) == primary);
  gtk_widget_measure (GTK_WIDGET (dialog), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 360);
  assert_whole (primary);
  stempel_dialog_close_now (dialog);
}

static void
test_buttons_take_as_many_rows_as_they_need (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *buttons[3];
  graphene_rect_t bounds[3];

  gtk_widget_set_layout_manager (box, g_object_new (STEMPEL_TYPE_WRAP_LAYOUT, NULL));
  for (guint i = 0; i < 3; i++)
    {
      buttons[i] = stempel_button_new ("Unabänderlich");
      gtk_box_append (GTK_BOX (box), buttons[i]);
    }
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  settle (50);

  for (guint pass = 0; pass < 2; pass++)
    {
      place_within (box, pass == 0 ? 900 : 300);
      for (guint i = 0; i < 3; i++)
        g_assert_true (gtk_widget_compute_bounds (buttons[i], box, &bounds[i]));
      g_assert_cmpfloat (bounds[1].origin.y, ==, bounds[0].origin.y);
      g_assert_cmpint (bounds[2].origin.y > bounds[0].origin.y, ==, pass == 1);
      g_assert_cmpfloat (bounds[2].origin.x + bounds[2].size.width, <=, pass == 0 ? 900 : 300);
    }
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/form/gathers", test_form_gathers_what_fields_hold);
  g_test_add_func ("/form/changed", test_form_knows_what_was_changed);
  g_test_add_func ("/form/empty", test_form_leaves_empty_members_out);
  g_test_add_func ("/form/all-errors", test_form_shows_all_field_errors_at_once);
  g_test_add_func ("/form/unknown-field", test_form_says_what_it_could_not_show);
  g_test_add_func ("/form/validate", test_form_checks_before_asking);
  g_test_add_func ("/field/localised", test_localised_field_needs_the_default_language);
  g_test_add_func ("/field/choice", test_choice_field_keeps_ids);
  g_test_add_func ("/error-text/every-code", test_every_refusal_has_a_sentence);
  g_test_add_func ("/error-text/facts", test_refusals_tell_their_facts);
  g_test_add_func ("/error-text/unavailable", test_unreachable_says_why);
  g_test_add_func ("/format/short", test_old_times_are_short);
  ADD ("/facts/narrow", test_facts_stand_below_where_it_is_narrow);
  ADD ("/dialog/buttons", test_dialog_keeps_its_buttons_whole);
  ADD ("/dialog/below", test_dialog_puts_a_wide_button_below);
  ADD ("/wrap/rows", test_buttons_take_as_many_rows_as_they_need);
  ADD ("/dialog/key", test_dialog_repeats_an_unknown_outcome_with_its_key);
  ADD ("/dialog/unsaved", test_dialog_asks_before_changes_are_lost);
  ADD ("/state-page/made-when-shown", test_state_page_is_made_when_shown);
  ADD ("/list-states/states", test_list_shows_its_states);
  ADD ("/list-states/staleness", test_list_says_how_old_it_may_be);
  ADD ("/list-states/focus", test_list_without_focus_gives_up);
  ADD ("/two-pane/folds", test_two_pane_folds_and_comes_back);

  return g_test_run ();
}
