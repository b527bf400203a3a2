/* test-http-route.c: which operation a path and a method are for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-http-route.h"

static char *
members_to_text (JsonObject *members)
{
  g_autoptr(JsonNode) node = json_node_alloc ();

  json_node_init_object (node, members);

  return json_to_string (node, FALSE);
}

static void
assert_route (const char *method, const char *path, const char *name, const char *members)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;
  StempelOperation operation;

  g_test_message ("%s %s", method, path);
  g_assert_cmpint (stempel_http_route_find (method, path, &operation, object), ==,
                   STEMPEL_HTTP_MATCH_OPERATION);
  g_assert_cmpstr (stempel_operation_get_info (operation)->name, ==, name);
  text = members_to_text (object);
  g_assert_cmpstr (text, ==, members);
}

static void
test_finds_the_operation (void)
{
  assert_route ("POST", "/v1/session", "session_open", "{}");
  assert_route ("DELETE", "/v1/session", "session_close", "{}");
  assert_route ("GET", "/v1/stores", "store_list", "{}");
  assert_route ("PUT", "/v1/stores", "store_save", "{}");
  assert_route ("PUT", "/v1/stores/7", "store_save", "{\"id\":7}");
  assert_route ("POST", "/v1/accounts/12/stamps", "stamp_earn", "{\"account_id\":12}");
  assert_route ("POST", "/v1/jobs/expiry/run", "job_run", "{\"name\":\"expiry\"}");
  assert_route ("POST", "/v1/jobs/a%20b/run", "job_run", "{\"name\":\"a b\"}");
  assert_route ("POST", "/v1/cards/batches", "card_print_batch", "{}");
  assert_route ("GET", "/v1/cards/batches", "card_get", "{\"id\":\"batches\"}");
  /* Whether it is a number the operation says, with all else that is wrong. */
  assert_route ("GET", "/v1/cards/x", "card_get", "{\"id\":\"x\"}");
  assert_route ("GET", "/v1/cards/-1", "card_get", "{\"id\":\"-1\"}");
  assert_route ("GET", "/v1/cards/9223372036854775807", "card_get",
                "{\"id\":9223372036854775807}");
  assert_route ("GET", "/v1/cards/9223372036854775808", "card_get",
                "{\"id\":\"9223372036854775808\"}");
  assert_route ("GET", "/v1/cards/9999999999999999999", "card_get",
                "{\"id\":\"9999999999999999999\"}");
}

/* Each row of the table has its own place: none hides another one. */
static void
test_finds_every_operation (void)
{
  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    {
      const StempelOperationInfo *info = stempel_operation_get_info (i);
      g_auto(GStrv) parts = g_strsplit (info->path, "{", -1);
      g_autoptr(GString) path = g_string_new (parts[0]);
      g_autoptr(JsonObject) members = json_object_new ();
      StempelOperation operation;

      for (guint part = 1; parts[part] != NULL; part++)
        g_string_append_printf (path, "1%s", strchr (parts[part], '}') + 1);

      g_assert_cmpint (stempel_http_route_find (info->method, path->str, &operation, members), ==,
                       STEMPEL_HTTP_MATCH_OPERATION);
      g_assert_cmpint (operation, ==, i);
    }
}

static void
test_finds_nothing (void)
{
  static const char *const paths[] = {
    "", "/", "/v1", "/v1/", "/v1/store", "/v1/stores/", "/v1/stores//", "//v1/stores",
    "/v1/stores/1/2",
    "/v2/stores", "/V1/stores", "/v1/cards/1%2f2", "/v1/cards/%", "/v1/cards/%zz", "/v1/cards/%00",
    "/v1/cards/%ff", "/v1/accounts//stamps", "/v1/cards/1/replace/", "*", "v1/stores",
  };
  StempelOperation operation;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(JsonObject) members = json_object_new ();

      g_test_message ("%s", paths[i]);
      g_assert_cmpint (stempel_http_route_find ("GET", paths[i], &operation, members), ==,
                       STEMPEL_HTTP_MATCH_NONE);
      g_assert_cmpuint (json_object_get_size (members), ==, 0);
    }
}

static void
test_says_which_methods (void)
{
  g_autoptr(JsonObject) members = json_object_new ();
  g_autofree char *allowed = stempel_http_route_get_allowed ("/v1/session");
  StempelOperation operation;

  g_assert_cmpint (stempel_http_route_find ("PATCH", "/v1/session", &operation, members), ==,
                   STEMPEL_HTTP_MATCH_METHOD);
  g_assert_cmpint (stempel_http_route_find ("get", "/v1/stores", &operation, members), ==,
                   STEMPEL_HTTP_MATCH_METHOD);
  g_assert_cmpstr (allowed, ==, "POST, DELETE, GET");
}

static void
test_knows_numbers_by_their_names (void)
{
  static const struct { const char *name; const char *text; const char *members; } cases[] = {
    { "limit", "50", "{\"limit\":50}" },
    { "store_id", "3", "{\"store_id\":3}" },
    { "store_id", "", "{\"store_id\":\"\"}" },
    { "store_id", "3.0", "{\"store_id\":\"3.0\"}" },
    { "count", "false", "{\"count\":false}" },
    { "count", "no", "{\"count\":\"no\"}" },
    { "q", "621", "{\"q\":\"621\"}" },
    { "paid", "1", "{\"paid\":\"1\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonObject) members = json_object_new ();
      g_autofree char *text = NULL;

      g_assert_true (stempel_http_route_add_text (members, cases[i].name, cases[i].text));
      text = members_to_text (members);
      g_assert_cmpstr (text, ==, cases[i].members);
      g_assert_false (stempel_http_route_add_text (members, cases[i].name, cases[i].text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http-route/finds-the-operation", test_finds_the_operation);
  g_test_add_func ("/http-route/finds-every-operation", test_finds_every_operation);
  g_test_add_func ("/http-route/finds-nothing", test_finds_nothing);
  g_test_add_func ("/http-route/says-which-methods", test_says_which_methods);
  g_test_add_func ("/http-route/knows-numbers-by-their-names", test_knows_numbers_by_their_names);

  return g_test_run ();
}
