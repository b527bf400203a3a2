/* test-http-origin.c: where a request comes from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-http-origin.h"

static void
assert_origin (const char *peer, const char *forwarded, const char *wanted)
{
  const char *const known[] = { "127.0.0.1", "::1", "10.0.0.0/8", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) proxies = stempel_http_origin_parse_proxies (known, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = stempel_http_origin_find (proxies, peer, forwarded);
  g_assert_cmpstr (found, ==, wanted);
}

static void
test_believes_proxies (void)
{
  assert_origin ("127.0.0.1", NULL, "127.0.0.1");
  assert_origin ("127.0.0.1", "", "127.0.0.1");
  assert_origin ("127.0.0.1", "192.0.2.7", "192.0.2.7");
  assert_origin (NULL, "192.0.2.7", "192.0.2.7");
  assert_origin (NULL, NULL, NULL);
  assert_origin ("::1", "2001:db8::7", "2001:db8::7");
  assert_origin ("127.0.0.1", "192.0.2.7, 10.1.2.3", "192.0.2.7");
  assert_origin ("127.0.0.1", "192.0.2.7,10.1.2.3 , 10.4.4.4", "192.0.2.7");
}

static void
test_believes_nobody_else (void)
{
  assert_origin ("198.51.100.9", "192.0.2.7", "198.51.100.9");
  assert_origin ("127.0.0.1", "192.0.2.7, 198.51.100.9", "198.51.100.9");
  assert_origin ("127.0.0.1", "10.0.0.1, 192.0.2.7, 198.51.100.9, 10.1.2.3", "198.51.100.9");
  assert_origin ("127.0.0.1", "127.0.0.1, 198.51.100.9", "198.51.100.9");
}

static void
test_reads_hops (void)
{
  assert_origin ("127.0.0.1", "192.0.2.7:4711", "192.0.2.7");
  assert_origin ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7");
  assert_origin ("127.0.0.1", "[2001:db8::7]", "2001:db8::7");
  assert_origin ("::ffff:127.0.0.1", "::ffff:192.0.2.7", "192.0.2.7");
  /* What cannot be read ends it: the last one that could be is who is known. */
  assert_origin ("127.0.0.1", "192.0.2.7, unknown", "127.0.0.1");
  assert_origin ("127.0.0.1", "192.0.2.7, , 10.0.0.1", "10.0.0.1");
  assert_origin (NULL, "unknown", NULL);
  assert_origin ("127.0.0.1", "[192.0.2.7", "127.0.0.1");
}

static void
test_names_what_is_no_proxy (void)
{
  const char *const known[] = { "127.0.0.1", "10.0.0.0/99", NULL };
  g_autoptr(GError) error = NULL;

  g_assert_null (stempel_http_origin_parse_proxies (known, &error));
  g_assert_nonnull (strstr (error->message, "10.0.0.0/99"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http-origin/believes-proxies", test_believes_proxies);
  g_test_add_func ("/http-origin/believes-nobody-else", test_believes_nobody_else);
  g_test_add_func ("/http-origin/reads-hops", test_reads_hops);
  g_test_add_func ("/http-origin/names-what-is-no-proxy", test_names_what_is_no_proxy);

  return g_test_run ();
}
