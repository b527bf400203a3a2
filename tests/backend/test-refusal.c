/* test-refusal.c: refusals keep their code and their facts on every way in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-core-enums.h"
#include "stempel-error.h"

static JsonObject *
parse_object (const char *text)
{
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));

  return json_node_dup_object (node);
}

static void
test_each_code_survives_the_wire (void)
{
  for (StempelError code = STEMPEL_ERROR_INVALID; code <= STEMPEL_ERROR_UNAVAILABLE; code++)
    {
      const char *wire = stempel_error_code_to_wire (code);
      StempelError back;

      g_assert_true (stempel_error_code_from_wire (wire, &back));
      g_assert_cmpint (back, ==, code);
    }
}

static void
test_nicks_are_the_codes_of_the_wire (void)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (STEMPEL_TYPE_ERROR);

  g_assert_cmpuint (klass->n_values, ==, STEMPEL_ERROR_UNAVAILABLE + 1);

  for (guint i = 0; i < klass->n_values; i++)
    {
      g_autofree char *nick = g_strdelimit (g_strdup (klass->values[i].value_nick), "-", '_');

      g_assert_cmpstr (nick, ==,
                       stempel_error_code_to_wire ((StempelError) klass->values[i].value));
    }
}

static void
test_unknown_codes_change_nothing (void)
{
  StempelError code = STEMPEL_ERROR_STALE;

  g_assert_false (stempel_error_code_from_wire ("no_such_code", &code));
  g_assert_false (stempel_error_code_from_wire (NULL, &code));
  g_assert_cmpint (code, ==, STEMPEL_ERROR_STALE);
}

static void
test_sqlstates_count_from_one (void)
{
  for (StempelError code = STEMPEL_ERROR_INVALID; code <= STEMPEL_ERROR_UNAVAILABLE; code++)
    {
      g_autofree char *sqlstate = g_strdup_printf ("ST%03d", code + 1);
      g_autoptr(GError) error = stempel_error_new_for_sqlstate (sqlstate, NULL, "refused");

      g_assert_error (error, STEMPEL_ERROR, (int) code);
      g_assert_cmpstr (error->message, ==, "refused");
      g_assert_null (stempel_error_get_problem (error));
    }
}

static void
test_other_sqlstates_are_not_ours (void)
{
  static const char * const others[] = {
    "", "ST", "ST000", "ST026", "ST999", "ST-01", "ST0x1", "STABC", "23505", "57014", "42501",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (stempel_error_new_for_sqlstate (others[i], "{}", "refused"));
}

static void
test_facts_come_with_the_sqlstate (void)
{
  g_autoptr(GError) error = NULL;

  error = stempel_error_new_for_sqlstate ("ST008",
                                          "{\"code\":\"cooldown_active\",\"last_by\":\"Lea\","
                                          "\"available_at\":\"2026-03-02T10:15:00+01:00\"}",
                                          "refused");

  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_COOLDOWN_ACTIVE);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "last_by"), ==, "Lea");
  g_assert_cmpstr (stempel_error_get_fact_string (error, "available_at"), ==,
                   "2026-03-02T10:15:00+01:00");
}

static void
test_a_detail_that_is_no_object_is_left_out (void)
{
  static const char * const details[] = { "", "nonsense", "[1]", "3", "\"text\"", "{\"code\":" };

  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    {
      g_autoptr(GError) error = stempel_error_new_for_sqlstate ("ST001", details[i], "refused");

      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID);
      g_assert_null (stempel_error_get_problem (error));
    }
}

static void
test_a_problem_names_the_code (void)
{
  g_autoptr(JsonObject) problem = parse_object ("{\"code\":\"pin_invalid\",\"remaining\":4}");
  g_autoptr(GError) error = stempel_error_new_for_problem (problem, "refused");

  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_PIN_INVALID);
  g_assert_cmpint (stempel_error_get_fact_int (error, "remaining", -1), ==, 4);
}

static void
test_an_unknown_problem_is_unavailable (void)
{
  static const char * const problems[] =
    { "{}", "{\"code\":null}", "{\"code\":7}", "{\"code\":\"x\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autoptr(JsonObject) problem = parse_object (problems[i]);
      g_autoptr(GError) error = stempel_error_new_for_problem (problem, "refused");

      g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
    }
}

static void
test_facts_of_another_type_are_not_there (void)
{
  g_autoptr(JsonObject) problem = parse_object ("{\"code\":\"invalid\",\"number\":7,\"text\":\"7\","
                                                "\"nothing\":null,\"list\":[7]}");
  g_autoptr(GError) error = stempel_error_new_for_problem (problem, "refused");

  g_assert_null (stempel_error_get_fact_string (error, "number"));
  g_assert_null (stempel_error_get_fact_string (error, "nothing"));
  g_assert_null (stempel_error_get_fact_string (error, "list"));
  g_assert_null (stempel_error_get_fact_string (error, "absent"));
  g_assert_cmpint (stempel_error_get_fact_int (error, "text", -1), ==, -1);
  g_assert_cmpint (stempel_error_get_fact_int (error, "absent", -1), ==, -1);
  g_assert_cmpint (stempel_error_get_fact_int (error, "number", -1), ==, 7);
}

static void
test_facts_survive_a_copy (void)
{
  g_autoptr(JsonObject) problem = parse_object ("{\"code\":\"conflict\",\"reason\":\"retired\"}");
  GError *error = stempel_error_new_for_problem (problem, "refused");
  g_autoptr(GError) copy = g_error_copy (error);

  g_error_free (error);

  g_assert_error (copy, STEMPEL_ERROR, STEMPEL_ERROR_CONFLICT);
  g_assert_cmpstr (stempel_error_get_fact_string (copy, "reason"), ==, "retired");
}

static void
test_other_errors_have_no_facts (void)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");

  g_assert_null (stempel_error_get_problem (error));
  g_assert_null (stempel_error_get_problem (NULL));
  g_assert_null (stempel_error_get_fact_string (error, "code"));
  g_assert_cmpint (stempel_error_get_fact_int (NULL, "remaining", 3), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/wire/each-code-survives", test_each_code_survives_the_wire);
  g_test_add_func ("/error/wire/nicks", test_nicks_are_the_codes_of_the_wire);
  g_test_add_func ("/error/wire/unknown", test_unknown_codes_change_nothing);
  g_test_add_func ("/error/sqlstate/count-from-one", test_sqlstates_count_from_one);
  g_test_add_func ("/error/sqlstate/others", test_other_sqlstates_are_not_ours);
  g_test_add_func ("/error/sqlstate/facts", test_facts_come_with_the_sqlstate);
  g_test_add_func ("/error/sqlstate/bad-detail", test_a_detail_that_is_no_object_is_left_out);
  g_test_add_func ("/error/problem/code", test_a_problem_names_the_code);
  g_test_add_func ("/error/problem/unknown", test_an_unknown_problem_is_unavailable);
  g_test_add_func ("/error/facts/types", test_facts_of_another_type_are_not_there);
  g_test_add_func ("/error/facts/copy", test_facts_survive_a_copy);
  g_test_add_func ("/error/facts/other-errors", test_other_errors_have_no_facts);

  return g_test_run ();
}
