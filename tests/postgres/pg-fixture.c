/* pg-fixture.c: what the tests of src/pg share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "pg-fixture.h"
#include "stempel-pg-conninfo.h"
#include "stempel-pg-sync.h"

/* A new database in the cluster of tests/support/with-cluster; it goes with the cluster. */
char *
pg_fixture_create_database (void)
{
  static guint number = 0;
  const char *server = g_getenv ("STEMPEL_TEST_DATABASE");
  g_autofree char *name =
    g_strdup_printf ("test_%d_%u", g_random_int_range (0, G_MAXINT), ++number);
  g_autofree char *create = g_strdup_printf ("create database %s", name);
  g_autoptr(GError) error = NULL;
  char *conninfo;

  g_assert_nonnull (server);
  pg_fixture_execute (server, create);
  conninfo = stempel_pg_conninfo_with (server, "dbname", name, &error);
  g_assert_no_error (error);

  return conninfo;
}

void
pg_fixture_execute (const char *conninfo, const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGconn) connection =
    stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, &error);

  g_assert_no_error (error);
  stempel_pg_sync_execute (connection, sql, &error);
  g_assert_no_error (error);
}

/* The first column of the first row, as text. */
char *
pg_fixture_ask (const char *conninfo, const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PGconn) connection =
    stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, &error);
  g_autoptr(PGresult) rows = NULL;

  g_assert_no_error (error);
  rows = stempel_pg_sync_query (connection, &error, sql, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (PQntuples (rows), >, 0);

  return g_strdup (PQgetvalue (rows, 0, 0));
}

void
pg_fixture_wait (gpointer *answer)
{
  while (*answer == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
time_over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
pg_fixture_spin (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, time_over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* A GAsyncReadyCallback that keeps the result in the GAsyncResult * of user_data. */
void
pg_fixture_take_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

StempelPgConnection *
pg_fixture_open (const char *conninfo)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  StempelPgConnection *connection;

  stempel_pg_connection_open_async (conninfo, NULL, NULL, pg_fixture_take_result, &result);
  pg_fixture_wait ((gpointer *) &result);
  connection = stempel_pg_connection_open_finish (result, &error);
  g_assert_no_error (error);

  return connection;
}

PGresult *
pg_fixture_query (StempelPgConnection  *connection,
                  StempelPgQueryFlags   flags,
                  const char           *sql,
                  const char           *value,
                  guint                 milliseconds,
                  GCancellable         *cancellable,
                  GError              **error)
{
  const char *values[] = { value, NULL };
  gint64 deadline = g_get_monotonic_time () + (gint64) milliseconds * 1000;
  g_autoptr(GAsyncResult) result = NULL;

  stempel_pg_connection_query_async (connection, flags, sql, values, deadline, cancellable,
                                     pg_fixture_take_result, &result);
  pg_fixture_wait ((gpointer *) &result);

  return stempel_pg_connection_query_finish (connection, result, error);
}
