/* test-hosts.c: several servers of which one can be written to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "pg-fixture.h"
#include "stempel-error.h"
#include "stempel-pg-backend.h"
#include "stempel-pg-conninfo.h"

/* Where nobody listens. */
#define NOWHERE 1

static void
assert_split (const char *conninfo, const char *expected)
{
  g_auto(GStrv) split = stempel_pg_conninfo_split (conninfo);
  g_autofree char *joined = g_strjoinv (" | ", split);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_split (void)
{
  assert_split ("host=a user=x", "host=a user=x");
  assert_split ("user=x", "user=x");
  assert_split ("host=a,b user=x", "user='x' host='a' | user='x' host='b'");
  assert_split ("host=a,b port=1,2", "host='a' port='1' | host='b' port='2'");
  assert_split ("host=a,b port=7", "host='a' port='7' | host='b' port='7'");
  assert_split ("postgresql://x@a:1,b:2/shop",
                "user='x' dbname='shop' host='a' port='1' | user='x' dbname='shop' host='b' "
                "port='2'");
  assert_split ("hostaddr=::1,127.0.0.1 host=a,b",
                "host='a' hostaddr='::1' | host='b' hostaddr='127.0.0.1'");
  /* libpq will say that these do not fit each other. */
  assert_split ("host=a,b port=1,2,3", "host=a,b port=1,2,3");
  assert_split ("host=a,b hostaddr=::1,::1,::1", "host=a,b hostaddr=::1,::1,::1");
}

static char *
with_host_before (const char *conninfo, guint16 port)
{
  g_autofree char *host = stempel_pg_conninfo_get (conninfo, "host");
  g_autofree char *hosts = g_strdup_printf ("127.0.0.1,%s", host);
  g_autofree char *ports = g_strdup_printf ("%u,5432", port);
  g_autofree char *with_hosts = stempel_pg_conninfo_with (conninfo, "host", hosts, NULL);

  return stempel_pg_conninfo_with (with_hosts, "port", ports, NULL);
}

static gint64
take_milliseconds_to_open (const char *conninfo)
{
  gint64 began = g_get_monotonic_time ();
  StempelPgConnection *connection = pg_fixture_open (conninfo);

  g_object_unref (connection);

  return (g_get_monotonic_time () - began) / 1000;
}

static void
test_host_that_is_gone (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  g_autofree char *hosts = with_host_before (conninfo, NOWHERE);

  g_assert_cmpint (take_milliseconds_to_open (hosts), <, 1500);
}

/* It takes the connection, as the kernel of a frozen server does, and says nothing. */
static void
test_host_that_is_silent (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  g_autoptr(GSocketListener) silent = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (silent, NULL, NULL);
  g_autofree char *hosts = with_host_before (conninfo, port);
  g_autofree char *patient = g_strconcat (hosts, " connect_timeout=4", NULL);
  gint64 taken = take_milliseconds_to_open (hosts);

  g_assert_cmpint (taken, >=, 2000);
  g_assert_cmpint (taken, <, 3500);

  taken = take_milliseconds_to_open (patient);
  g_assert_cmpint (taken, >=, 4000);
  g_assert_cmpint (taken, <, 5500);
}

static void
set_read_only (const char *conninfo, const char *value)
{
  g_autofree char *any = g_strconcat (conninfo, " target_session_attrs=any", NULL);
  g_autofree char *sql = g_strconcat ("alter system set default_transaction_read_only = ", value,
                                      NULL);

  pg_fixture_execute (any, sql);
  pg_fixture_execute (any, "select pg_reload_conf ()");
  pg_fixture_spin (200);
}

static void
save_store (StempelBackend *backend, GAsyncResult **result)
{
  g_autoptr(JsonNode) node = json_from_string ("{}", NULL);

  stempel_backend_call_async (backend, STEMPEL_OPERATION_STORE_SAVE, node, "key", NULL,
                              pg_fixture_take_result, result);
}

/* What a server does that has been told to hand over: lines stay, and take no writes. */
static void
test_read_only_server_is_left (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  g_autoptr(StempelPgBackend) backend = stempel_pg_backend_new (conninfo);
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(JsonNode) saved = NULL;
  g_autoptr(JsonNode) saved_later = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = NULL;

  pg_fixture_execute (conninfo,
    "create schema api; create table written (pid int);"
    "create function api.store_save(request jsonb) returns jsonb language sql as $$"
    " insert into written values (pg_backend_pid()); select '{}'::jsonb $$");
  save_store (STEMPEL_BACKEND (backend), &first);
  pg_fixture_wait ((gpointer *) &first);
  saved = stempel_backend_call_finish (STEMPEL_BACKEND (backend), first, &error);
  g_assert_no_error (error);

  set_read_only (conninfo, "on");
  save_store (STEMPEL_BACKEND (backend), &second);
  pg_fixture_spin (1000);
  g_assert_null (second);
  g_assert_cmpint (stempel_backend_get_state (STEMPEL_BACKEND (backend)), ==,
                   STEMPEL_BACKEND_STATE_RECONNECTING);

  set_read_only (conninfo, "off");
  pg_fixture_wait ((gpointer *) &second);
  saved_later = stempel_backend_call_finish (STEMPEL_BACKEND (backend), second, &error);
  g_assert_no_error (error);
  lines = pg_fixture_ask (conninfo, "select count(distinct pid) from written");
  g_assert_cmpstr (lines, ==, "2");
  stempel_backend_close (STEMPEL_BACKEND (backend));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hosts/split", test_split);
  g_test_add_func ("/hosts/gone", test_host_that_is_gone);
  g_test_add_func ("/hosts/silent", test_host_that_is_silent);
  g_test_add_func ("/hosts/read-only", test_read_only_server_is_left);

  return g_test_run ();
}
