/* test-refusal-words.c: no reason and no code that the database knows is without words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include <gtk/gtk.h>

#include "stempel-conflict-text.h"
#include "stempel-error-text.h"

/* docs/operations.md, which is held against the database by test_refusals. */
static char *
read_contract (void)
{
  g_autofree char *file =
    g_build_filename (g_getenv ("STEMPEL_SOURCE_DIR"), "docs", "operations.md", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));

  return text;
}

/* The words between backticks in a text. */
static GStrv
quoted_words (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "`", -1);
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 1; parts[i - 1] != NULL && parts[i] != NULL; i += 2)
    g_strv_builder_add (words, parts[i]);

  return g_strv_builder_end (words);
}

/* Takes over problem. */
static char *
sentence (char *problem)
{
  g_autoptr(JsonNode) node = json_from_string (problem, NULL);
  g_autoptr(GError) error = stempel_error_new_for_problem (json_node_get_object (node), "log text");
  char *text = stempel_error_text (error);

  g_assert_null (strstr (text, "log text"));
  g_assert_null (strchr (text, '%'));
  g_assert_true (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "?"));
  g_free (problem);

  return text;
}

static char *
conflict (const char *reason, const char *facts)
{
  return sentence (g_strdup_printf ("{\"code\": \"conflict\", \"reason\": \"%s\"%s}", reason,
                                    facts));
}

static void
assert_own_words (const char *reason, GHashTable *seen)
{
  g_autofree char *general = conflict ("what nobody knows", "");
  char *text = conflict (reason, "");

  g_test_message ("%s: %s", reason, text);
  g_assert_cmpstr (text, !=, general);
  g_assert_true (g_hash_table_add (seen, text));
}

static void
test_every_reason_has_words (void)
{
  g_autofree char *contract = read_contract ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *table = strstr (contract, "### Conflicts");
  g_auto(GStrv) lines = g_strsplit (table, "\n", -1);
  gboolean inside = FALSE;

  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], "|", -1);
      g_auto(GStrv) reasons = NULL;

      if (inside && g_strv_length (cells) < 4)
        break;
      inside = g_strv_length (cells) >= 4;
      reasons = inside ? quoted_words (cells[1]) : NULL;

      for (guint j = 0; inside && reasons[j] != NULL; j++)
        assert_own_words (reasons[j], seen);
    }

  g_assert_cmpuint (g_hash_table_size (seen), >, 35);
}

static void
test_what_it_is_about_is_named (void)
{
  static const struct { const char *reason, *facts, *words; } cases[] = {
    { "retired", ", \"what\": \"employee\"", "employee" },
    { "retired", ", \"what\": \"reward\"", "catalogue" },
    { "closed", ", \"what\": \"program\"", "program" },
    { "revoked", ", \"what\": \"terminal\"", "terminal" },
    { "revoked", ", \"what\": \"api_key\"", "key" },
    { "revoked", ", \"card_id\": 3", "card" },
    { "closed", ", \"what\": \"store\", \"store_id\": 3", "store" },
    { "closed", ", \"what\": \"month\", \"month\": \"2026-02\"", "2026-02" },
    { "not_over", ", \"month\": \"2026-03\"", "2026-03" },
    { "expired", ", \"what\": \"entitlement\", \"expires_on\": \"2026-03-12\"",
      "Thursday, 12 March 2026" },
    { "expired", ", \"what\": \"reservation\", \"expires_at\": \"2026-03-02T09:10:00Z\"", "held" },
    { "redeemed", ", \"what\": \"entitlement\", \"redeemed_at\": \"2020-03-02T09:10:00Z\"",
      "2 March 2020" },
    { "not_offered", ", \"starts_on\": \"2999-03-03\", \"ends_on\": \"2999-03-09\"",
      "not offered before Sunday, 3 March 2999" },
    { "not_offered", ", \"starts_on\": null, \"ends_on\": \"2026-03-01\"",
      "last day was Sunday, 1 March 2026" },
    { "member_limit", ", \"limit\": 1", "only once." },
    { "member_limit", ", \"limit\": 3", "only 3 times." },
    { "too_many_entries", ", \"limit\": 100, \"days\": 12", "12 days are possible" },
    { "bad_rows", ", \"rows\": 3", "3 rows of the file" },
    { "import_used", ", \"customer_id\": 7, \"used\": 1", "1 member of this import" },
    { "reserved", ", \"available_at\": \"2999-03-02T09:10:00Z\"", "2999" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = conflict (cases[i].reason, cases[i].facts);

      g_test_message ("%s", text);
      g_assert_nonnull (strstr (text, cases[i].words));
    }
}

static void
test_every_field_code_has_words (void)
{
  g_autofree char *contract = read_contract ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *line = strstr (contract, "Field codes: ");
  g_autofree char *codes = g_strndup (line, strcspn (line, "\n"));
  g_auto(GStrv) words = quoted_words (codes);
  g_autofree char *general =
    sentence (g_strdup ("{\"code\": \"invalid\","
                        " \"errors\": [{\"field\": \"f\", \"code\": \"?\"}]}"));

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *text = sentence (g_strdup_printf (
          "{\"code\": \"invalid\", \"errors\": [{\"field\": \"f\", \"code\": \"%s\","
          " \"multiple\": 50, \"max\": 9}]}", words[i]));

      g_test_message ("%s: %s", words[i], text);
      g_assert_cmpstr (text, !=, general);
      g_hash_table_add (seen, g_steal_pointer (&text));
    }

  /* A member that nobody knows and one of another type are the same to a person. */
  g_assert_cmpuint (g_hash_table_size (seen), ==, g_strv_length (words) - 1);
}

static void
test_points_and_voids_tell_their_facts (void)
{
  static const struct { const char *problem, *words; } cases[] = {
    { "{\"code\": \"below_minimum\", \"minimum\": 50}", "50 points" },
    { "{\"code\": \"void_window_closed\", \"closed_at\": \"2026-03-02T09:15:00Z\","
      " \"allowed_to\": \"manager\"}", "A manager can still" },
    { "{\"code\": \"void_window_closed\", \"closed_at\": \"2999-03-02T09:15:00Z\","
      " \"allowed_to\": \"employee\"}", "Only who booked this entry, until 2 March 2999" },
    { "{\"code\": \"void_window_closed\", \"closed_at\": \"2020-03-02T09:15:00Z\","
      " \"allowed_to\": null}", "could be undone until 2 March 2020" },
    { "{\"code\": \"invalid\", \"errors\": [{\"field\": \"approver_id\", \"code\": \"required\","
      " \"maximum\": 1500}]}", "Above 1,500 a second person" },
    { "{\"code\": \"invalid\", \"errors\": [{\"field\": \"points\", \"code\": \"not_a_multiple\","
      " \"multiple\": 25}]}", "multiple of 25" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sentence (g_strdup (cases[i].problem));

      g_test_message ("%s", text);
      g_assert_nonnull (strstr (text, cases[i].words));
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/every-reason", test_every_reason_has_words);
  g_test_add_func ("/words/what-it-is-about", test_what_it_is_about_is_named);
  g_test_add_func ("/words/every-field-code", test_every_field_code_has_words);
  g_test_add_func ("/words/points-and-voids", test_points_and_voids_tell_their_facts);

  return g_test_run ();
}
