/* test-record.c: records keep what the wire format says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "record-samples.h"
#include "stempel-error.h"

static JsonNode *
parse (const char *json)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (json, &error);

  g_assert_no_error (error);

  return node;
}

static gpointer
decode (GType type, const char *json)
{
  g_autoptr(JsonNode) node = parse (json);
  g_autoptr(GError) error = NULL;
  StempelRecord *record = stempel_record_new_from_json (type, node, &error);

  g_assert_no_error (error);
  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (record, type));

  return record;
}

static void
test_what_is_decoded_is_encoded_the_same (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (record_samples); i++)
    {
      GType type = record_samples[i].type ();
      g_autoptr(StempelRecord) record = decode (type, record_samples[i].json);
      g_autoptr(JsonNode) expected = parse (record_samples[i].json);
      g_autoptr(JsonNode) encoded = stempel_record_to_json (record);
      g_autofree char *expected_text = json_to_string (expected, FALSE);
      g_autofree char *encoded_text = json_to_string (encoded, FALSE);

      /* GDateTime writes the zone without minutes where they are zero. */
      g_autofree char *same_zone = NULL;
      g_auto(GStrv) parts = g_strsplit (expected_text, "+01:00\"", -1);

      same_zone = g_strjoinv ("+01\"", parts);
      g_assert_cmpstr (encoded_text, ==, same_zone);
    }
}

static void
test_equal_means_says_the_same (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (record_samples); i++)
    {
      GType type = record_samples[i].type ();
      g_autoptr(StempelRecord) record = decode (type, record_samples[i].json);
      g_autoptr(StempelRecord) again = decode (type, record_samples[i].json);
      const RecordSample *next = &record_samples[(i + 1) % G_N_ELEMENTS (record_samples)];
      g_autoptr(StempelRecord) other = decode (next->type (), next->json);

      g_assert_true (stempel_record_equal (record, record));
      g_assert_true (stempel_record_equal (record, again));
      g_assert_false (stempel_record_equal (record, other));
    }
}

/* Takes each member away in turn: the rest must then differ, and still be a record or be
 * refused. */
static void
test_each_member_makes_a_difference (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (record_samples); i++)
    {
      GType type = record_samples[i].type ();
      g_autoptr(StempelRecord) whole = decode (type, record_samples[i].json);
      g_autoptr(JsonNode) node = parse (record_samples[i].json);
      g_autoptr(GList) names = json_object_get_members (json_node_get_object (node));

      for (GList *l = names; l != NULL; l = l->next)
        {
          g_autoptr(JsonNode) part = parse (record_samples[i].json);
          g_autoptr(StempelRecord) record = NULL;

          json_object_remove_member (json_node_get_object (part), l->data);
          record = stempel_record_new_from_json (type, part, NULL);

          g_assert_true (record == NULL || !stempel_record_equal (whole, record));
        }
    }
}

static void
test_getters_and_properties_agree (void)
{
  g_autoptr(StempelEntry) entry = decode (STEMPEL_TYPE_ENTRY, ENTRY);
  g_autofree char *customer_name = NULL;
  g_autoptr(GDateTime) occurred_at = NULL;
  gint64 program_version;
  gboolean voidable;

  g_object_get (entry, "customer-name", &customer_name, "program-version", &program_version,
                "voidable", &voidable, "occurred-at", &occurred_at, NULL);

  g_assert_cmpstr (customer_name, ==, "Marie Weber");
  g_assert_cmpstr (stempel_entry_get_customer_name (entry), ==, "Marie Weber");
  g_assert_cmpint (program_version, ==, 2);
  g_assert_cmpint (stempel_entry_get_program_version (entry), ==, 2);
  g_assert_true (voidable);
  g_assert_true (stempel_entry_get_voidable (entry));
  g_assert_true (occurred_at == stempel_entry_get_occurred_at (entry));
  g_assert_cmpint (g_date_time_get_microsecond (occurred_at), ==, 123456);
  g_assert_cmpstr (stempel_entry_get_business_day (entry), ==, "2026-11-23");
  g_assert_cmpint (stempel_record_get_id (STEMPEL_RECORD (entry)), ==, 9);
}

static void
test_nested_records (void)
{
  g_autoptr(StempelCustomer) customer = decode (STEMPEL_TYPE_CUSTOMER, CUSTOMER);
  g_autoptr(StempelAccount) account =
    g_list_model_get_item (stempel_customer_get_accounts (customer), 0);
  StempelLastStamp *last = stempel_account_get_last_stamp (account);

  g_assert_cmpuint (g_list_model_get_n_items (stempel_customer_get_cards (customer)), ==, 1);
  g_assert_cmpstr (stempel_last_stamp_get_by (last), ==, "Anna");
  g_assert_cmpuint (g_list_model_get_n_items (stempel_account_get_entitlements (account)), ==, 1);
  g_assert_cmpint (stempel_account_get_points (account), ==, 240);
  g_assert_cmpstr (stempel_account_tier_get_name (stempel_account_get_tier (account)), ==, "Gold");
  g_assert_cmpint (stempel_next_tier_get_missing (
                     stempel_account_tier_get_next (stempel_account_get_tier (account))), ==, 1200);
  g_assert_cmpint (stempel_expiring_points_get_points (stempel_account_get_expiring (account)), ==,
                   40);
}

static void
test_what_is_missing_is_empty (void)
{
  g_autoptr(StempelEmployee) employee =
    decode (STEMPEL_TYPE_EMPLOYEE, "{\"id\": 2, \"name\": \"Anna\"}");
  g_autoptr(StempelProgram) program =
    decode (STEMPEL_TYPE_PROGRAM,
            "{\"id\": 3, \"state\": \"draft\", \"draft\": null, \"version\": null}");
  g_autoptr(StempelSession) session =
    decode (STEMPEL_TYPE_SESSION, "{\"login_id\": 1, \"role\": \"staff\","
                                  " \"merchant\": {\"id\": 1, \"name\": \"B\"}}");
  g_autoptr(StempelCustomer) customer =
    decode (STEMPEL_TYPE_CUSTOMER, "{\"id\": 4, \"name\": \"Marie\"}");

  g_assert_cmpuint (stempel_employee_get_store_ids (employee)->len, ==, 0);
  g_assert_null (stempel_employee_get_locked_until (employee));
  g_assert_false (stempel_employee_get_has_pin (employee));
  g_assert_null (stempel_program_get_draft (program));
  g_assert_cmpint (stempel_program_get_version (program), ==, 0);
  g_assert_nonnull (stempel_session_get_operations (session));
  g_assert_null (stempel_session_get_operations (session)[0]);
  g_assert_cmpuint (g_list_model_get_n_items (stempel_customer_get_cards (customer)), ==, 0);
}

/* No stock is not the same as stock that nobody counts. */
static void
test_a_count_tells_none_from_zero (void)
{
  g_autoptr(StempelReward) none = decode (STEMPEL_TYPE_REWARD, "{\"id\": 1, \"stock\": null}");
  g_autoptr(StempelReward) zero = decode (STEMPEL_TYPE_REWARD, "{\"id\": 1, \"stock\": 0}");
  g_autoptr(JsonNode) none_node = stempel_record_to_json (STEMPEL_RECORD (none));
  g_autoptr(JsonNode) zero_node = stempel_record_to_json (STEMPEL_RECORD (zero));
  g_autofree char *none_text = json_to_string (none_node, FALSE);
  g_autofree char *zero_text = json_to_string (zero_node, FALSE);
  gint64 stock;

  g_object_get (none, "stock", &stock, NULL);

  g_assert_cmpint (stock, ==, -1);
  g_assert_cmpint (stempel_reward_get_stock (none), ==, -1);
  g_assert_cmpint (stempel_reward_get_stock (zero), ==, 0);
  g_assert_cmpstr (none_text, ==, "{\"id\":1}");
  g_assert_cmpstr (zero_text, ==, "{\"id\":1,\"stock\":0}");
  g_assert_false (stempel_record_equal (STEMPEL_RECORD (none), STEMPEL_RECORD (zero)));
}

/* A stamp program would refuse the lists of a points program, empty or not. */
static void
test_rules_of_one_kind_stay_of_that_kind (void)
{
  static const char * const kinds[] = {
    "{\"names\":{\"en\":\"Coffee\"},\"stamps_target\":10,\"void_days\":30}",
    "{\"names\":{\"en\":\"Points\"},\"points_per_step\":1,\"bonus_periods\":"
    "[{\"name\":\"Monday\",\"multiplier_bp\":20000,\"weekdays\":[1]}],\"void_days\":30}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(StempelRecord) rules = decode (STEMPEL_TYPE_RULES, kinds[i]);
      g_autoptr(JsonNode) encoded = stempel_record_to_json (rules);
      g_autofree char *text = json_to_string (encoded, FALSE);

      g_assert_cmpstr (text, ==, kinds[i]);
    }
}

static void
test_rules_of_points (void)
{
  g_autoptr(StempelRules) rules = decode (STEMPEL_TYPE_RULES, RULES);
  g_autoptr(StempelBonus) bonus =
    g_list_model_get_item (stempel_rules_get_bonus_periods (rules), 0);

  g_assert_cmpint (stempel_rules_get_step_amount (rules), ==, 200);
  g_assert_cmpstr (stempel_rules_get_rounding (rules), ==, "linear");
  g_assert_cmpint (stempel_rules_get_adjust_maximum (rules), ==, 0);
  g_assert_cmpint (stempel_bonus_get_multiplier_bp (bonus), ==, 20000);
  g_assert_cmpuint (stempel_bonus_get_weekdays (bonus)->len, ==, 2);
  g_assert_cmpint (g_array_index (stempel_bonus_get_weekdays (bonus), gint64, 1), ==, 5);
}

static void
test_unknown_members_are_ignored (void)
{
  g_autoptr(StempelStore) store =
    decode (STEMPEL_TYPE_STORE, "{\"id\": 1, \"name\": \"Gare\", \"mood\": {\"sunny\": [1, 2]}}");

  g_assert_cmpstr (stempel_store_get_name (store), ==, "Gare");
}

static void
test_violation_keeps_all_facts (void)
{
  g_autoptr(StempelViolation) violation =
    decode (STEMPEL_TYPE_VIOLATION,
            "{\"check\": \"balance\", \"table\": \"account\", \"id\": 5, \"stored\": 3}");
  JsonObject *facts = json_node_get_object (stempel_violation_get_facts (violation));

  g_assert_cmpint (json_object_get_int_member (facts, "stored"), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/what-is-decoded-is-encoded-the-same",
                   test_what_is_decoded_is_encoded_the_same);
  g_test_add_func ("/record/equal-means-says-the-same", test_equal_means_says_the_same);
  g_test_add_func ("/record/each-member-makes-a-difference", test_each_member_makes_a_difference);
  g_test_add_func ("/record/getters-and-properties-agree", test_getters_and_properties_agree);
  g_test_add_func ("/record/nested-records", test_nested_records);
  g_test_add_func ("/record/what-is-missing-is-empty", test_what_is_missing_is_empty);
  g_test_add_func ("/record/a-count-tells-none-from-zero", test_a_count_tells_none_from_zero);
  g_test_add_func ("/record/rules-of-one-kind-stay-of-that-kind",
                   test_rules_of_one_kind_stay_of_that_kind);
  g_test_add_func ("/record/rules-of-points", test_rules_of_points);
  g_test_add_func ("/record/unknown-members-are-ignored", test_unknown_members_are_ignored);
  g_test_add_func ("/record/violation-keeps-all-facts", test_violation_keeps_all_facts);

  return g_test_run ();
}
