/* test-record-malformed.c: whatever comes over the wire, a record is whole or an error is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "record-samples.h"
#include "stempel-error.h"

static void
test_wrong_types_are_refused (void)
{
  static const struct { GType (*type) (void); const char *json, *member; } cases[] = {
    { stempel_store_get_type, "null", "not an object" },
    { stempel_store_get_type, "[]", "not an object" },
    { stempel_store_get_type, "{}", "id" },
    { stempel_store_get_type, "{\"id\": null, \"name\": \"Gare\"}", "id" },
    { stempel_store_get_type, "{\"id\": \"1\", \"name\": \"Gare\"}", "id" },
    { stempel_store_get_type, "{\"id\": 1.5, \"name\": \"Gare\"}", "id" },
    { stempel_store_get_type, "{\"id\": 1, \"name\": 5}", "name" },
    { stempel_store_get_type, "{\"id\": 1, \"name\": [\"Gare\"]}", "name" },
    { stempel_entitlement_get_type, "{\"id\": 1, \"issued_at\": \"yesterday\"}", "issued_at" },
    { stempel_entitlement_get_type, "{\"id\": 1, \"issued_at\": \"2026-11-23T10:00:00\"}",
      "issued_at" },
    { stempel_entitlement_get_type, "{\"id\": 1, \"issued_at\": 5}", "issued_at" },
    { stempel_entitlement_get_type, "{\"id\": 1, \"expires_on\": \"2026-02-30\"}", "expires_on" },
    { stempel_employee_get_type, "{\"id\": 1, \"name\": \"A\", \"has_pin\": 1}", "has_pin" },
    { stempel_employee_get_type, "{\"id\": 1, \"name\": \"A\", \"store_ids\": 5}", "store_ids" },
    { stempel_employee_get_type, "{\"id\": 1, \"name\": \"A\", \"store_ids\": [\"1\"]}",
      "store_ids" },
    { stempel_merchant_get_type, "{\"id\": 1, \"name\": \"B\", \"languages\": [1]}", "languages" },
    { stempel_merchant_get_type, "{\"id\": 1, \"name\": \"B\", \"languages\": \"lb\"}",
      "languages" },
    { stempel_account_get_type, "{\"id\": 1, \"entitlements\": {}}", "entitlements" },
    { stempel_account_get_type, "{\"id\": 1, \"entitlements\": [{\"id\": \"x\"}]}",
      "entitlements" },
    { stempel_account_get_type, "{\"id\": 1, \"last_stamp\": []}", "last_stamp" },
    { stempel_booking_get_type, "{\"account\": {\"id\": 1}}", "entry" },
    { stempel_booking_get_type, "{\"entry\": {\"id\": 1}}", "kind" },
    { stempel_hold_get_type, "{\"account\": {\"id\": 1}}", "reservation" },
    { stempel_reward_get_type, "{\"id\": 1, \"stock\": -1}", "stock" },
    { stempel_reward_get_type, "{\"id\": 1, \"stock\": \"many\"}", "stock" },
    { stempel_rules_get_type, "{\"bonus_periods\": [{\"name\": \"x\"}]}", "multiplier_bp" },
    { stempel_rules_get_type, "{\"bonus_periods\": 2}", "bonus_periods" },
    { stempel_job_get_type, "{\"state\": \"idle\"}", "name" },
    { stempel_month_get_type, "{\"month\": 10}", "month" },
    { stempel_points_preview_get_type, "{\"points\": 1.5}", "points" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (cases[i].json, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (stempel_record_new_from_json (cases[i].type (), node, &error));
      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
      g_assert_nonnull (strstr (error->message, cases[i].member));
    }
}

static JsonNode *
random_value (void)
{
  static const char * const values[] = {
    "null", "true", "0", "-1", "9223372036854775807", "1.5", "1e300", "\"\"", "\"text\"",
    "\"2026-11-23\"", "\"9999-99-99\"", "\"2026-11-23T10:00:00+99:99\"", "[]", "[[[[]]]]", "{}",
    "{\"id\": 1}", "[1, \"a\", null]", "\"\\u0000\\ud83d\\ude00\"",
  };

  return json_from_string (values[g_test_rand_int_range (0, G_N_ELEMENTS (values))], NULL);
}

/* Changes a member somewhere in the tree. */
static void
mutate (JsonNode *node)
{
  JsonObject *object = json_node_get_object (node);
  g_autoptr(GList) names = json_object_get_members (object);
  guint n_names = g_list_length (names);
  const char *name;
  JsonNode *member;

  if (n_names == 0)
    return;

  name = g_list_nth_data (names, (guint) g_test_rand_int_range (0, (int) n_names));
  member = json_object_get_member (object, name);

  if (JSON_NODE_HOLDS_OBJECT (member) && g_test_rand_bit ())
    mutate (member);
  else if (JSON_NODE_HOLDS_ARRAY (member) &&
           json_array_get_length (json_node_get_array (member)) > 0 &&
           JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (member), 0)) &&
           g_test_rand_bit ())
    mutate (json_array_get_element (json_node_get_array (member), 0));
  else
    json_object_set_member (object, name, random_value ());
}

static void
check (GType type, JsonNode *node)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(StempelRecord) record = stempel_record_new_from_json (type, node, &error);
  g_autoptr(JsonNode) encoded = NULL;
  g_autoptr(StempelRecord) again = NULL;

  if (record == NULL)
    {
      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
      return;
    }

  g_assert_no_error (error);

  encoded = stempel_record_to_json (record);
  again = stempel_record_new_from_json (type, encoded, &error);
  g_assert_no_error (error);
  g_assert_true (g_type_is_a (type, STEMPEL_TYPE_VIOLATION) ||
                 stempel_record_equal (record, again));
}

static void
test_random_members (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      const RecordSample *sample = &record_samples[i % G_N_ELEMENTS (record_samples)];
      g_autoptr(JsonNode) node = json_from_string (sample->json, NULL);

      for (int n = g_test_rand_int_range (1, 4); n > 0; n--)
        mutate (node);

      check (sample->type (), node);
    }
}

static void
test_random_bytes (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      const RecordSample *sample = &record_samples[i % G_N_ELEMENTS (record_samples)];
      g_autofree char *text = g_strdup (sample->json);
      g_autoptr(JsonNode) node = NULL;

      for (int n = g_test_rand_int_range (1, 4); n > 0; n--)
        text[g_test_rand_int_range (0, (int) strlen (text))] =
          (char) g_test_rand_int_range (32, 127);

      node = json_from_string (text, NULL);
      if (node != NULL)
        check (sample->type (), node);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record-malformed/wrong-types-are-refused", test_wrong_types_are_refused);
  g_test_add_func ("/record-malformed/random-members", test_random_members);
  g_test_add_func ("/record-malformed/random-bytes", test_random_bytes);

  return g_test_run ();
}
