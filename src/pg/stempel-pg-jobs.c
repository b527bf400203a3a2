/* stempel-pg-jobs.c: the jobs of all merchants of a database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-jobs.h"
#include "stempel-pg-sync.h"

/* How long whoever books just now is given before a job comes back for what it had to leave. */
#define BUSY_MICROSECONDS (50 * 1000)

typedef struct
{
  PGconn              *connection;
  StempelPgJobsReport  report;
  gpointer             user_data;
} Run;

static void
tell (Run *run, const char *merchant, JsonNode *job)
{
  run->report (g_ascii_strtoll (merchant, NULL, 10), job, run->user_data);
}

/* Each is a transaction of its own. (transfer full): {job, place, again} */
static JsonNode *
do_chunk (Run *run, const char *merchant, const char *name, JsonNode *place, GError **error)
{
  g_autofree char *text = json_to_string (place, FALSE);
  g_autoptr(PGresult) result = NULL;

  result = stempel_pg_sync_query (run->connection, error,
    "select private.run_job ($1::bigint, $2, nullif ($3, 'null')::jsonb)",
    merchant, name, text, NULL);

  return result != NULL ? json_from_string (PQgetvalue (result, 0, 0), error) : NULL;
}

static gboolean
run_job (Run *run, const char *merchant, const char *name, GError **error)
{
  g_autoptr(JsonNode) place = json_node_new (JSON_NODE_NULL);

  do
    {
      g_autoptr(JsonNode) reply = do_chunk (run, merchant, name, place, error);
      JsonObject *members;

      if (reply == NULL)
        return FALSE;

      members = json_node_get_object (reply);
      tell (run, merchant, json_object_get_member (members, "job"));
      if (json_object_get_boolean_member (members, "again"))
        g_usleep (BUSY_MICROSECONDS);

      json_node_unref (place);
      place = json_object_dup_member (members, "place");
    }
  while (!JSON_NODE_HOLDS_NULL (place));

  return TRUE;
}

/* What one merchant's job met is remembered with it, and does not keep the others from running. */
static gboolean
remember_failure (Run *run, const char *merchant, const char *name, const GError *failure,
                  GError **error)
{
  g_autoptr(PGresult) result = NULL;
  g_autoptr(JsonNode) job = NULL;

  if (PQstatus (run->connection) != CONNECTION_OK)
    {
      g_propagate_error (error, g_error_copy (failure));
      return FALSE;
    }

  result = stempel_pg_sync_query (run->connection, error,
                                  "select private.fail_job ($1::bigint, $2, $3)",
                                  merchant, name, failure->message, NULL);
  if (result == NULL)
    return FALSE;

  job = json_from_string (PQgetvalue (result, 0, 0), error);
  if (job == NULL)
    return FALSE;

  tell (run, merchant, job);

  return TRUE;
}

static gboolean
run_all (Run *run, const char *name, GError **error)
{
  g_autoptr(PGresult) jobs = NULL;

  jobs = stempel_pg_sync_query (run->connection, error,
    "select merchant_id, name from private.jobs_to_run (nullif ($1, ''))",
    name != NULL ? name : "", NULL);
  if (jobs == NULL ||
      !stempel_pg_sync_execute (run->connection, "set role stempel_owner", error))
    return FALSE;

  for (int i = 0; i < PQntuples (jobs); i++)
    {
      const char *merchant = PQgetvalue (jobs, i, 0);
      const char *job = PQgetvalue (jobs, i, 1);
      g_autoptr(GError) failure = NULL;

      if (!run_job (run, merchant, job, &failure) &&
          !remember_failure (run, merchant, job, failure, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * stempel_pg_jobs_run:
 * @conninfo: a connection string of a superuser
 * @name: (nullable): the job, %NULL for all of them
 * @report: (scope call): called for each chunk and at the end of each job
 * @user_data: for @report
 * @error: return location for an %STEMPEL_ERROR
 *
 * Runs the jobs of all merchants to their end, chunk by chunk. Any number of processes can do so at
 * once, and be killed: what is left is found by the next run. A job that fails is reported as
 * failed, and the others go on. Blocks.
 *
 * Returns: %FALSE when there is no such job or the connection was lost
 */
gboolean
stempel_pg_jobs_run (const char           *conninfo,
                     const char           *name,
                     StempelPgJobsReport   report,
                     gpointer              user_data,
                     GError              **error)
{
  g_autoptr(PGconn) connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);
  Run run = { connection, report, user_data };

  return connection != NULL && run_all (&run, name, error);
}
