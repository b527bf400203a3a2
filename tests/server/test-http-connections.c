/* test-http-connections.c: how many connections there may be, and how long
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <sys/socket.h>
#include <unistd.h>

#include "stempel-http-connections.h"

#define SHARE 2
#define REQUEST_MS 100
#define LEAVING_MS 1000

static const char *const proxies[] = { "2001:db8:0:7::1", "198.51.100.0/24", NULL };

typedef struct
{
  StempelHttpConnections *connections;
  GPtrArray              *there;
  int                     sockets[2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  StempelHttpLimits limits = {
    .connections = 100, .connections_per_address = SHARE, .request_ms = 10000, .idle_ms = 10000,
    .answer_ms = 10000, .proxies = proxies,
  };

  fixture->connections = stempel_http_connections_new (&limits);
  fixture->there = g_ptr_array_new_with_free_func (
    (GDestroyNotify) stempel_http_connection_remove);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fixture->sockets), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->there);
  stempel_http_connections_free (fixture->connections);
  close (fixture->sockets[0]);
  close (fixture->sockets[1]);
}

static gboolean
comes_in (Fixture *fixture, const char *address)
{
  StempelHttpConnection *connection =
    stempel_http_connections_add (fixture->connections, fixture->sockets[0], address);

  if (connection == NULL)
    return FALSE;

  g_assert_cmpstr (stempel_http_connection_get_address (connection), ==, address);
  g_ptr_array_add (fixture->there, connection);

  return TRUE;
}

static void
test_each_ipv4_address_has_its_share (Fixture *fixture, gconstpointer data)
{
  g_assert_true (comes_in (fixture, "192.0.2.1"));
  g_assert_true (comes_in (fixture, "192.0.2.1"));
  g_assert_false (comes_in (fixture, "192.0.2.1"));
  g_assert_true (comes_in (fixture, "192.0.2.2"));
  g_assert_cmpuint (stempel_http_connections_get_count (fixture->connections), ==, 3);
}

static void
test_an_ipv6_network_has_one_share (Fixture *fixture, gconstpointer data)
{
  g_assert_true (comes_in (fixture, "2001:db8:0:1::1"));
  g_assert_true (comes_in (fixture, "2001:db8:0:1:ffff:ffff:ffff:ffff"));
  g_assert_false (comes_in (fixture, "2001:db8:0:1::2"));
  g_assert_true (comes_in (fixture, "2001:db8:0:2::1"));
}

static void
test_who_goes_gives_the_share_back (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < SHARE; i++)
    g_assert_true (comes_in (fixture, "192.0.2.1"));
  g_ptr_array_remove_index (fixture->there, 0);
  g_assert_true (comes_in (fixture, "192.0.2.1"));
  g_assert_false (comes_in (fixture, "192.0.2.1"));
}

static void
test_proxies_and_unix_sockets_are_not_counted (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3 * SHARE; i++)
    {
      g_assert_true (comes_in (fixture, proxies[0]));
      g_assert_true (comes_in (fixture, "198.51.100.7"));
      g_assert_true (comes_in (fixture, NULL));
    }
}

static StempelHttpConnection *
come_in (Fixture *fixture, guint request_ms)
{
  const StempelHttpLimits limits = {
    .connections = 100, .request_ms = request_ms, .idle_ms = 60000, .answer_ms = 60000,
  };

  stempel_http_connections_set_limits (fixture->connections, &limits);
  g_assert_true (comes_in (fixture, NULL));

  return g_ptr_array_index (fixture->there, 0);
}

static void
send_byte (Fixture *fixture)
{
  g_assert_cmpint (send (fixture->sockets[1], "G", 1, 0), ==, 1);
}

/* As the one who reads requests does it. */
static void
read_byte (Fixture *fixture)
{
  char byte;

  stempel_http_connections_look (fixture->connections);
  g_assert_cmpint (recv (fixture->sockets[0], &byte, 1, 0), ==, 1);
}

static guint
count_timed_out (Fixture *fixture, guint wait_ms)
{
  gint64 end = g_get_monotonic_time () + wait_ms * 1000;
  StempelHttpCounts counts;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  stempel_http_connections_get_counts (fixture->connections, &counts);

  return (guint) counts.timed_out;
}

static void
test_a_request_has_its_time (Fixture *fixture, gconstpointer data)
{
  come_in (fixture, REQUEST_MS);
  stempel_http_connections_look (fixture->connections);
  g_assert_cmpuint (count_timed_out (fixture, 3 * REQUEST_MS), ==, 0);

  for (guint i = 0; i < 3; i++)
    {
      send_byte (fixture);
      read_byte (fixture);
      g_assert_cmpuint (count_timed_out (fixture, REQUEST_MS / 4), ==, 0);
    }
  g_assert_cmpuint (count_timed_out (fixture, REQUEST_MS), ==, 1);
}

static void
test_who_rests_has_more (Fixture *fixture, gconstpointer data)
{
  StempelHttpConnection *connection = come_in (fixture, REQUEST_MS);

  send_byte (fixture);
  read_byte (fixture);
  stempel_http_connection_serve (connection);
  stempel_http_connection_answer (connection);
  stempel_http_connection_rest (connection);
  stempel_http_connections_look (fixture->connections);
  g_assert_cmpuint (count_timed_out (fixture, 3 * REQUEST_MS), ==, 0);
}

static void
test_what_comes_while_it_is_served_begins_the_next (Fixture *fixture, gconstpointer data)
{
  StempelHttpConnection *connection = come_in (fixture, REQUEST_MS);

  send_byte (fixture);
  read_byte (fixture);
  stempel_http_connection_serve (connection);
  send_byte (fixture);
  read_byte (fixture);
  stempel_http_connection_answer (connection);
  g_assert_cmpuint (count_timed_out (fixture, 3 * REQUEST_MS), ==, 0);
  stempel_http_connection_rest (connection);
  g_assert_cmpuint (count_timed_out (fixture, 3 * REQUEST_MS), ==, 1);
}

static void
test_who_has_left_goes_after_the_answer (Fixture *fixture, gconstpointer data)
{
  StempelHttpConnection *connection = come_in (fixture, 60000);

  send_byte (fixture);
  read_byte (fixture);
  stempel_http_connection_serve (connection);
  g_assert_cmpint (shutdown (fixture->sockets[1], SHUT_WR), ==, 0);
  stempel_http_connections_look (fixture->connections);
  stempel_http_connection_answer (connection);
  g_assert_cmpuint (count_timed_out (fixture, LEAVING_MS + REQUEST_MS), ==, 0);
  stempel_http_connection_rest (connection);
  g_assert_cmpuint (count_timed_out (fixture, LEAVING_MS + REQUEST_MS), ==, 1);
}

#define add_test(name, function) \
  g_test_add ("/http-connections/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_test ("each-ipv4-address-has-its-share", test_each_ipv4_address_has_its_share);
  add_test ("an-ipv6-network-has-one-share", test_an_ipv6_network_has_one_share);
  add_test ("who-goes-gives-the-share-back", test_who_goes_gives_the_share_back);
  add_test ("proxies-and-unix-sockets-are-not-counted",
            test_proxies_and_unix_sockets_are_not_counted);
  add_test ("a-request-has-its-time", test_a_request_has_its_time);
  add_test ("who-rests-has-more", test_who_rests_has_more);
  add_test ("what-comes-while-it-is-served-begins-the-next",
            test_what_comes_while_it_is_served_begins_the_next);
  add_test ("who-has-left-goes-after-the-answer", test_who_has_left_goes_after_the_answer);

  return g_test_run ();
}
