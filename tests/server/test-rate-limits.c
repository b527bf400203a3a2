/* test-rate-limits.c: how many requests a session and an address may make
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-rate-limits.h"
#include "stempel-wipe.h"

#define BOOKING STEMPEL_RATE_CLASS_BOOKING
#define SECOND G_USEC_PER_SEC

/* 60 a minute: one a second, ten at once. */
static StempelRateLimits *
new_limits (guint per_minute)
{
  StempelRateLimits *limits = stempel_rate_limits_new ();
  StempelRates rates;

  for (guint i = 0; i < STEMPEL_N_RATE_CLASSES; i++)
    rates.per_minute[i] = per_minute;
  stempel_rate_limits_set (limits, &rates);

  return limits;
}

static gint64
take (StempelRateLimits *limits, StempelRateClass rate_class, const char *address,
      const char *token, gint64 now)
{
  g_autofree char *session = token != NULL ? stempel_wipe_hash (token) : NULL;

  return stempel_rate_limits_take (limits, rate_class, address, session, now);
}

/* How many of @n pass. */
static guint
count_passed (StempelRateLimits *limits, const char *address, const char *token, guint n,
              gint64 now)
{
  guint passed = 0;

  for (guint i = 0; i < n; i++)
    {
      if (take (limits, BOOKING, address, token, now) == 0)
        passed++;
    }

  return passed;
}

static void
test_lets_a_burst_pass (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);

  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, 0), ==, 10);
  g_assert_cmpint (take (limits, BOOKING, NULL, "a", SECOND / 4), ==, 3 * SECOND / 4);
  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, SECOND), ==, 1);
  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, 4 * SECOND), ==, 3);
  /* What was refused cost nothing; after ten seconds the burst is whole again. */
  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, 14 * SECOND), ==, 10);
  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, 1000 * SECOND), ==, 10);
}

static void
test_counts_each_apart (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);

  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, 0), ==, 10);
  g_assert_cmpuint (count_passed (limits, NULL, "b", 100, 0), ==, 10);
  g_assert_cmpint (take (limits, STEMPEL_RATE_CLASS_READ, NULL, "a", 0), ==, 0);
  g_assert_cmpuint (count_passed (limits, NULL, NULL, 1000, 0), ==, 1000);
}

static void
test_gives_an_address_ten_times_that (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);
  guint passed = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *token = g_strdup_printf ("%u", i);

      passed += count_passed (limits, "192.0.2.7", token, 1, 0);
    }
  g_assert_cmpuint (passed, ==, 100);
  g_assert_cmpuint (count_passed (limits, "192.0.2.7", NULL, 5, 0), ==, 0);
  g_assert_cmpuint (count_passed (limits, "192.0.2.8", NULL, 500, 0), ==, 100);
  /* Whom the address kept out is not remembered: tokens cost nothing. */
  g_assert_cmpuint (stempel_rate_limits_get_size (limits), ==, 102);
}

static void
test_takes_ipv6_networks_as_one (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);
  guint passed = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8:1:1::%x", i);

      passed += count_passed (limits, address, NULL, 1, 0);
    }
  g_assert_cmpuint (passed, ==, 100);
  g_assert_cmpuint (count_passed (limits, "2001:db8:1:2::1", NULL, 500, 0), ==, 100);
  g_assert_cmpuint (stempel_rate_limits_get_size (limits), ==, 2);
}

static void
test_gives_an_address_no_more_sign_ins (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);
  guint passed = 0;

  for (guint i = 0; i < 100; i++)
    passed += take (limits, STEMPEL_RATE_CLASS_SIGN_IN, "192.0.2.7", NULL, 0) == 0;
  g_assert_cmpuint (passed, ==, 10);
}

static void
test_lets_everything_pass_without_a_rate (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (0);

  g_assert_cmpuint (count_passed (limits, "192.0.2.7", "a", 100000, 0), ==, 100000);
  g_assert_cmpuint (stempel_rate_limits_get_size (limits), ==, 0);
}

static JsonObject *
parse (char *text)
{
  g_autofree char *owned = text;
  g_autoptr(JsonNode) node = json_from_string (owned, NULL);

  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

/* Tells the others, who gave as much again meanwhile. */
static void
share_with_another (StempelRateLimits *limits, gint64 now)
{
  g_autoptr(JsonObject) taken = parse (stempel_rate_limits_begin_sharing (limits, now));
  g_autoptr(GList) keys = json_object_get_members (taken);
  g_autoptr(JsonObject) ahead = json_object_new ();

  for (GList *key = keys; key != NULL; key = key->next)
    json_object_set_int_member (ahead, key->data,
                                2 * json_object_get_int_member (taken, key->data));
  stempel_rate_limits_end_sharing (limits, ahead, now);
}

static void
test_counts_what_others_gave (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);

  g_assert_cmpuint (count_passed (limits, NULL, "a", 4, 0), ==, 4);
  share_with_another (limits, 0);
  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, 0), ==, 2);
}

static void
test_keeps_what_was_taken_while_it_told (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);
  g_autoptr(JsonObject) ahead = NULL;
  g_autoptr(GList) keys = NULL;

  count_passed (limits, NULL, "a", 4, 0);
  ahead = parse (stempel_rate_limits_begin_sharing (limits, 0));
  g_assert_cmpuint (count_passed (limits, NULL, "a", 3, 0), ==, 3);
  stempel_rate_limits_end_sharing (limits, ahead, 0);
  g_assert_cmpuint (count_passed (limits, NULL, "a", 100, 0), ==, 3);
  /* Those three are told next. */
  g_clear_pointer (&ahead, json_object_unref);
  ahead = parse (stempel_rate_limits_begin_sharing (limits, 0));
  keys = json_object_get_members (ahead);
  g_assert_cmpint (json_object_get_int_member (ahead, keys->data), ==, 6 * SECOND);
  stempel_rate_limits_end_sharing (limits, NULL, 0);
}

static void
test_tells_again_what_was_lost (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autoptr(GList) keys = NULL;

  count_passed (limits, NULL, "a", 4, 0);
  first = parse (stempel_rate_limits_begin_sharing (limits, 0));
  count_passed (limits, NULL, "a", 1, 0);
  stempel_rate_limits_end_sharing (limits, NULL, 0);
  second = parse (stempel_rate_limits_begin_sharing (limits, 0));
  keys = json_object_get_members (first);
  g_assert_cmpint (json_object_get_int_member (second, keys->data), ==, 5 * SECOND);
  stempel_rate_limits_end_sharing (limits, NULL, 0);
}

static void
test_has_nothing_to_tell_of_the_usual (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (600);

  count_passed (limits, NULL, "a", 9, 0);
  g_assert_null (stempel_rate_limits_begin_sharing (limits, 0));
  stempel_rate_limits_end_sharing (limits, NULL, 0);
  count_passed (limits, NULL, "a", 1, 0);
  g_free (stempel_rate_limits_begin_sharing (limits, 0));
  stempel_rate_limits_end_sharing (limits, NULL, 0);
}

static void
test_forgets_who_has_paid (void)
{
  g_autoptr(StempelRateLimits) limits = new_limits (60);

  for (guint i = 0; i < 200000; i++)
    {
      g_autofree char *token = g_strdup_printf ("%u", i);

      count_passed (limits, NULL, token, 1, i / 1000 * SECOND);
    }
  g_assert_cmpuint (stempel_rate_limits_get_size (limits), <=, 2000);

  /* All at once they push each other out. */
  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *token = g_strdup_printf ("again %u", i);

      count_passed (limits, NULL, token, 10, 1000 * SECOND);
    }
  g_assert_cmpuint (stempel_rate_limits_get_size (limits), <=, 65537);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rate-limits/lets-a-burst-pass", test_lets_a_burst_pass);
  g_test_add_func ("/rate-limits/counts-each-apart", test_counts_each_apart);
  g_test_add_func ("/rate-limits/gives-an-address-ten-times-that",
                   test_gives_an_address_ten_times_that);
  g_test_add_func ("/rate-limits/takes-ipv6-networks-as-one", test_takes_ipv6_networks_as_one);
  g_test_add_func ("/rate-limits/gives-an-address-no-more-sign-ins",
                   test_gives_an_address_no_more_sign_ins);
  g_test_add_func ("/rate-limits/lets-everything-pass-without-a-rate",
                   test_lets_everything_pass_without_a_rate);
  g_test_add_func ("/rate-limits/counts-what-others-gave", test_counts_what_others_gave);
  g_test_add_func ("/rate-limits/keeps-what-was-taken-while-it-told",
                   test_keeps_what_was_taken_while_it_told);
  g_test_add_func ("/rate-limits/tells-again-what-was-lost", test_tells_again_what_was_lost);
  g_test_add_func ("/rate-limits/has-nothing-to-tell-of-the-usual",
                   test_has_nothing_to_tell_of_the_usual);
  g_test_add_func ("/rate-limits/forgets-who-has-paid", test_forgets_who_has_paid);

  return g_test_run ();
}
