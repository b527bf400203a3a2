/* test-record-list.c: a list grows page by page and never shows a stale answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-backend.h"
#include "stempel-error.h"
#include "stempel-member.h"
#include "stempel-record-list.h"

#define MEMBER(id, name) "{\"id\": " #id ", \"name\": \"" name "\"}"
#define LAST_PAGE(items) "{\"items\": [" items "], \"next\": null}"

typedef struct
{
  FakeBackend       *backend;
  StempelClient     *client;
  StempelRecordList *list;
  GString           *changes; /* "position-removed+added " for each items-changed */
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->changes, "%u-%u+%u ", position, removed, added);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->backend = fake_backend_new ();
  fixture->client = stempel_client_new (STEMPEL_BACKEND (fixture->backend));
  fixture->list = stempel_record_list_new (fixture->client, STEMPEL_OPERATION_CUSTOMER_SEARCH);
  fixture->changes = g_string_new (NULL);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->backend);
  g_string_free (fixture->changes, TRUE);
}

static void
request (Fixture *fixture, const char *text)
{
  g_autoptr(JsonNode) node = stempel_request_new ("q", "ms", text, NULL);

  stempel_record_list_set_request (fixture->list, node, text != NULL);
}

static void
assert_names (Fixture *fixture, const char *expected)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++)
    {
      g_autoptr(StempelMember) member = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

      g_string_append (names, stempel_member_get_name (member));
    }

  g_assert_cmpstr (names->str, ==, expected);
}

static void
assert_state (Fixture *fixture, StempelRecordListState expected)
{
  g_assert_cmpint (stempel_record_list_get_state (fixture->list), ==, expected);
}

static GError *
unavailable (void)
{
  return g_error_new_literal (STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE, "down");
}

static void
test_grows_page_by_page (Fixture *fixture, gconstpointer data)
{
  gboolean has_more;

  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_IDLE);
  request (fixture, NULL);
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_LOADING);
  g_assert_cmpint (json_object_get_int_member (fake_backend_get_request (fixture->backend, 0),
                                               "limit"), >, 0);
  g_assert_false (json_object_has_member (fake_backend_get_request (fixture->backend, 0), "after"));

  fake_backend_reply (fixture->backend, 0,
                      "{\"items\": [" MEMBER (1, "A") "," MEMBER (2,
                                                                  "B") "], \"next\": \"c\", "
                                                                       "\"total\": 3}");
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_READY);

  stempel_record_list_load_more (fixture->list);
  stempel_record_list_load_more (fixture->list);
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (fake_backend_get_request (fixture->backend, 1),
                                                  "after"),
                   ==, "c");

  fake_backend_reply (fixture->backend, 1, LAST_PAGE (MEMBER (3, "C")));
  assert_names (fixture, "ABC");
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+2 2-0+1 ");

  g_object_get (fixture->list, "has-more", &has_more, NULL);
  g_assert_false (has_more);
  stempel_record_list_load_more (fixture->list);
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend), ==, 2);
}

static void
test_total_survives_further_pages (Fixture *fixture, gconstpointer data)
{
  gint64 total;
  gboolean capped;

  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, "{\"items\": [" MEMBER (1, "A") "], \"next\": \"c\","
                                           " \"total\": 10000, \"total_capped\": true}");
  stempel_record_list_load_more (fixture->list);
  fake_backend_reply (fixture->backend, 1, LAST_PAGE (MEMBER (2, "B")));

  g_object_get (fixture->list, "total", &total, "total-capped", &capped, NULL);
  g_assert_cmpint (total, ==, 10000);
  g_assert_true (capped);
}

static void
test_oldest_page_says_how_stale (Fixture *fixture, gconstpointer data)
{
  guint seconds;

  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, "{\"items\": [" MEMBER (1, "A") "], \"next\": \"c\","
                                           " \"stale_seconds\": 4}");
  stempel_record_list_load_more (fixture->list);
  fake_backend_reply (fixture->backend, 1, LAST_PAGE (MEMBER (2, "B")));
  g_object_get (fixture->list, "stale-seconds", &seconds, NULL);
  g_assert_cmpuint (seconds, ==, 4);

  stempel_record_list_reload (fixture->list);
  fake_backend_reply (fixture->backend, 2, LAST_PAGE (MEMBER (1, "A")));
  g_object_get (fixture->list, "stale-seconds", &seconds, NULL);
  g_assert_cmpuint (seconds, ==, 0);
}

static void
test_second_page_brings_the_total (Fixture *fixture, gconstpointer data)
{
  gint64 total;

  request (fixture, NULL);
  g_assert_false (json_object_get_boolean_member (fake_backend_get_request (fixture->backend, 0),
                                                  "count"));
  fake_backend_reply (fixture->backend, 0,
                      "{\"items\": [" MEMBER (1, "A") "], \"next\": \"c\"}");
  g_object_get (fixture->list, "total", &total, NULL);
  g_assert_cmpint (total, ==, -1);

  while (fake_backend_get_n_calls (fixture->backend) < 2)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (json_object_get_boolean_member (fake_backend_get_request (fixture->backend, 1),
                                                 "count"));
  fake_backend_reply (fixture->backend, 1, "{\"items\": [" MEMBER (2, "B") "], \"total\": 2,"
                                           " \"total_capped\": false}");
  g_object_get (fixture->list, "total", &total, NULL);
  g_assert_cmpint (total, ==, 2);

  /* What is shown already is counted at once. */
  stempel_record_list_reload (fixture->list);
  g_assert_true (json_object_get_boolean_member (fake_backend_get_request (fixture->backend, 2),
                                                 "count"));
  fake_backend_reply (fixture->backend, 2, LAST_PAGE (MEMBER (1, "A")));
}

static void
test_only_page_counts_itself (Fixture *fixture, gconstpointer data)
{
  gint64 total;

  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (MEMBER (1, "A") "," MEMBER (2, "B")));
  g_object_get (fixture->list, "total", &total, NULL);
  g_assert_cmpint (total, ==, 2);
}

static void
test_stale_answers_are_dropped (Fixture *fixture, gconstpointer data)
{
  request (fixture, "web");
  request (fixture, "weber");
  g_assert_true (g_cancellable_is_cancelled (fake_backend_get_cancellable (fixture->backend, 0)));

  fake_backend_reply (fixture->backend, 1, LAST_PAGE (MEMBER (2, "B")));
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (MEMBER (1, "A")));

  assert_names (fixture, "B");
}

static void
test_reload_keeps_the_old_until_the_new_is_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GObject) before = NULL;
  g_autoptr(GObject) after = NULL;

  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0,
                      LAST_PAGE (MEMBER (1, "A") "," MEMBER (2, "B") "," MEMBER (3, "C")));
  before = g_list_model_get_item (G_LIST_MODEL (fixture->list), 2);
  g_string_truncate (fixture->changes, 0);

  stempel_record_list_reload (fixture->list);
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_READY);
  assert_names (fixture, "ABC");
  g_assert_cmpstr (fixture->changes->str, ==, "");

  fake_backend_reply (fixture->backend, 1,
                      LAST_PAGE (MEMBER (1, "A") "," MEMBER (2, "X") "," MEMBER (4,
                                                                                 "Y") "," MEMBER (3,
                                                                                     "C")));
  assert_names (fixture, "AXYC");

  /* Only what differs was changed, the rest kept its objects. */
  g_assert_cmpstr (fixture->changes->str, ==, "1-1+2 ");
  after = g_list_model_get_item (G_LIST_MODEL (fixture->list), 3);
  g_assert_true (before == after);
}

/* A new row at the top pushes the last one out of the page, but the rest are the same as before. */
static void
test_moved_rows_keep_their_objects (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GObject) before = NULL;
  g_autoptr(GObject) after = NULL;

  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (MEMBER (2, "B") "," MEMBER (1, "A")));
  before = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);

  stempel_record_list_reload (fixture->list);
  fake_backend_reply (fixture->backend, 1, LAST_PAGE (MEMBER (3, "C") "," MEMBER (2, "B")));

  assert_names (fixture, "CB");
  after = g_list_model_get_item (G_LIST_MODEL (fixture->list), 1);
  g_assert_true (before == after);
}

static void
test_empty_and_nothing_found_differ (Fixture *fixture, gconstpointer data)
{
  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (""));
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_EMPTY);

  request (fixture, "weber");
  fake_backend_reply (fixture->backend, 1, LAST_PAGE (""));
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND);
}

static void
test_first_error_shows_and_reload_recovers (Fixture *fixture, gconstpointer data)
{
  request (fixture, NULL);
  fake_backend_fail (fixture->backend, 0, unavailable ());
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_ERROR);
  g_assert_error (stempel_record_list_get_error (fixture->list), STEMPEL_ERROR,
                  STEMPEL_ERROR_UNAVAILABLE);

  stempel_record_list_reload (fixture->list);
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_LOADING);
  fake_backend_reply (fixture->backend, 1, LAST_PAGE (MEMBER (1, "A")));
  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_READY);
  g_assert_null (stempel_record_list_get_error (fixture->list));
}

static void
test_failed_reload_keeps_what_is_shown (Fixture *fixture, gconstpointer data)
{
  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (MEMBER (1, "A")));

  stempel_record_list_reload (fixture->list);
  fake_backend_fail (fixture->backend, 1, unavailable ());

  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_READY);
  assert_names (fixture, "A");
  g_assert_nonnull (stempel_record_list_get_error (fixture->list));
}

static void
test_failed_filter_does_not_show_the_old (Fixture *fixture, gconstpointer data)
{
  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (MEMBER (1, "A")));

  request (fixture, "weber");
  assert_names (fixture, "A");
  fake_backend_fail (fixture->backend, 1, unavailable ());

  assert_state (fixture, STEMPEL_RECORD_LIST_STATE_ERROR);
  assert_names (fixture, "");
}

static void
test_failed_page_can_be_asked_for_again (Fixture *fixture, gconstpointer data)
{
  gboolean loading_more;

  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, "{\"items\": [" MEMBER (1, "A") "], \"next\": \"c\"}");

  stempel_record_list_load_more (fixture->list);
  g_object_get (fixture->list, "loading-more", &loading_more, NULL);
  g_assert_true (loading_more);
  fake_backend_fail (fixture->backend, 1, unavailable ());
  g_object_get (fixture->list, "loading-more", &loading_more, NULL);
  g_assert_false (loading_more);
  assert_names (fixture, "A");

  stempel_record_list_load_more (fixture->list);
  fake_backend_reply (fixture->backend, 2, LAST_PAGE (MEMBER (2, "B")));
  assert_names (fixture, "AB");
}

static void
test_replaces_a_saved_record_in_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonNode) node = json_from_string (MEMBER (2, "New"), NULL);
  g_autoptr(StempelRecord) saved = stempel_record_new_from_json (STEMPEL_TYPE_MEMBER, node, NULL);
  g_autoptr(JsonNode) other_node = json_from_string (MEMBER (9, "Other"), NULL);
  g_autoptr(StempelRecord) other =
    stempel_record_new_from_json (STEMPEL_TYPE_MEMBER, other_node, NULL);

  request (fixture, NULL);
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (MEMBER (1, "A") "," MEMBER (2, "B")));
  g_string_truncate (fixture->changes, 0);

  stempel_record_list_replace (fixture->list, saved);
  stempel_record_list_replace (fixture->list, other);

  assert_names (fixture, "ANew");
  g_assert_cmpstr (fixture->changes->str, ==, "1-1+1 ");
}

static void
test_disposed_while_loading (Fixture *fixture, gconstpointer data)
{
  request (fixture, NULL);
  g_object_run_dispose (G_OBJECT (fixture->list));
  fake_backend_reply (fixture->backend, 0, LAST_PAGE (MEMBER (1, "A")));

  assert_names (fixture, "");
}

static void
test_short_lists_come_as_a_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelRecordList) stores =
    stempel_record_list_new (fixture->client, STEMPEL_OPERATION_STORE_LIST);

  stempel_record_list_reload (stores);
  g_assert_cmpuint (json_object_get_size (fake_backend_get_request (fixture->backend, 0)), ==, 0);
  fake_backend_reply (fixture->backend, 0, "{\"items\": [{\"id\": 1, \"name\": \"Gare\"}]}");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (stores)), ==, 1);
}

#define ADD(name) \
  g_test_add ("/record-list/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD (grows_page_by_page);
  ADD (total_survives_further_pages);
  ADD (second_page_brings_the_total);
  ADD (only_page_counts_itself);
  ADD (stale_answers_are_dropped);
  ADD (reload_keeps_the_old_until_the_new_is_there);
  ADD (moved_rows_keep_their_objects);
  ADD (oldest_page_says_how_stale);
  ADD (empty_and_nothing_found_differ);
  ADD (first_error_shows_and_reload_recovers);
  ADD (failed_reload_keeps_what_is_shown);
  ADD (failed_filter_does_not_show_the_old);
  ADD (failed_page_can_be_asked_for_again);
  ADD (replaces_a_saved_record_in_place);
  ADD (disposed_while_loading);
  ADD (short_lists_come_as_a_whole);

  return g_test_run ();
}
