/* test-page.c: a page of a list is decoded, or refused as a whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-page.h"
#include "stempel-store.h"

static StempelPage *
decode (const char *json, GError **error)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  g_assert_nonnull (node);

  return stempel_page_new_from_json (STEMPEL_TYPE_STORE, node, error);
}

static void
test_items_cursor_and_total (void)
{
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(StempelStore) store = NULL;

  page = decode ("{\"items\": [{\"id\": 1, \"name\": \"Gare\"}, {\"id\": 2, \"name\": \"Ville\"}],"
                 " \"next\": \"abc\", \"total\": 10000, \"total_capped\": true,"
                 " \"stale_seconds\": 2}", NULL);

  g_assert_cmpuint (g_list_model_get_n_items (stempel_page_get_items (page)), ==, 2);
  store = g_list_model_get_item (stempel_page_get_items (page), 1);
  g_assert_cmpstr (stempel_store_get_name (store), ==, "Ville");
  g_assert_cmpstr (stempel_page_get_next (page), ==, "abc");
  g_assert_cmpint (stempel_page_get_total (page), ==, 10000);
  g_assert_true (stempel_page_get_total_capped (page));
  g_assert_cmpuint (stempel_page_get_stale_seconds (page), ==, 2);
}

static void
test_last_page_has_no_cursor (void)
{
  g_autoptr(StempelPage) page = decode ("{\"items\": [], \"next\": null}", NULL);

  g_assert_null (stempel_page_get_next (page));
  g_assert_cmpint (stempel_page_get_total (page), ==, -1);
  g_assert_false (stempel_page_get_total_capped (page));
  g_assert_cmpuint (stempel_page_get_stale_seconds (page), ==, 0);
}

static void
test_malformed_pages_are_refused (void)
{
  static const char * const malformed[] = {
    "[]", "{}", "{\"items\": null}", "{\"items\": {}}", "{\"items\": [5]}", "{\"items\": [null]}",
    "{\"items\": [{\"id\": \"1\", \"name\": \"Gare\"}]}", "{\"items\": [], \"next\": 5}",
    "{\"items\": [], \"total\": \"5\"}", "{\"items\": [], \"total_capped\": 1}",
    "{\"items\": [], \"stale_seconds\": true}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (decode (malformed[i], &error));
      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/page/items-cursor-and-total", test_items_cursor_and_total);
  g_test_add_func ("/page/last-page-has-no-cursor", test_last_page_has_no_cursor);
  g_test_add_func ("/page/malformed-pages-are-refused", test_malformed_pages_are_refused);

  return g_test_run ();
}
