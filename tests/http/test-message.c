/* test-message.c: what is sent is what a server reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "http-fixture.h"
#include "stempel-error.h"
#include "stempel-http-request.h"
#include "stempel-http-route.h"

#define BASE "/loyalty"

/* The value of a header, NULL if it is not there. */
static char *
find_header (char **lines, const char *name)
{
  for (guint i = 1; lines[i] != NULL; i++)
    {
      gsize length = strlen (name);

      if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
        return lines[i] + length + 2;
    }

  return NULL;
}

static void
add_member_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

/* request || envelope, as the database does it. */
static JsonNode *
merge (const char *request, const char *envelope)
{
  g_autoptr(JsonNode) below = json_from_string (request, NULL);
  g_autoptr(JsonNode) above = json_from_string (envelope, NULL);

  json_object_foreach_member (json_node_get_object (above), add_member_cb,
                              json_node_get_object (below));

  return g_steal_pointer (&below);
}

/* What stempeld makes of the bytes that came. */
static JsonNode *
read_as_server (const char *text, StempelOperation *operation)
{
  g_auto(GStrv) parts = g_strsplit (text, "\r\n\r\n", 2);
  g_auto(GStrv) lines = g_strsplit (parts[0], "\r\n", -1);
  g_auto(GStrv) words = g_strsplit (lines[0], " ", 3);
  g_auto(GStrv) target = g_strsplit (words[1], "?", 2);
  g_autoptr(JsonObject) members = json_object_new ();
  g_autofree char *request = NULL;
  g_autofree char *envelope = NULL;
  g_autofree char *session =
    stempel_http_request_read_session (find_header (lines, "Authorization"));
  StempelHttpHead head = {
    .content_type = find_header (lines, "Content-Type"),
    .session = session,
    .idempotency_key = find_header (lines, "Idempotency-Key"),
    .if_match = find_header (lines, "If-Match"),
    .user_agent = find_header (lines, "User-Agent"),
    .query = target[1],
  };

  g_assert_true (g_str_has_prefix (target[0], BASE "/v1/"));
  g_assert_cmpint (stempel_http_route_find (words[0], target[0] + strlen (BASE), operation,
                                            members), ==, STEMPEL_HTTP_MATCH_OPERATION);
  g_assert_cmpint (stempel_http_request_read (stempel_operation_get_info (*operation), members,
                                              &head, parts[1], strlen (parts[1]), &request,
                                              &envelope), ==, STEMPEL_HTTP_FAULT_NONE);

  return merge (request, envelope);
}

/* Sends a request and checks that the server reads that operation and those members. */
static void
check_arrives (HttpFixture *fixture, StempelOperation operation, const char *request,
               const char *as_read)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  g_autofree char *session = g_compute_checksum_for_string (G_CHECKSUM_SHA256, TOKEN, -1);
  g_autoptr(JsonNode) expected = json_from_string (as_read, NULL);
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(JsonNode) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  StempelOperation found;

  http_script_reply (fixture->script, 200, "", "{}");
  reply = http_fixture_call (fixture, operation, request, &error);
  g_assert_no_error (error);
  text = http_script_take_request (fixture->script);
  read = read_as_server (text, &found);

  if (operation == STEMPEL_OPERATION_SESSION_OPEN ||
      operation == STEMPEL_OPERATION_TERMINAL_CLAIM)
    json_object_set_null_member (json_node_get_object (expected), "session");
  else
    json_object_set_string_member (json_node_get_object (expected), "session", session);
  json_object_set_null_member (json_node_get_object (expected), "client_address");
  json_object_set_string_member (json_node_get_object (expected), "client_application",
                                 "Stempel/" STEMPEL_VERSION);
  if (info->writes)
    json_object_set_string_member (json_node_get_object (expected), "idempotency_key", KEY);

  g_test_message ("%s", text);
  g_assert_cmpint (found, ==, operation);
  g_assert_true (json_node_equal (read, expected));
}

/* Names of members are what the server goes by; a value for each kind. */
static char *
sample_for (const StempelOperationInfo *info)
{
  g_autoptr(GString) text = g_string_new ("{");
  g_auto(GStrv) segments = g_strsplit (info->path, "/", -1);

  for (guint i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *name = NULL;

      if (segments[i][0] != '{')
        continue;
      name = g_strndup (segments[i] + 1, strlen (segments[i]) - 2);
      if (g_str_equal (name, "id") || g_str_has_suffix (name, "_id"))
        g_string_append_printf (text, "\"%s\": 9007199254740993, ", name);
      else
        g_string_append_printf (text, "\"%s\": \"b c%%ü?&\", ", name);
    }

  g_string_append (text, "\"limit\": 500, \"store_id\": 7, \"count\": true, "
                         "\"q\": \"Zoé & Söhne=1+1?#/%41\", \"state\": \"7\"");
  if (!g_str_equal (info->method, "GET") && !g_str_equal (info->method, "DELETE"))
    g_string_append (text, ", \"revision\": 12, \"nothing\": null, \"none\": [], "
                           "\"names\": {\"de\": \"Ä\"}, \"revisions\": {\"revision\": 3}");
  g_string_append_c (text, '}');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_every_operation_arrives (HttpFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    {
      g_autofree char *sample = sample_for (stempel_operation_get_info (i));

      check_arrives (fixture, (StempelOperation) i, sample, sample);
    }
}

static void
test_who_adds_has_no_id (HttpFixture *fixture, gconstpointer data)
{
  check_arrives (fixture, STEMPEL_OPERATION_STORE_SAVE, "{\"name\": \"Gare\"}",
                 "{\"name\": \"Gare\"}");
  check_arrives (fixture, STEMPEL_OPERATION_STORE_SAVE, "{\"id\": null, \"name\": \"Gare\"}",
                 "{\"name\": \"Gare\"}");
}

static void
test_a_query_has_no_null (HttpFixture *fixture, gconstpointer data)
{
  check_arrives (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, "{\"q\": \"Anna\", \"after\": null}",
                 "{\"q\": \"Anna\"}");
  check_arrives (fixture, STEMPEL_OPERATION_CUSTOMER_SEARCH, "{}", "{}");
}

static void
test_control_characters (HttpFixture *fixture, gconstpointer data)
{
  const char *store = "{\"name\": \"a\\u001fb\\u0001c\\n\"}";

  check_arrives (fixture, STEMPEL_OPERATION_STORE_SAVE, store, store);
}

/* What fits into no entity tag is refused by the database like that of a direct connection. */
static void
test_odd_revisions_stay_in_the_body (HttpFixture *fixture, gconstpointer data)
{
  static const char * const odd[] = {
    "{\"id\": 1, \"revision\": -1}",
    "{\"id\": 1, \"revision\": 1000000000}",
    "{\"id\": 1, \"revision\": 1.5}",
    "{\"id\": 1, \"revision\": \"1\"}",
    "{\"id\": 1, \"revision\": null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    check_arrives (fixture, STEMPEL_OPERATION_STORE_SAVE, odd[i], odd[i]);
}

static void
test_missing_parts_of_the_path (HttpFixture *fixture, gconstpointer data)
{
  static const char * const requests[] = { "{}", "{\"id\": null}", "{\"id\": \"\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) reply =
        http_fixture_call (fixture, STEMPEL_OPERATION_PROGRAM_GET, requests[i], &error);
      JsonObject *field;

      g_assert_null (reply);
      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID);
      field = json_array_get_object_element (
        json_object_get_array_member (stempel_error_get_problem (error), "errors"), 0);
      g_assert_cmpstr (json_object_get_string_member (field, "field"), ==, "id");
      g_assert_cmpstr (json_object_get_string_member (field, "code"), ==, "required");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/http/message/" name, HttpFixture, BASE, http_fixture_set_up, function, \
              http_fixture_tear_down)
  ADD ("every-operation", test_every_operation_arrives);
  ADD ("adding", test_who_adds_has_no_id);
  ADD ("null", test_a_query_has_no_null);
  ADD ("control-characters", test_control_characters);
  ADD ("odd-revisions", test_odd_revisions_stay_in_the_body);
  ADD ("missing", test_missing_parts_of_the_path);
#undef ADD

  return g_test_run ();
}
