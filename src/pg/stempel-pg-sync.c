/* stempel-pg-sync.c: blocking PostgreSQL, for threads, stempelctl and tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-conninfo.h"
#include "stempel-pg-sync.h"

#define MAX_PARAMETERS 8
#define HOST_SECONDS 2

static void
ignore_notice (void *user_data, const PGresult *result)
{
}

/* Of what libpq looks at, what @conninfo does not say; what the environment says counts as well. */
static const char *
default_attributes (void)
{
  return g_getenv ("PGTARGETSESSIONATTRS") == NULL ? "read-write" : "";
}

static PGconn *
start_connection (const char *conninfo, const char *attributes)
{
  gboolean needs_sslmode = stempel_pg_conninfo_needs_sslmode (conninfo);
  /* `dbname` is expanded where it stands, what follows wins over it. An absent keyword ends the
   * list. What is behind a dead line is given up in a quarter of a minute. */
  const char *keywords[] = {
    "target_session_attrs", "tcp_user_timeout", "keepalives_idle", "keepalives_interval",
    "keepalives_count", "dbname", "client_encoding", "fallback_application_name",
    "target_session_attrs", "sslmode", NULL
  };
  const char *values[] = {
    default_attributes (), "15000", "5", "5", "2", conninfo, "UTF8", "stempel", attributes,
    needs_sslmode ? "verify-full" : NULL, NULL
  };

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

static GError *
new_no_answer_error (void)
{
  return stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION, "no answer in time");
}

static PGconn *
open_host (const char *conninfo, const char *attributes, gint64 deadline, GError **error)
{
  g_autoptr(PGconn) connection = start_connection (conninfo, attributes);
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;

  /* So that a refusal can be told by its code and not by its text. */
  PQsetErrorVerbosity (connection, PQERRORS_SQLSTATE);
  PQsetNoticeReceiver (connection, ignore_notice, NULL);
  if (PQstatus (connection) == CONNECTION_BAD)
    status = PGRES_POLLING_FAILED;

  while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED)
    {
      if (!wait_for_socket (connection, status == PGRES_POLLING_READING, deadline))
        {
          g_propagate_error (error, new_no_answer_error ());
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

/* The first that takes us. One that refuses, such as a password, speaks for all. */
static PGconn *
open_first (GStrv hosts, const char *attributes, gint64 host_usec, gint64 deadline, GError **error)
{
  g_autoptr(GError) failed = new_no_answer_error ();

  for (guint i = 0; hosts[i] != NULL; i++)
    {
      gint64 now = g_get_monotonic_time ();
      PGconn *connection;

      if (now >= deadline)
        break;

      g_clear_error (&failed);
      connection = open_host (hosts[i], attributes, MIN (now + host_usec, deadline), &failed);
      if (connection != NULL)
        return connection;

      if (!stempel_pg_error_has_reason (failed, STEMPEL_PG_REASON_CONNECTION))
        break;
    }

  g_propagate_error (error, g_steal_pointer (&failed));

  return NULL;
}

/* How long one of several hosts may keep the others waiting. */
static gint64
get_host_usec (const char *conninfo, guint n_hosts, guint seconds)
{
  g_autofree char *text = stempel_pg_conninfo_get (conninfo, "connect_timeout");
  gint64 chosen = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  if (chosen <= 0)
    chosen = n_hosts > 1 ? HOST_SECONDS : seconds;

  return chosen * G_USEC_PER_SEC;
}

/**
 * stempel_pg_sync_open:
 * @conninfo: a libpq connection string; with several hosts the first that takes us
 * @seconds: how long it may take
 * @error: return location for an %STEMPEL_ERROR
 *
 * Connects and waits for it; looking up names may block longer. Call it in a thread. Where
 * @conninfo does not say `target_session_attrs`, it is a server that can be written to. Each of
 * several hosts has its `connect_timeout`, or 2 s.
 *
 * Returns: (transfer full): a connection, or %NULL on error
 */
PGconn *
stempel_pg_sync_open (const char *conninfo, guint seconds, GError **error)
{
  g_auto(GStrv) hosts = NULL;
  g_autofree char *attributes = NULL;
  PGconn *connection = NULL;
  gint64 host_usec, deadline;

  g_return_val_if_fail (conninfo != NULL, NULL);

  hosts = stempel_pg_conninfo_split (conninfo);
  attributes = stempel_pg_conninfo_get (conninfo, "target_session_attrs");
  host_usec = get_host_usec (conninfo, g_strv_length (hosts), seconds);
  deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  /* All hosts are asked for a standby before any of them may be something else. */
  if (g_strcmp0 (attributes, "prefer-standby") == 0)
    {
      connection = open_first (hosts, "standby", host_usec, deadline, NULL); /* tried again below */
      g_free (attributes);
      attributes = g_strdup ("any");
    }

  return connection != NULL ? connection
                            : open_first (hosts, attributes, host_usec, deadline, error);
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
