/* stempel-pg-sync.c: blocking PostgreSQL, for threads, stempelctl and tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-conninfo.h"
#include "stempel-pg-sync.h"

#define MAX_PARAMETERS 8

static void
ignore_notice (void *user_data, const PGresult *result)
{
}

static PGconn *
start_connection (const char *conninfo)
{
  /* `dbname` is expanded first, what follows wins over it. An absent keyword ends the list. */
  const char *keywords[] = {
    "dbname", "client_encoding", "fallback_application_name", "tcp_user_timeout",
    stempel_pg_conninfo_needs_sslmode (conninfo) ? "sslmode" : NULL, NULL
  };
  const char *values[] = { conninfo, "UTF8", "stempel", "15000", "verify-full", NULL };

  return PQconnectStartParams (keywords, values, TRUE);
}

static gboolean
wait_for_socket (PGconn *connection, gboolean reading, gint64 deadline)
{
  gint64 left = deadline - g_get_monotonic_time ();
  GPollFD poll_fd = {
    .fd = PQsocket (connection),
    .events = reading ? G_IO_IN : G_IO_OUT,
  };

  return left > 0 && g_poll (&poll_fd, 1, left / 1000 + 1) > 0;
}

/**
 * stempel_pg_sync_open:
 * @conninfo: a libpq connection string
 * @seconds: how long it may take
 * @error: return location for an %STEMPEL_ERROR
 *
 * Connects and waits for it; looking up names may block longer. Call it in a thread.
 *
 * Returns: (transfer full): a connection, or %NULL on error
 */
PGconn *
stempel_pg_sync_open (const char *conninfo, guint seconds, GError **error)
{
  g_autoptr(PGconn) connection = NULL;
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;

  g_return_val_if_fail (conninfo != NULL, NULL);

  connection = start_connection (conninfo);
  /* So that a refusal can be told by its code and not by its text. */
  PQsetErrorVerbosity (connection, PQERRORS_SQLSTATE);
  PQsetNoticeReceiver (connection, ignore_notice, NULL);
  if (PQstatus (connection) == CONNECTION_BAD)
    status = PGRES_POLLING_FAILED;

  while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED)
    {
      if (!wait_for_socket (connection, status == PGRES_POLLING_READING, deadline))
        {
          g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION,
                                                          "no answer in %u s", seconds));
          return NULL;
        }
      status = PQconnectPoll (connection);
    }

  if (status == PGRES_POLLING_FAILED)
    {
      g_propagate_error (error, stempel_pg_error_new_for_connection (connection));
      return NULL;
    }

  PQsetErrorVerbosity (connection, PQERRORS_DEFAULT);

  return g_steal_pointer (&connection);
}

static gboolean
check_result (PGresult *result, GError **error)
{
  if (PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK)
    return TRUE;

  g_propagate_error (error, stempel_pg_error_new_for_result (result));

  return FALSE;
}

/**
 * stempel_pg_sync_execute:
 * @connection: a connection
 * @sql: one or more statements
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: whether all of them were executed
 */
gboolean
stempel_pg_sync_execute (PGconn *connection, const char *sql, GError **error)
{
  g_autoptr(PGresult) result = PQexec (connection, sql);

  return check_result (result, error);
}

/**
 * stempel_pg_sync_query:
 * @connection: a connection
 * @error: return location for an %STEMPEL_ERROR
 * @sql: one statement
 * @...: the texts for its parameters $1, $2 …, ended by %NULL
 *
 * Returns: (transfer full): its result, or %NULL on error
 */
PGresult *
stempel_pg_sync_query (PGconn *connection, GError **error, const char *sql, ...)
{
  g_autoptr(PGresult) result = NULL;
  const char *values[MAX_PARAMETERS];
  const char *value;
  int n_values = 0;
  va_list args;

  va_start (args, sql);
  while ((value = va_arg (args, const char *)) != NULL)
    {
      g_assert (n_values < MAX_PARAMETERS);
      values[n_values++] = value;
    }
  va_end (args);

  result = PQexecParams (connection, sql, n_values, NULL, values, NULL, NULL, 0);

  return check_result (result, error) ? g_steal_pointer (&result) : NULL;
}
