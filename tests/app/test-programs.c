/* test-programs.c: the page of programs, its editor and what is said before publishing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-choice-field.h"
#include "stempel-localised-field.h"
#include "stempel-number-field.h"
#include "stempel-program-dialog.h"
#include "stempel-programs-page.h"
#include "stempel-publish-dialog.h"
#include "test-members-support.h"

#define MANAGER SESSION ("manager", "\"program_list\", \"program_save\", \"program_publish\"")
#define STAFF SESSION ("staff", "\"program_list\"")

#define RULES(target, reward) "{\"names\": {\"de\": \"Kaffee\"}, \"stamps_target\": " target \
  ", \"max_stamps_per_visit\": 3, \"cooldown_minutes\": 15, \"daily_limit\": 5, \"reward\": " \
  "{\"de\": \"" reward "\"}" \
  ", \"void_minutes\": 15, \"void_days\": 30, \"pin_policy\": \"operation\"," \
  " \"shift_minutes\": 480" \
  ", \"colour\": \"#26774a\"}"

#define PROGRAM(state, version, draft, published) \
  "{\"id\": 5, \"kind\": \"stamps\", \"state\": \"" state "\"," \
  " \"name\": \"Kaffee\", \"version\": " version \
  ", \"members\": 12, \"revision\": 3, \"draft\": " draft "," \
  " \"published\": " published "}"

#define CHANGED PROGRAM ("active", "1", RULES ("8", "Ein Kaffee"), RULES ("10", "Ein Kaffee"))
#define UNCHANGED PROGRAM ("active", "1", "null", RULES ("10", "Ein Kaffee"))

#define POINTS(extra) "{\"names\": {\"de\": \"Club\"}, \"points_per_step\": 3," \
  " \"step_amount\": 200, \"rounding\": \"per_step\", \"redeem_minimum\": 1," \
  " \"redeem_multiple\": 1, \"expiry\": \"none\", \"refund_policy\": \"owe\"," \
  " \"void_minutes\": 15, \"void_days\": 30," \
  " \"pin_policy\": \"operation\", \"shift_minutes\": 480, \"colour\": \"#26774a\"" extra "}"
#define TIER(key, name, threshold, more) "{\"key\": " key ", \"names\": {\"de\": \"" name "\"}," \
  " \"threshold\": " threshold ", \"multiplier_bp\": 10000, \"grace_days\": 0" more "}"
#define PLAIN ", \"tiers\": [], \"bonus_periods\": []"
#define RICH ", \"minimum_amount\": 500, \"maximum_points\": 1500, \"welcome_points\": 50," \
  " \"birthday_points\": 20, \"money_points\": 10, \"money_amount\": 100, \"redeem_minimum\": 50," \
  " \"redeem_multiple\": 10, \"maximum_share_bp\": 3333, \"expiry\": \"yearly\"," \
  " \"expiry_day\": \"12-31\", \"refund_policy\": \"write_off\", \"write_off_maximum\": 100," \
  " \"adjust_maximum\": 500, \"bonus_mode\": \"max\", \"bonus_periods\": [" \
  "{\"name\": \"Happy hour\", \"multiplier_bp\": 15000, \"weekdays\": [1, 5]," \
  " \"from\": \"14:00\", \"to\": \"16:00\", \"starts_on\": \"2026-03-02\"," \
  " \"store_ids\": [1, 2]}], \"tier_metric\": \"eligible_spend\"," \
  " \"tier_window\": \"rolling_12_months\", \"tiers\": [" TIER ("7", "Silber", "10000", "") "," \
  TIER ("3", "Gold", "20000", ", \"multiplier_bp\": 12500, \"grace_days\": 14") "]"
#define POINTS_PROGRAM(draft, published) \
  "{\"id\": 5, \"kind\": \"points\", \"state\": \"active\", \"name\": \"Club\", \"version\": 1," \
  " \"members\": 12, \"revision\": 3, \"draft\": " draft ", \"published\": " published "}"

static GtkWidget *
open_page (Fixture *fixture, const char *session, const char *program)
{
  g_autofree char *list = g_strdup_printf ("{\"items\": [%s]}", program);
  GtkWidget *page;

  sign_in (fixture, session);
  page = stempel_programs_page_new (fixture->client);
  show_page (fixture, page);
  reply (fixture, STEMPEL_OPERATION_PROGRAM_LIST, list);
  wait_ms (50);

  return page;
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

static gboolean
is_offered (gpointer page, const char *button)
{
  GtkWidget *detail = child (page, "detail");

  return gtk_widget_get_sensitive (child (detail, button));
}

static void
append_labels (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));

  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    append_labels (c, text);
}

static void
test_publishing_says_what_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  GtkWidget *page = open_page (fixture, MANAGER, CHANGED);
  StempelDialog *dialog;
  GtkWidget *body;
  JsonObject *request;

  g_assert_true (is_offered (page, "publish_button"));
  gtk_widget_activate_action (page, "page.publish", NULL);
  wait_ms (50);
  dialog = find_dialog (STEMPEL_TYPE_DIALOG);
  g_assert_nonnull (dialog);

  g_object_get (dialog, "body", &body, NULL);
  append_labels (body, text);
  g_object_unref (body);
  g_assert_nonnull (strstr (text->str, "10 stamps → 8 stamps"));
  g_assert_null (strstr (text->str, "Ein Kaffee"));

  g_signal_emit_by_name (dialog, "apply");
  request =
    fake_backend_get_request (fixture->backend,
                              waiting_call (fixture, STEMPEL_OPERATION_PROGRAM_PUBLISH));
  g_assert_cmpint (json_object_get_int_member (request, "id"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (request, "revision"), ==, 3);
  reply (fixture, STEMPEL_OPERATION_PROGRAM_PUBLISH,
         PROGRAM ("active", "2", "null", RULES ("8", "Ein Kaffee")));
  g_assert_null (find_dialog (STEMPEL_TYPE_DIALOG));
  g_assert_false (is_offered (page, "publish_button"));
}

static void
assert_says (GtkWidget *widget, const char *caption, const char *value)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *row = g_strdup_printf ("%s\n%s\n", caption, value);

  append_labels (widget, text);
  if (strstr (text->str, row) == NULL)
    g_error ("no “%s: %s” in\n%s", caption, value, text->str);
}

static void
test_each_rule_of_points_is_said (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, STAFF, POINTS_PROGRAM ("null", POINTS (RICH)));
  GtkWidget *facts = child (child (page, "detail"), "rules_facts");

  assert_says (facts, "Points for purchases", "3 points for each full €2.00");
  assert_says (facts, "Purchases that earn", "from €5.00");
  assert_says (facts, "At most with one purchase", "1,500 points");
  assert_says (facts, "Points for joining", "50 points");
  assert_says (facts, "Points for a birthday", "20 points");
  assert_says (facts, "Points as money", "10 points are worth €1.00");
  assert_says (facts, "At least at once", "50 points");
  assert_says (facts, "How many at once", "multiples of 10");
  assert_says (facts, "At most of a ticket", "33.33 %");
  assert_says (facts, "Points expire", "every year after 31 December");
  assert_says (facts, "When points of a refund are already used",
               "up to 100 points are written off, more is owed");
  assert_says (facts, "One person may adjust", "500");
  assert_says (facts, "Bonus “Happy hour”",
               "×1.5, Monday, Friday, 14:00–16:00, from 2 March 2026, in 2 stores");
  assert_says (facts, "Tier and bonus together", "the higher one counts");
  assert_says (facts, "Tiers", "by money spent within 12 months");
  assert_says (facts, "Tier “Silber”", "from €100.00 on");
  assert_says (facts, "Tier “Gold”", "from €200.00 on, ×1.25, 14 days of grace");
}

static void
test_rules_that_are_not_used_are_said_as_such (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, STAFF, POINTS_PROGRAM ("null", POINTS (PLAIN)));
  GtkWidget *facts = child (child (page, "detail"), "rules_facts");
  g_autoptr(GString) text = g_string_new (NULL);

  assert_says (facts, "Purchases that earn", "all");
  assert_says (facts, "At most with one purchase", "no limit");
  assert_says (facts, "Points for joining", "none");
  assert_says (facts, "Points as money", "not taken");
  assert_says (facts, "Points expire", "never");
  assert_says (facts, "When points of a refund are already used", "the member owes them");
  assert_says (facts, "Bonus periods", "none");
  assert_says (facts, "Tiers", "none");
  append_labels (facts, text);
  g_assert_null (strstr (text->str, "At least at once"));
  g_assert_null (strstr (text->str, "Stamps for a reward"));
}

static void
test_publishing_says_which_tiers_and_bonuses_change (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *before, *after, *caption, *change; } cases[] = {
    { POINTS (PLAIN), POINTS (RICH), "Bonus “Happy hour”",
      "not there → ×1.5, Monday, Friday, 14:00–16:00, from 2 March 2026, in 2 stores" },
    { POINTS (PLAIN), POINTS (RICH), "Tiers", "none → by money spent within 12 months" },
    { POINTS (RICH), POINTS (PLAIN), "Tier “Gold”",
      "from €200.00 on, ×1.25, 14 days of grace → not there" },
    { POINTS (RICH), POINTS (PLAIN), "Points as money", "10 points are worth €1.00 → not taken" },
    { POINTS (", \"tiers\": [" TIER ("1", "Gold", "100", "") "]"),
      POINTS (", \"tiers\": [" TIER ("1", "Gold", "150", "") "]"), "Tier “Gold”",
      "from 100 points on → from 150 points on" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *program =
        g_strdup_printf (POINTS_PROGRAM ("%s", "%s"), cases[i].after, cases[i].before);
      g_autoptr(JsonNode) node = json_from_string (program, NULL);
      g_autoptr(StempelProgram) record =
        STEMPEL_PROGRAM (stempel_record_new_from_json (STEMPEL_TYPE_PROGRAM, node, NULL));
      StempelDialog *dialog;
      GtkWidget *body;

      if (i == 0)
        sign_in (fixture, MANAGER);
      dialog = stempel_publish_dialog_new (fixture->client, record);
      g_object_get (dialog, "body", &body, NULL);
      assert_says (body, cases[i].caption, cases[i].change);
      g_object_unref (body);
      stempel_dialog_close_now (dialog);
    }
}

static void
test_nothing_to_publish (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, MANAGER, UNCHANGED);

  gtk_widget_activate_action (page, "page.publish", NULL);
  wait_ms (50);
  g_assert_null (find_dialog (STEMPEL_TYPE_DIALOG));
}

static StempelDialog *
open_editor (GtkWidget *page, const char *action)
{
  StempelDialog *dialog;

  gtk_widget_activate_action (page, action, NULL);
  wait_ms (100);
  dialog = find_dialog (STEMPEL_TYPE_PROGRAM_DIALOG);
  g_assert_nonnull (dialog);

  return dialog;
}

static void
set_number (StempelDialog *dialog, gint64 number)
{
  stempel_number_field_set_number (child (dialog, "target_field"), number);
}

static void
test_new_program_needs_its_texts (Fixture *fixture, gconstpointer data)
{
  StempelDialog *dialog = open_editor (open_page (fixture, MANAGER, UNCHANGED), "page.new");
  StempelForm *form = stempel_dialog_get_form (dialog);

  g_signal_emit_by_name (dialog, "apply");
  wait_ms (50);
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_PROGRAM_SAVE), <, 0);
  g_assert_nonnull (stempel_field_get_error (stempel_form_get_field (form, "names")));
  g_assert_nonnull (stempel_field_get_error (stempel_form_get_field (form, "reward")));
  stempel_dialog_close_now (dialog);
}

/* What was typed stays when the database refuses it; each field says its own error. */
static void
test_refused_draft_is_kept (Fixture *fixture, gconstpointer data)
{
  StempelDialog *dialog = open_editor (open_page (fixture, MANAGER, UNCHANGED), "page.edit");
  StempelForm *form = stempel_dialog_get_form (dialog);
  JsonObject *request;

  set_number (dialog, 12);
  g_signal_emit_by_name (dialog, "apply");
  request =
    fake_backend_get_request (fixture->backend,
                              waiting_call (fixture, STEMPEL_OPERATION_PROGRAM_SAVE));
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (request, "draft"),
                                               "stamps_target"), ==, 12);
  refuse (fixture, STEMPEL_OPERATION_PROGRAM_SAVE,
          "{\"code\": \"invalid\", \"errors\": ["
          "{\"field\": \"stamps_target\", \"code\": \"out_of_range\", \"min\": 1, \"max\": 11},"
          "{\"field\": \"reward\", \"code\": \"too_long\", \"max\": 5}]}");

  g_assert_true (find_dialog (STEMPEL_TYPE_PROGRAM_DIALOG) == dialog);
  g_assert_nonnull (strstr (stempel_field_get_error (stempel_form_get_field (form,
      "stamps_target")), "11"));
  g_assert_nonnull (strstr (stempel_field_get_error (stempel_form_get_field (form, "reward")),
                            "5"));
  g_assert_cmpint (stempel_number_field_get_number (child (dialog, "target_field")), ==, 12);
  g_assert_true (stempel_form_get_changed (form));
  stempel_dialog_close_now (dialog);
}

static void
test_saved_draft_can_be_published (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, MANAGER, UNCHANGED);
  StempelDialog *dialog = open_editor (page, "page.edit");

  set_number (dialog, 8);
  g_signal_emit_by_name (dialog, "apply");
  reply (fixture, STEMPEL_OPERATION_PROGRAM_SAVE, CHANGED);
  g_assert_null (find_dialog (STEMPEL_TYPE_PROGRAM_DIALOG));
  g_assert_true (is_offered (page, "publish_button"));
}

static void
test_staff_only_look (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, STAFF, CHANGED);

  g_assert_false (gtk_widget_get_visible (child (page, "new_button")));
  g_assert_false (is_offered (page, "publish_button"));
  gtk_widget_activate_action (page, "page.new", NULL);
  gtk_widget_activate_action (page, "page.edit", NULL);
  wait_ms (50);
  g_assert_null (find_dialog (STEMPEL_TYPE_DIALOG));
}

static void
test_list_is_as_high_as_the_page (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, MANAGER, UNCHANGED ", " CHANGED);

  g_assert_cmpint (gtk_widget_get_height (child (page, "list_view")), >,
                   gtk_widget_get_height (page) / 2);
}

#define ADD(name) g_test_add ("/programs/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD (publishing_says_what_changes);
  ADD (each_rule_of_points_is_said);
  ADD (rules_that_are_not_used_are_said_as_such);
  ADD (publishing_says_which_tiers_and_bonuses_change);
  ADD (nothing_to_publish);
  ADD (new_program_needs_its_texts);
  ADD (refused_draft_is_kept);
  ADD (saved_draft_can_be_published);
  ADD (staff_only_look);
  ADD (list_is_as_high_as_the_page);

  return g_test_run ();
}
