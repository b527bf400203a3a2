/* test-connection.c: asynchronous queries, how they end early, and the pool
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "pg-fixture.h"
#include "stempel-backend.h"
#include "stempel-error.h"
#include "stempel-pg-pool.h"

#define LONG_MS 30000

typedef struct
{
  char                *conninfo;
  StempelPgConnection *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->conninfo = pg_fixture_create_database ();
  fixture->connection = pg_fixture_open (fixture->conninfo);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->connection != NULL)
    g_assert_finalize_object (fixture->connection);
  g_free (fixture->conninfo);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
wait_until_idle (StempelPgConnection *connection)
{
  for (guint i = 0; i < 500 && !stempel_pg_connection_is_idle (connection); i++)
    pg_fixture_spin (10);
  g_assert_true (stempel_pg_connection_is_idle (connection));
}

static void
assert_usable (StempelPgConnection *connection)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;

  wait_until_idle (connection);
  rows = pg_fixture_query (connection, STEMPEL_PG_QUERY_READ, "select 'as ' || $1", "ever", LONG_MS,
                           NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (PQgetvalue (rows, 0, 0), ==, "as ever");
}

static void
assert_nobody_sleeps (const char *conninfo)
{
  g_autofree char *sleepers = NULL;

  sleepers = pg_fixture_ask (conninfo,
    "select count(*) from pg_stat_activity"
    " where state = 'active' and pid <> pg_backend_pid() and query like '%pg_sleep%'");
  g_assert_cmpstr (sleepers, ==, "0");
}

static void
test_cancel_reaches_the_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;
  gint64 start = g_get_monotonic_time ();

  g_timeout_add (50, cancel_cb, cancellable);
  rows = pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_READ, "select pg_sleep($1)", "30",
                           LONG_MS, cancellable, &error);

  g_assert_null (rows);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  assert_usable (fixture->connection);
  assert_nobody_sleeps (fixture->conninfo);
}

static void
test_read_out_of_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;

  rows = pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_READ, "select pg_sleep($1)", "30",
                           100, NULL, &error);

  g_assert_null (rows);
  g_assert_true (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_TIMEOUT));
  assert_usable (fixture->connection);
  assert_nobody_sleeps (fixture->conninfo);
}

static void
test_write_is_not_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;

  g_timeout_add (50, cancel_cb, cancellable);
  rows = pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_WRITE, "select pg_sleep($1)",
                           "0.3", LONG_MS, cancellable, &error);

  g_assert_no_error (error);
  g_assert_nonnull (rows);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
}

static void
test_write_out_of_time_gives_up_the_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;

  rows = pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_WRITE, "select pg_sleep($1)", "1",
                           100, NULL, &error);

  g_assert_null (rows);
  g_assert_true (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_TIMEOUT));
  g_assert_false (stempel_pg_connection_is_open (fixture->connection));
}

static void
test_error_leaves_it_usable (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;

  rows = pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_READ, "select 1 / $1::integer",
                           "0", LONG_MS, NULL, &error);

  g_assert_null (rows);
  g_assert_true (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_SERVER));
  assert_usable (fixture->connection);
}

static char *
ask_here (StempelPgConnection *connection, const char *sql, const char *value)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;

  wait_until_idle (connection);
  rows = pg_fixture_query (connection, STEMPEL_PG_QUERY_READ, sql, value, LONG_MS, NULL, &error);
  g_assert_no_error (error);

  return g_strdup (PQgetvalue (rows, 0, 0));
}

/* By each question its own statement is the third that there is, the first time and after. */
static void
test_statements_are_prepared_once (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "select 1 / $1::int", "select upper ($1)" };

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *one = ask_here (fixture->connection, texts[0], "1");
      g_autofree char *upper = ask_here (fixture->connection, texts[1], "b");
      g_autofree char *prepared =
        ask_here (fixture->connection, "select count(*) from pg_prepared_statements", NULL);

      g_assert_cmpstr (one, ==, "1");
      g_assert_cmpstr (upper, ==, "B");
      g_assert_cmpstr (prepared, ==, "3");
    }
}

/* A refusal by what was prepared leaves it there; what cannot be prepared is asked anew. */
static void
test_statements_survive_errors (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) refused = NULL;
      g_autoptr(GError) unknown = NULL;
      g_autofree char *prepared = NULL;

      g_assert_null (pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_READ,
                                       "select 1 / $1::int", "0", LONG_MS, NULL, &refused));
      wait_until_idle (fixture->connection);
      g_assert_null (pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_READ,
                                       "select no_such_function ($1::int)", "0", LONG_MS, NULL,
                                       &unknown));
      prepared = ask_here (fixture->connection, "select count(*) from pg_prepared_statements",
                           NULL);
      g_assert_cmpstr (prepared, ==, "2");
    }

  assert_usable (fixture->connection);
}

static void
test_large_values_go_both_ways (Fixture *fixture, gconstpointer data)
{
  const gsize length = 8 * 1024 * 1024;
  g_autofree char *large = g_strnfill (length, 'x');
  g_autoptr(GError) error = NULL;
  g_autoptr(PGresult) rows = NULL;

  rows = pg_fixture_query (fixture->connection, STEMPEL_PG_QUERY_READ, "select $1", large, LONG_MS,
                           NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (PQgetvalue (rows, 0, 0)), ==, length);
}

static void
terminate_all (const char *conninfo)
{
  g_autofree char *done = NULL;

  done = pg_fixture_ask (conninfo,
    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
    " where pid <> pg_backend_pid() and datname = current_database()");
}

static void
test_idle_connection_notices_its_end (Fixture *fixture, gconstpointer data)
{
  terminate_all (fixture->conninfo);
  for (guint i = 0; i < 200 && stempel_pg_connection_is_open (fixture->connection); i++)
    pg_fixture_spin (10);

  g_assert_false (stempel_pg_connection_is_open (fixture->connection));
}

#define N_USERS 20
#define N_AT_ONCE 4

static void
release_result (StempelPgPool *pool, GAsyncResult **result)
{
  StempelPgConnection *connection = stempel_pg_pool_acquire_finish (pool, *result, NULL);

  g_assert_nonnull (connection);
  stempel_pg_pool_release (pool, connection);
  g_clear_object (result);
}

static void
test_pool_is_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgPool) pool = stempel_pg_pool_new (fixture->conninfo, NULL, N_AT_ONCE);
  GAsyncResult *results[N_USERS] = { NULL, };
  g_autofree char *connections = NULL;

  for (guint i = 0; i < N_USERS; i++)
    stempel_pg_pool_acquire_async (pool, NULL, pg_fixture_take_result, &results[i]);
  for (guint i = 0; i < N_AT_ONCE; i++)
    pg_fixture_wait ((gpointer *) &results[i]);

  connections = pg_fixture_ask (fixture->conninfo,
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()");
  g_assert_cmpstr (connections, ==, "5"); /* with the one of the fixture */
  pg_fixture_spin (100);
  g_assert_null (results[N_AT_ONCE]);

  for (guint i = 0; i < N_USERS; i++)
    {
      pg_fixture_wait ((gpointer *) &results[i]);
      release_result (pool, &results[i]);
    }
  stempel_pg_pool_close (pool);
}

static StempelPgConnection *
acquire (StempelPgPool *pool, GCancellable *cancellable, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  stempel_pg_pool_acquire_async (pool, cancellable, pg_fixture_take_result, &result);
  pg_fixture_wait ((gpointer *) &result);

  return stempel_pg_pool_acquire_finish (pool, result, error);
}

static void
test_waiting_can_be_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgPool) pool = stempel_pg_pool_new (fixture->conninfo, NULL, 1);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  StempelPgConnection *only = acquire (pool, NULL, &error);
  StempelPgConnection *none;

  g_assert_no_error (error);
  g_timeout_add (50, cancel_cb, cancellable);
  none = acquire (pool, cancellable, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* It has not taken the connection of somebody else along. */
  stempel_pg_pool_release (pool, only);
  g_clear_error (&error);
  only = acquire (pool, NULL, &error);
  g_assert_no_error (error);
  stempel_pg_pool_release (pool, only);
  stempel_pg_pool_close (pool);
}

static void
remember_state_cb (GObject *pool, GParamSpec *pspec, gpointer user_data)
{
  StempelBackendState state;

  g_object_get (pool, "state", &state, NULL);
  *(guint *) user_data |= 1u << state;
}

static void
test_pool_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgPool) pool = stempel_pg_pool_new (fixture->conninfo, NULL, 2);
  g_autoptr(GError) error = NULL;
  guint states = 0;
  StempelPgConnection *connection;

  g_signal_connect (pool, "notify::state", G_CALLBACK (remember_state_cb), &states);
  connection = acquire (pool, NULL, &error);
  g_assert_no_error (error);
  stempel_pg_pool_release (pool, connection);
  g_assert_cmpuint (states, ==,
                    1u << STEMPEL_BACKEND_STATE_CONNECTING | 1u << STEMPEL_BACKEND_STATE_ONLINE);

  /* Without anybody asking: the window must not go on saying that it is offline. */
  states = 0;
  terminate_all (fixture->conninfo);
  for (guint i = 0; i < 500 && (states & 1u << STEMPEL_BACKEND_STATE_ONLINE) == 0; i++)
    pg_fixture_spin (10);
  g_assert_cmpuint (states, ==,
                    1u << STEMPEL_BACKEND_STATE_RECONNECTING | 1u << STEMPEL_BACKEND_STATE_ONLINE);

  stempel_pg_pool_close (pool);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/connection/cancel-reaches-the-server", test_cancel_reaches_the_server);
  ADD ("/connection/read-out-of-time", test_read_out_of_time);
  ADD ("/connection/write-is-not-cancelled", test_write_is_not_cancelled);
  ADD ("/connection/write-out-of-time", test_write_out_of_time_gives_up_the_connection);
  ADD ("/connection/error-leaves-it-usable", test_error_leaves_it_usable);
  ADD ("/connection/statements-are-prepared-once", test_statements_are_prepared_once);
  ADD ("/connection/statements-survive-errors", test_statements_survive_errors);
  ADD ("/connection/large-values", test_large_values_go_both_ways);
  ADD ("/connection/idle-notices-its-end", test_idle_connection_notices_its_end);
  ADD ("/pool/is-bounded", test_pool_is_bounded);
  ADD ("/pool/waiting-can-be-cancelled", test_waiting_can_be_cancelled);
  ADD ("/pool/comes-back", test_pool_comes_back);

  return g_test_run ();
}
