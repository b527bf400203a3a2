/* stempel-pg-job-round.c: the jobs that are due, of all merchants, without blocking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who takes them has them until the round is over or the connection ends: others find nothing to
 * do. Each chunk is a transaction of its own, so a round can end between any two.
 */

#include "config.h"

#include "stempel-pg-job-round.h"

/* How long whoever books just now is given before a job comes back for what it had to leave. */
#define BUSY_MS 50
/* A chunk is small; whoever takes this long has lost its database. */
#define CHUNK_MS 20000

typedef struct
{
  StempelPgPool       *pool;        /* (owned) */
  StempelPgConnection *connection;  /* (owned) (nullable): while there is something to do */
  StempelPgJobsReport  report;
  gpointer             report_data;
  JsonNode            *due;         /* (owned) (nullable) */
  guint                at;          /* which of them it is about */
  char                *place;       /* (owned): where its next chunk begins, as JSON */
} Round;

static void
round_free (Round *round)
{
  g_object_unref (round->pool);
  g_clear_pointer (&round->due, json_node_unref);
  g_free (round->place);
  g_free (round);
}

static void
ask (GTask *task, const char *sql, const char *const *values, GAsyncReadyCallback callback)
{
  Round *round = g_task_get_task_data (task);

  stempel_pg_connection_query_async (round->connection, STEMPEL_PG_QUERY_WRITE, sql, values,
                                     g_get_monotonic_time () + CHUNK_MS * 1000, NULL, callback,
                                     g_object_ref (task));
}

/* (transfer full): the one value that was asked for, or %NULL with @error, which no value lacks */
static JsonNode *
get_answer (GObject *connection, GAsyncResult *result, GError **error)
{
  g_autoptr(PGresult) rows =
    stempel_pg_connection_query_finish (STEMPEL_PG_CONNECTION (connection), result, error);

  if (rows == NULL)
    return NULL;

  return PQgetisnull (rows, 0, 0) ? json_node_new (JSON_NODE_NULL)
                                  : json_from_string (PQgetvalue (rows, 0, 0), error);
}

/* The connection may still have the jobs, so it goes as well. */
static void
give_up (GTask *task, GError *error)
{
  Round *round = g_task_get_task_data (task);

  stempel_pg_connection_close (round->connection);
  stempel_pg_pool_release (round->pool, g_steal_pointer (&round->connection));
  g_task_return_error (task, error);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) ended = get_answer (object, result, &error);

  if (ended == NULL)
    {
      give_up (task, error);
      return;
    }

  stempel_pg_pool_release (round->pool, g_steal_pointer (&round->connection));
  g_task_return_boolean (task, TRUE);
}

static void do_chunk (GTask *task);

static void
go_to_next_job (Round *round)
{
  round->at++;
  g_free (round->place);
  round->place = g_strdup ("null");
}

static JsonObject *
get_job (Round *round)
{
  return json_array_get_object_element (json_node_get_array (round->due), round->at);
}

static void
tell (Round *round, JsonNode *job)
{
  round->report (json_object_get_int_member (get_job (round), "merchant_id"), job,
                 round->report_data);
}

static void
failure_remembered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) job = get_answer (object, result, &error);

  if (job == NULL)
    {
      give_up (task, error);
      return;
    }

  tell (round, job);
  go_to_next_job (round);
  do_chunk (task);
}

/* What one merchant's job met is remembered with it, and does not keep the others from running. */
static void
remember_failure (GTask *task, const GError *failure)
{
  Round *round = g_task_get_task_data (task);
  JsonObject *job = get_job (round);
  g_autofree char *merchant =
    g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (job, "merchant_id"));
  const char *values[] =
    { merchant, json_object_get_string_member (job, "name"), failure->message, NULL };

  ask (task, "select service.fail_job ($1::bigint, $2, $3)", values, failure_remembered_cb);
}

static gboolean
go_on_cb (gpointer user_data)
{
  do_chunk (G_TASK (user_data));

  return G_SOURCE_REMOVE;
}

static void
chunk_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Round *round = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = get_answer (object, result, &error);
  JsonObject *members;
  JsonNode *place;

  if (reply == NULL)
    {
      if (stempel_pg_connection_is_open (round->connection))
        remember_failure (task, error);
      else
        give_up (task, g_steal_pointer (&error));
      return;
    }

  members = json_node_get_object (reply);
  place = json_object_get_member (members, "place");
  tell (round, json_object_get_member (members, "job"));
  g_free (round->place);
  round->place = json_to_string (place, FALSE);
  if (JSON_NODE_HOLDS_NULL (place))
    go_to_next_job (round);

  if (json_object_get_boolean_member (members, "again"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, BUSY_MS, go_on_cb, g_object_ref (task),
                        g_object_unref);
  else
    do_chunk (task);
}

static void
do_chunk (GTask *task)
{
  Round *round = g_task_get_task_data (task);
  g_autofree char *merchant = NULL;
  const char *values[] = { NULL, NULL, round->place, NULL };

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) ||
      round->at >= json_array_get_length (json_node_get_array (round->due)))
    {
      const char *none[] = { NULL };

      ask (task, "select service.end_jobs ()", none, ended_cb);
      return;
    }

  merchant = g_strdup_printf ("%" G_GINT64_FORMAT,
                              json_object_get_int_member (get_job (round), "merchant_id"));
  values[0] = merchant;
  values[1] = json_object_get_string_member (get_job (round), "name");
  ask (task, "select service.run_job ($1::bigint, $2, nullif ($3, 'null')::jsonb)", values,
       chunk_done_cb);
}

static void
taken_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Round *round = g_task_get_task_data (task);
  GError *error = NULL;

  round->due = get_answer (object, result, &error);
  if (round->due == NULL)
    {
      give_up (task, error);
    }
  else if (JSON_NODE_HOLDS_NULL (round->due))
    {
      stempel_pg_pool_release (round->pool, g_steal_pointer (&round->connection));
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      do_chunk (task);
    }
}

static void
acquired_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Round *round = g_task_get_task_data (task);
  const char *none[] = { NULL };
  GError *error = NULL;

  round->connection = stempel_pg_pool_acquire_finish (round->pool, result, &error);
  if (round->connection == NULL)
    g_task_return_error (task, error);
  else
    ask (task, "select service.take_jobs ()", none, taken_cb);
}

/**
 * stempel_pg_job_round_async:
 * @pool: where a connection comes from; its role must be a member of `stempel_jobs`
 * @report: called for each chunk and at the end of each job
 * @report_data: for @report
 * @cancellable: (nullable): ends the round after the chunk that is under way
 * @callback: called at its end
 * @user_data: for @callback
 *
 * Does all jobs that are due, unless another connection is at it: then there is nothing to do. A
 * job that fails is reported as failed, and the others go on.
 */
void
stempel_pg_job_round_async (StempelPgPool       *pool,
                            StempelPgJobsReport  report,
                            gpointer             report_data,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Round *round = g_new0 (Round, 1);

  round->pool = g_object_ref (pool);
  round->report = report;
  round->report_data = report_data;
  round->place = g_strdup ("null");
  g_task_set_source_tag (task, stempel_pg_job_round_async);
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  /* What was done is done: the caller hears of it. */
  g_task_set_check_cancellable (task, FALSE);

  stempel_pg_pool_acquire_async (pool, cancellable, acquired_cb, g_object_ref (task));
}

/**
 * stempel_pg_job_round_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the database was there to the end
 */
gboolean
stempel_pg_job_round_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_pg_job_round_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
