/* test-points.c: what the desktop shows of programs in which points are collected
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-audit-words.h"
#include "stempel-customer.h"
#include "stempel-entry-detail.h"
#include "stempel-entry-words.h"
#include "stempel-format.h"
#include "stempel-member-account.h"
#include "stempel-number-field.h"
#include "stempel-program-dialog.h"
#include "stempel-programs-page.h"
#include "stempel-transactions-page.h"
#include "stempel-visit-page.h"
#include "stempel-void-dialog.h"
#include "test-members-support.h"

#define MANAGER SESSION ("manager", "\"program_list\", \"program_save\", \"program_publish\"," \
                         " \"entry_void\"")

#define POINTS_RULES(per_step) "{\"names\": {\"de\": \"Punkte\"}, \"points_per_step\": " per_step \
  ", \"step_amount\": 200, \"rounding\": \"per_step\", \"void_minutes\": 15, \"void_days\": 30," \
  " \"pin_policy\": \"operation\", \"shift_minutes\": 480, \"colour\": \"#26774a\"}"

#define HYBRID_RULES "{\"names\": {\"de\": \"Beides\"}, \"stamps_target\": 10," \
  " \"max_stamps_per_visit\": 3, \"cooldown_minutes\": 15, \"daily_limit\": 5," \
  " \"reward\": {\"de\": \"Ein Kaffee\"}, \"points_per_step\": 3, \"step_amount\": 200," \
  " \"bonus_periods\": [{\"name\": \"Montag\", \"multiplier_bp\": 20000, \"weekdays\": [1]}]," \
  " \"void_minutes\": 15, \"void_days\": 30, \"pin_policy\": \"operation\"," \
  " \"shift_minutes\": 480, \"adjust_maximum\": 0, \"colour\": \"#26774a\"}"

#define PROGRAM(kind, draft, published) "{\"id\": 5, \"kind\": \"" kind "\"," \
  " \"state\": \"active\", \"name\": \"Punkte\", \"version\": 1, \"members\": 12," \
  " \"revision\": 3, \"draft\": " draft ", \"published\": " published "}"

#define ACCOUNT_OF(kind, more) "{\"id\": 50, \"customer_id\": 9, \"program_id\": 5," \
  " \"program_name\": \"Points\", \"program_kind\": \"" kind "\"," \
  " \"program_state\": \"active\", \"points\": 1240, \"owed_points\": 0," \
  " \"reserved_points\": 0, \"stamps\": 0, \"pin_policy\": \"operation\"," \
  " \"colour\": \"#8b5a2b\", \"entitlements\": []" more "}"

#define STAMPS_TOO ", \"stamps_target\": 10, \"max_stamps_per_visit\": 3, \"daily_limit\": 5," \
  " \"reward_name\": \"Free coffee\""

#define ENTRY_OF(kind, more) "{\"id\": 9, \"kind\": \"" kind "\", \"customer_id\": 4," \
  " \"customer_name\": \"Marie Weber\", \"program_name\": \"Points\", \"program_version\": 2," \
  " \"occurred_at\": \"2026-11-23T09:30:00+01:00\", \"business_day\": \"2026-11-23\"" more "}"

static gpointer
decode (GType type, const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  g_autoptr(GError) error = NULL;
  StempelRecord *record = stempel_record_new_from_json (type, node, &error);

  g_assert_no_error (error);

  return record;
}

static void
test_entries_in_words (void)
{
  static const struct { const char *json, *text, *change; } cases[] = {
    { ENTRY_OF ("points_earn", ", \"points\": 1240"), "1,240 points", "+1,240" },
    { ENTRY_OF ("points_earn", ", \"points\": 1"), "1 point", "+1" },
    { ENTRY_OF ("points_redeem", ", \"points\": -60, \"reward_name\": \"Mug\""),
      "Mug handed out", "−60" },
    { ENTRY_OF ("points_redeem", ", \"points\": -100"), "Paid with 100 points", "−100" },
    { ENTRY_OF ("points_void", ", \"points\": -21"), "Points taken back", "−21" },
    { ENTRY_OF ("points_void", ", \"points\": 0"), "Points taken back", NULL },
    { ENTRY_OF ("points_void", ", \"points\": 100"), "Payment with points taken back", "+100" },
    { ENTRY_OF ("points_void", ", \"points\": 60, \"reward_name\": \"Mug\""),
      "Handing out of Mug taken back", "+60" },
    { ENTRY_OF ("points_refund", ", \"points\": -7"), "Purchase refunded", "−7" },
    { ENTRY_OF ("points_adjust", ", \"points\": 5"), "Points corrected", "+5" },
    { ENTRY_OF ("points_expire", ", \"points\": -1200"), "1,200 points expired", "−1,200" },
    { ENTRY_OF ("welcome", ", \"points\": 50"), "Welcome points", "+50" },
    { ENTRY_OF ("birthday", ", \"points\": 20"), "Birthday points", "+20" },
    { ENTRY_OF ("transfer", ", \"points\": -20, \"stamps\": -3"), "Moved between members",
      "−3 stamps, −20 points" },
    { ENTRY_OF ("import", ", \"points\": 300"), "Taken over from another system", "+300" },
    { ENTRY_OF ("forfeit", ", \"points\": -300"), "Forfeited", "−300" },
    { ENTRY_OF ("stamp_earn", ", \"stamps\": 3"), "3 stamps", "+3" },
    { ENTRY_OF ("stamp_void", ", \"stamps\": -3"), "Stamps taken back", "−3" },
    { ENTRY_OF ("stamp_adjust", ", \"stamps\": 1"), "Stamps corrected", "+1" },
    { ENTRY_OF ("stamp_expire", ", \"stamps\": -10, \"reward_name\": \"Free coffee\""),
      "Free coffee expired", "−10" },
    { ENTRY_OF ("points_dance", ""), "points_dance", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(StempelEntry) entry = decode (STEMPEL_TYPE_ENTRY, cases[i].json);
      g_autofree char *text = stempel_entry_text (entry);
      g_autofree char *change = stempel_entry_change_text (entry);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (change, ==, cases[i].change);
    }
}

/* Points that lapse do so in no store and by nobody's hand. */
static void
test_what_nobody_did_names_nobody (void)
{
  g_autoptr(StempelEntry) lapsed =
    decode (STEMPEL_TYPE_ENTRY, ENTRY_OF ("points_expire", ", \"points\": -20"));
  g_autoptr(StempelEntry) earned =
    decode (STEMPEL_TYPE_ENTRY, ENTRY_OF ("points_earn", ", \"points\": 3, \"store_name\":"
                                          " \"Gare\", \"login_name\": \"till\","
                                          " \"employee_name\": \"Luc\", \"reason\": \"late\""));
  g_autofree char *lapsed_subtitle = stempel_entry_subtitle_text (lapsed);
  g_autofree char *lapsed_place = stempel_entry_place_text (lapsed);
  g_autofree char *time = stempel_format_time (stempel_entry_get_occurred_at (lapsed));
  g_autofree char *earned_subtitle = stempel_entry_subtitle_text (earned);
  g_autofree char *earned_place = stempel_entry_place_text (earned);

  g_assert_cmpstr (lapsed_subtitle, ==, "20 points expired");
  g_assert_cmpstr (lapsed_place, ==, time);
  g_assert_cmpstr (earned_subtitle, ==, "3 points · Gare · Luc");
  g_assert_true (g_str_has_suffix (earned_place, " · Gare · Luc · late"));
}

static void
test_audit_log_knows_points (void)
{
  static const struct { const char *path, *json, *member, *value; } cases[] = {
    { "draft.points_per_step", "3", "Draft › Points for each step", "3" },
    { "draft.expiry", "\"none\"", "Draft › Points expire", "Never" },
    { "draft.refund_policy", "\"write_off\"", "Draft › When points of a refund are already used",
      "They are let go" },
    { "kind", "\"hybrid\"", "Kind", "Stamps and points" },
    { "stock", "null", "In stock", "–" },
    { "draft.bonus_periods", "[{\"name\": \"Happy hour\"}]", "Draft › Bonus periods",
      "Happy hour" },
  };
  static const struct { const char *action, *text; } actions[] = {
    { "reward.create", "Reward added" }, { "reward.update", "Reward changed" },
    { "reward.retire", "Reward retired" }, { "month.close", "Month closed" },
    { "job.run", "Job started" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (cases[i].json, NULL);
      g_autofree char *member = stempel_audit_member_text (cases[i].path);
      g_autofree char *value = stempel_audit_value_text (cases[i].path, node);

      g_assert_cmpstr (member, ==, cases[i].member);
      g_assert_cmpstr (value, ==, cases[i].value);
    }

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_cmpstr (stempel_audit_action_text (actions[i].action), ==, actions[i].text);
}

/* Calls that nobody replied to hold the client. */
static void
close_and_tear_down (Fixture *fixture, gconstpointer data)
{
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (fixture->window), NULL);
  wait_ms (50);
  stempel_backend_close (STEMPEL_BACKEND (fixture->backend));
  wait_ms (50);
  tear_down (fixture, data);
}

static StempelEntryDetail *
open_entry (Fixture *fixture, const char *entry)
{
  g_autofree char *list = g_strdup_printf ("{\"items\": [%s]}", entry);
  GtkWidget *page;

  sign_in (fixture, MANAGER);
  page = stempel_transactions_page_new (fixture->client);
  show_page (fixture, page);
  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, list);
  gtk_single_selection_set_selected (child (page, "selection"), 0);
  reply (fixture, STEMPEL_OPERATION_ENTRY_GET, entry);

  return child (page, "detail");
}

static void
test_entry_shows_its_points (Fixture *fixture, gconstpointer data)
{
  StempelEntryDetail *detail =
    open_entry (fixture, ENTRY_OF ("points_earn", ", \"points\": 21, \"points_after\": 1240,"
                                   " \"owed_points_after\": 4, \"ticket_amount\": 1499,"
                                   " \"receipt\": \"R-77\", \"approver_name\": \"Tom\","
                                   " \"store_name\": \"Gare\", \"login_name\": \"till\""));

  g_assert_cmpstr (gtk_label_get_label (child (detail, "title_label")), ==, "21 points");
  g_assert_true (shows (detail, "+21"));
  g_assert_true (shows (detail, "1,240"));
  g_assert_true (shows (detail, "Points Owed After"));
  g_assert_true (shows (detail, "€14.99"));
  g_assert_true (shows (detail, "R-77"));
  g_assert_true (shows (detail, "Tom"));
  g_assert_false (shows (detail, "Stamps After"));
}

static void
test_entry_without_a_store_can_be_taken_back (Fixture *fixture, gconstpointer data)
{
  StempelEntryDetail *detail =
    open_entry (fixture, ENTRY_OF ("points_adjust", ", \"points\": 5, \"points_after\": 5,"
                                   " \"login_name\": \"Léa\", \"voidable\": true"));
  g_autoptr(StempelEntry) entry =
    decode (STEMPEL_TYPE_ENTRY, ENTRY_OF ("points_adjust", ", \"points\": 5"));
  StempelVoidDialog *dialog = stempel_void_dialog_new (fixture->client, entry);
  const char *text = gtk_label_get_label (child (dialog, "explanation"));

  g_assert_false (shows (detail, "Stamps"));
  g_assert_nonnull (strstr (text, "Points corrected"));
  g_assert_null (strstr (text, "null"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static GtkWidget *
open_programs (Fixture *fixture, const char *program)
{
  g_autofree char *list = g_strdup_printf ("{\"items\": [%s]}", program);
  GtkWidget *page;

  sign_in (fixture, MANAGER);
  page = stempel_programs_page_new (fixture->client);
  show_page (fixture, page);
  reply (fixture, STEMPEL_OPERATION_PROGRAM_LIST, list);
  wait_ms (50);

  return page;
}

static void
test_points_program_has_no_stamp_card (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page =
    open_programs (fixture, PROGRAM ("points", POINTS_RULES ("4"), POINTS_RULES ("3")));
  GtkWidget *detail = child (page, "detail");

  g_assert_false (gtk_widget_get_visible (child (detail, "card")));
  g_assert_true (shows (detail, "Points"));
  g_assert_true (shows (detail, "3 points for each full €2.00"));
  g_assert_true (shows (detail, "3 points for each full €2.00 → 4 points for each full €2.00"));
  g_assert_false (shows (detail, "Stamps for a reward"));
  g_assert_false (shows (detail, "Value of the reward"));
  g_assert_false (shows (detail, "Pause between two visits"));
  g_assert_true (shows (detail, "Employees can undo for"));

  /* What the editor does not know it must not throw away. */
  g_assert_false (gtk_widget_get_visible (child (detail, "edit_button")));
  g_assert_false (gtk_widget_get_sensitive (child (detail, "edit_button")));
  g_assert_true (gtk_widget_get_visible (child (detail, "pause_button")));
}

static gpointer
find_dialog (GType type)
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

static void
test_editor_keeps_the_rules_of_points (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_programs (fixture, PROGRAM ("hybrid", "null", HYBRID_RULES));
  g_autoptr(JsonNode) rules = json_from_string (HYBRID_RULES, NULL);
  g_autoptr(JsonNode) saved = NULL;
  StempelDialog *dialog;
  guint call;

  g_assert_true (gtk_widget_get_visible (child (child (page, "detail"), "card")));
  gtk_widget_activate_action (page, "page.edit", NULL);
  wait_ms (100);
  dialog = find_dialog (STEMPEL_TYPE_PROGRAM_DIALOG);
  g_assert_nonnull (dialog);

  stempel_number_field_set_number (child (dialog, "target_field"), 8);
  g_signal_emit_by_name (dialog, "apply");
  call = waiting_call (fixture, STEMPEL_OPERATION_PROGRAM_SAVE);
  saved = json_node_copy (json_object_get_member (fake_backend_get_request (fixture->backend,
                                                                            call), "draft"));

  json_object_set_int_member (json_node_get_object (rules), "stamps_target", 8);
  g_assert_true (json_node_equal (saved, rules));
  stempel_dialog_close_now (dialog);
}

static void
test_member_sees_points (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelAccount) points =
    decode (STEMPEL_TYPE_ACCOUNT, ACCOUNT_OF ("points", ", \"owed_points\": 30"));
  g_autoptr(StempelAccount) hybrid =
    decode (STEMPEL_TYPE_ACCOUNT, ACCOUNT_OF ("hybrid", STAMPS_TOO ", \"owed_points\": 30,"
                                              " \"owed_stamps\": 1"));
  g_autoptr(StempelAccount) stamps =
    decode (STEMPEL_TYPE_ACCOUNT, ACCOUNT_OF ("stamps", STAMPS_TOO));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *widgets[] = {
    stempel_member_account_new (points), stempel_member_account_new (hybrid),
    stempel_member_account_new (stamps),
  };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_box_append (GTK_BOX (box), widgets[i]);
  show_page (fixture, box);

  g_assert_true (shows (widgets[0], "1,240 points"));
  g_assert_true (shows (widgets[0], "30 points are owed. They are taken from the next ones."));
  g_assert_false (gtk_widget_get_visible (child (widgets[0], "meter")));
  g_assert_false (gtk_widget_get_visible (child (widgets[0], "progress_label")));
  g_assert_false (gtk_widget_get_visible (child (widgets[0], "missing_label")));

  g_assert_true (gtk_widget_get_visible (child (widgets[0], "sentences")));

  g_assert_true (shows (widgets[1], "1,240 points"));
  g_assert_true (shows (widgets[1], "0 of 10 stamps"));
  g_assert_true (shows (widgets[1], "1 stamp is owed. It is taken from the next ones.\n"
                                    "30 points are owed. They are taken from the next ones."));

  g_assert_false (gtk_widget_get_visible (child (widgets[2], "points_label")));
  g_assert_false (gtk_widget_get_visible (child (widgets[2], "owed_label")));
}

static StempelVisitPage *
open_visit (Fixture *fixture, const char *account)
{
  g_autofree char *json = g_strdup_printf (CUSTOMER ("", "%s", "%s"), CARD ("70", "active"),
                                           account);
  g_autoptr(StempelCustomer) customer = decode (STEMPEL_TYPE_CUSTOMER, json);
  g_autoptr(StempelVisit) visit = stempel_visit_new_for_customer (customer, FALSE);
  StempelVisitPage *page = g_object_new (STEMPEL_TYPE_VISIT_PAGE, NULL);

  show_page (fixture, GTK_WIDGET (page));
  stempel_visit_page_set_visit (page, visit);
  wait_ms (50);

  return page;
}

static void
test_counter_shows_points_and_no_stamps (Fixture *fixture, gconstpointer data)
{
  StempelVisitPage *page = open_visit (fixture, ACCOUNT_OF ("points", ""));
  g_autofree char *spoken = stempel_visit_page_describe (page);

  g_assert_true (shows (page, "Points"));
  g_assert_true (shows (page, "1,240 points"));
  g_assert_false (gtk_widget_get_visible (child (page, "progress")));
  g_assert_false (gtk_widget_get_visible (child (page, "stamp_buttons")));
  g_assert_null (gtk_widget_get_first_child (child (page, "stamp_buttons")));
  g_assert_false (gtk_widget_get_visible (child (page, "undo_button")));
  g_assert_false (gtk_widget_get_visible (child (page, "last_label")));
  g_assert_cmpstr (spoken, ==, "Anna Schmit. Points. 1,240 points");
}

static void
test_counter_shows_stamps_and_points (Fixture *fixture, gconstpointer data)
{
  StempelVisitPage *page = open_visit (fixture, ACCOUNT_OF ("hybrid", STAMPS_TOO));

  g_assert_true (shows (page, "Points: 0 of 10"));
  g_assert_true (shows (page, "10 more stamps to: Free coffee\n1,240 points"));
  g_assert_true (gtk_widget_get_visible (child (page, "stamp_buttons")));
  g_assert_true (gtk_widget_get_visible (child (page, "undo_button")));
}

/* There is no first stamp that could let somebody in. */
static void
test_counter_offers_no_points_program_to_join (void)
{
  g_autoptr(StempelCustomer) customer = decode (STEMPEL_TYPE_CUSTOMER, CUSTOMER ("", "", ""));
  g_autoptr(StempelVisit) visit = stempel_visit_new_for_customer (customer, FALSE);
  g_autoptr(GListStore) programs = g_list_store_new (STEMPEL_TYPE_PROGRAM);
  g_autoptr(StempelProgram) points =
    decode (STEMPEL_TYPE_PROGRAM, PROGRAM ("points", "null", POINTS_RULES ("3")));
  g_autoptr(StempelProgram) hybrid =
    decode (STEMPEL_TYPE_PROGRAM, PROGRAM ("hybrid", "null", HYBRID_RULES));

  g_list_store_append (programs, points);
  stempel_visit_offer_programs (visit, G_LIST_MODEL (programs));
  g_assert_cmpuint (g_list_model_get_n_items (stempel_visit_get_accounts (visit)), ==, 0);

  g_list_store_append (programs, hybrid);
  stempel_visit_offer_programs (visit, G_LIST_MODEL (programs));
  g_assert_cmpuint (g_list_model_get_n_items (stempel_visit_get_accounts (visit)), ==, 1);
}

#define ADD(name) g_test_add ("/points/" #name, Fixture, NULL, set_up, test_##name, \
                              close_and_tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/points/entries_in_words", test_entries_in_words);
  g_test_add_func ("/points/what_nobody_did_names_nobody", test_what_nobody_did_names_nobody);
  g_test_add_func ("/points/audit_log_knows_points", test_audit_log_knows_points);
  g_test_add_func ("/points/counter_offers_no_points_program_to_join",
                   test_counter_offers_no_points_program_to_join);
  ADD (entry_shows_its_points);
  ADD (entry_without_a_store_can_be_taken_back);
  ADD (points_program_has_no_stamp_card);
  ADD (editor_keeps_the_rules_of_points);
  ADD (member_sees_points);
  ADD (counter_shows_points_and_no_stamps);
  ADD (counter_shows_stamps_and_points);

  return g_test_run ();
}
