/* test-members-page.c: finding a member and seeing everything about them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-card-number.h"
#include "stempel-card-reason-dialog.h"
#include "stempel-day-field.h"
#include "stempel-member-card.h"
#include "stempel-member-detail.h"
#include "stempel-members-page.h"
#include "stempel-qr-code.h"
#include "stempel-stamp-meter.h"
#include "test-members-support.h"

#define ALL_RIGHTS "\"customer_enroll\", \"customer_save\", \"card_replace\", \"card_block\", " \
  "\"card_unblock\""

#define MEMBER(id, name) "{\"id\": " id ", \"name\": \"" name "\", \"email\": \"a@example.lu\", " \
  "\"card_number\": \"4711000012345\", \"card_state\": \"active\", \"enrolled_at\": " \
  "\"2026-01-02T09:00:00+01:00\"}"

#define TWO_MEMBERS "{\"items\": [" MEMBER ("9", "Anna Schmit") ", " MEMBER ("10", "Ben Weber") \
  "], \"total\": 2, " \
  "\"total_capped\": false}"

#define ENTRIES "{\"items\": [{\"id\": 800, \"kind\": \"stamp_earn\", \"account_id\": 50, " \
  "\"customer_id\": 9, " \
  "\"customer_name\": \"Anna Schmit\", \"program_id\": 5, \"program_name\": \"Coffee card\", " \
  "\"program_version\": 1, " \
  "\"store_id\": 3, \"store_name\": \"Gare\", \"employee_id\": 7, \"employee_name\": \"Luc\", " \
  "\"login_id\": 1, " \
  "\"login_name\": \"till\", \"stamps\": 2, \"stamps_after\": 7, \"occurred_at\": " \
  "\"2026-03-01T10:00:00+01:00\", " \
  "\"recorded_at\": \"2026-03-01T10:00:00+01:00\", \"business_day\": \"2026-03-01\", " \
  "\"entitlements_issued\": 0}]}"

static GtkWidget *
open_page (Fixture *fixture, const char *session)
{
  GtkWidget *page;

  sign_in (fixture, session);
  page = stempel_members_page_new (fixture->client);
  show_page (fixture, page);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, TWO_MEMBERS);

  return page;
}

static GtkWidget *
detail_of (GtkWidget *page)
{
  GType type = STEMPEL_TYPE_MEMBER_DETAIL;

  return find (page, has_type, &type);
}

static void
open_member (Fixture *fixture, GtkWidget *page, const char *customer)
{
  gtk_widget_activate_action (page, "page.show-member", "x", (gint64) 9);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_GET, customer);
  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, ENTRIES);
}

static void
test_search_waits_for_a_pause (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));
  GtkEditable *entry = child (page, "search_entry");
  guint first, second;

  gtk_editable_set_text (entry, "web");
  wait_ms (50);
  gtk_editable_set_text (entry, "weber");
  g_assert_cmpint (fake_backend_find (fixture->backend, STEMPEL_OPERATION_CUSTOMER_SEARCH), <, 0);

  first = waiting_call (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH);
  g_assert_cmpstr (json_object_get_string_member (fake_backend_get_request (fixture->backend,
                                                                            first), "q"), ==,
                   "weber");

  /* A newer search makes the older one pointless. */
  gtk_editable_set_text (entry, "weber b");
  for (int i = 0; i < 100 && fake_backend_get_n_calls (fixture->backend) == first + 1; i++)
    wait_ms (10);
  g_assert_true (g_cancellable_is_cancelled (fake_backend_get_cancellable (fixture->backend,
                                                                           first)));
  fake_backend_fail (fixture->backend, first,
                     g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""));

  second = waiting_call (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH);
  g_assert_cmpuint (second, >, first);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH,
         "{\"items\": [" MEMBER ("10", "Ben Weber") "], \"total\": 1}");
  g_assert_true (shows (page, "1 member"));
}

static void
test_enter_opens_the_first (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));
  guint call;

  gtk_editable_set_text (child (page, "search_entry"), "4711000012345");
  g_signal_emit_by_name (child (page, "search_entry"), "activate");
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, TWO_MEMBERS);

  call = waiting_call (fixture, STEMPEL_OPERATION_CUSTOMER_GET);
  g_assert_cmpint (json_object_get_int_member (fake_backend_get_request (fixture->backend, call),
                                               "id"), ==, 9);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_GET, CUSTOMER ("", CARD ("70", "active"), ""));
  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, "{\"items\": []}");
}

static void
test_detail_shows_everything (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));
  const GType meter_type = STEMPEL_TYPE_STAMP_METER;
  GtkWidget *meter;

  open_member (fixture, page, CUSTOMER ("\"email\": \"anna@example.lu\", \"note\": \"Likes rye\", ",
                                        CARD ("70", "active") ", " CARD ("71",
                                                                         "blocked"), ACCOUNT ("7",
                                                                             "2")));

  g_assert_true (shows (page, "Anna Schmit"));
  g_assert_true (shows (page, "anna@example.lu"));
  g_assert_true (shows (page, "Likes rye"));
  g_assert_true (shows (page, "7 of 10 stamps"));
  g_assert_true (shows (page, "3 more for: Free coffee"));
  g_assert_true (shows (page, "2 stamps are owed. They are taken from the next ones."));
  g_assert_true (shows (page, "Free coffee is ready, until 21 Feb 2027"));
  g_assert_true (shows (page, "Blocked 3 Jan 2026: lost"));
  g_assert_true (shows (page, "2 stamps"));

  meter = find (detail_of (page), has_type, &meter_type);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (meter), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "7 of 10 stamps");
}

static void
test_load_error_can_be_retried (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));
  GtkWidget *detail;

  gtk_widget_activate_action (page, "page.show-member", "x", (gint64) 9);
  detail = detail_of (page);
  refuse (fixture, STEMPEL_OPERATION_CUSTOMER_GET, "{\"code\": \"unavailable\"}");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (child (detail, "stack")), ==, "error");

  gtk_widget_activate_action (page, "page.reload", NULL);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, TWO_MEMBERS);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_GET, CUSTOMER ("", "", ""));
  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, ENTRIES);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (child (detail, "stack")), ==, "content");
}

static GMenuModel *
card_menu (GtkWidget *page)
{
  const GType card_type = STEMPEL_TYPE_MEMBER_CARD;
  GtkWidget *card = find (detail_of (page), has_type, &card_type);

  return gtk_menu_button_get_menu_model (child (card, "menu_button"));
}

static void
test_auditor_only_reads (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("auditor", "\"customer_get\""));

  open_member (fixture, page, CUSTOMER ("", CARD ("70", "active"), ""));

  g_assert_false (gtk_widget_get_visible (child (page, "new_button")));
  g_assert_false (gtk_widget_get_visible (child (detail_of (page), "edit_button")));
  g_assert_cmpint (g_menu_model_get_n_items (card_menu (page)), ==, 0);
}

static void
test_staff_may_not_unblock (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page =
    open_page (fixture, SESSION ("staff", "\"customer_enroll\", \"card_replace\", \"card_block\""));

  open_member (fixture, page, CUSTOMER ("", CARD ("70", "blocked"), ""));

  /* Only "Replace…" is left. */
  g_assert_cmpint (g_menu_model_get_n_items (card_menu (page)), ==, 1);
}

static void
test_unblock (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));

  open_member (fixture, page, CUSTOMER ("", CARD ("70", "blocked"), ""));
  gtk_widget_activate_action (detail_of (page), "card.unblock", "x", (gint64) 70);
  reply (fixture, STEMPEL_OPERATION_CARD_UNBLOCK, CARD ("70", "active"));
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_GET, CUSTOMER ("", CARD ("70", "active"), ""));
  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, ENTRIES);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, TWO_MEMBERS);

  g_assert_true (shows (page, "Active"));
}

static gboolean
is_undo_button (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Undo") == 0;
}

static void
test_blocking_can_be_undone (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));
  GtkWidget *detail;
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
  GtkWidget *undo;

  open_member (fixture, page, CUSTOMER ("", CARD ("70", "active"), ""));
  detail = detail_of (page);
  gtk_widget_activate_action (detail, "card.block", "x", (gint64) 70);
  wait_ms (50);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (STEMPEL_IS_CARD_REASON_DIALOG (window))
        {
          enter (stempel_dialog_get_form (STEMPEL_DIALOG (window)), "reason", "lost");
          g_signal_emit_by_name (window, "apply");
          break;
        }
    }

  reply (fixture, STEMPEL_OPERATION_CARD_BLOCK, CARD ("70", "blocked"));
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_GET, CUSTOMER ("", CARD ("70", "blocked"), ""));
  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, ENTRIES);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, TWO_MEMBERS);

  undo = find (detail, is_undo_button, NULL);
  g_assert_nonnull (undo);
  g_assert_true (gtk_widget_is_sensitive (undo));
  g_signal_emit_by_name (undo, "clicked");
  waiting_call (fixture, STEMPEL_OPERATION_CARD_UNBLOCK);
  refuse (fixture, STEMPEL_OPERATION_CARD_UNBLOCK, "{\"code\": \"forbidden\"}");
}

static void
test_fresh_when_shown_again (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));

  open_member (fixture, page, CUSTOMER ("", "", ACCOUNT ("7", "0")));
  gtk_widget_set_visible (page, FALSE);
  gtk_widget_set_visible (page, TRUE);

  reply (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, TWO_MEMBERS);
  reply (fixture, STEMPEL_OPERATION_CUSTOMER_GET, CUSTOMER ("", "", ACCOUNT ("8", "0")));
  reply (fixture, STEMPEL_OPERATION_ENTRY_LIST, ENTRIES);
  g_assert_true (shows (page, "8 of 10 stamps"));
}

/* The page is closed while the database answers. */
static void
test_late_answers_touch_nothing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = open_page (fixture, SESSION ("manager", ALL_RIGHTS));
  guint call;

  gtk_widget_activate_action (page, "page.show-member", "x", (gint64) 9);
  call = waiting_call (fixture, STEMPEL_OPERATION_CUSTOMER_GET);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (fixture->window),
                                      gtk_label_new ("other"));
  wait_ms (20);
  g_assert_true (g_cancellable_is_cancelled (fake_backend_get_cancellable (fixture->backend,
                                                                           call)));
  fake_backend_fail (fixture->backend, call,
                     g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""));
  wait_ms (20);
}

static void
test_card_number (void)
{
  g_autofree char *thirteen = stempel_card_number_group ("4711000012345");
  g_autofree char *sixteen = stempel_card_number_group ("4711000012345678");

  g_assert_cmpstr (thirteen, ==, "4711\u00a00000\u00a012345");
  g_assert_cmpstr (sixteen, ==, "4711\u00a00000\u00a01234\u00a05678");
  g_assert_null (stempel_card_number_group (NULL));
}

static void
test_day_as_typed (void)
{
  static const struct { const char *typed; const char *day; } cases[] = {
    { "31.12.1990", "1990-12-31" },
    { " 1/2/1990 ", "1990-02-01" },
    { "1990-02-01", "1990-02-01" },
    { "1. 2. 1990", "1990-02-01" },
    { "31.2.1990", NULL },
    { "1.2.90", NULL },
    { "1.2.1990x", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *day = stempel_day_field_parse (cases[i].typed);

      g_assert_cmpstr (day, ==, cases[i].day);
    }
}

static void
test_qr_code (void)
{
  g_autoptr(GtkWidget) widget = g_object_ref_sink (stempel_qr_code_new ());
  StempelQrCode *code = STEMPEL_QR_CODE (widget);
  guint size;

  g_assert_cmpuint (stempel_qr_code_get_size (code), ==, 0);
  stempel_qr_code_set_text (code, "AbCdEfGhIjKlMnOpQrStUv");
  size = stempel_qr_code_get_size (code);
  g_assert_cmpuint (size, ==, 25);

  /* The finder patterns: a dark frame, a light one, a dark square, in three corners. */
  g_assert_true (stempel_qr_code_is_dark (code, 0, 0));
  g_assert_true (stempel_qr_code_is_dark (code, size - 1, 0));
  g_assert_true (stempel_qr_code_is_dark (code, 0, size - 1));
  g_assert_false (stempel_qr_code_is_dark (code, 1, 1));
  g_assert_true (stempel_qr_code_is_dark (code, 3, 3));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD ("/members/page/search-waits-for-a-pause", test_search_waits_for_a_pause);
  ADD ("/members/page/enter-opens-the-first", test_enter_opens_the_first);
  ADD ("/members/page/detail-shows-everything", test_detail_shows_everything);
  ADD ("/members/page/load-error-can-be-retried", test_load_error_can_be_retried);
  ADD ("/members/page/auditor-only-reads", test_auditor_only_reads);
  ADD ("/members/page/staff-may-not-unblock", test_staff_may_not_unblock);
  ADD ("/members/page/unblock", test_unblock);
  ADD ("/members/page/blocking-can-be-undone", test_blocking_can_be_undone);
  ADD ("/members/page/fresh-when-shown-again", test_fresh_when_shown_again);
  ADD ("/members/page/late-answers-touch-nothing", test_late_answers_touch_nothing);
  g_test_add_func ("/members/card-number", test_card_number);
  g_test_add_func ("/members/day-as-typed", test_day_as_typed);
  g_test_add_func ("/members/qr-code", test_qr_code);

  return g_test_run ();
}
