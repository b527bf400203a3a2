/* stempel-pg-ask.c: one question to a database, in bounded time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For what a server wants to know for itself; operations have stempel_pg_call_async().
 */

#include "config.h"

#include "stempel-pg-ask.h"

typedef struct
{
  StempelPgPool       *pool;       /* (owned) */
  StempelPgConnection *connection; /* (owned) (nullable): while it is asked */
  GCancellable        *waiting;    /* (owned) */
  StempelPgQueryFlags  flags;
  char                *sql;        /* (owned) */
  char                *value;      /* (owned) (nullable) */
  guint                timer_id;
  gint64               deadline;
} Question;

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->timer_id, g_source_remove);
  g_object_unref (question->pool);
  g_object_unref (question->waiting);
  g_free (question->sql);
  g_free (question->value);
  g_free (question);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr(PGresult) rows = NULL;
  GError *error = NULL;

  rows = stempel_pg_connection_query_finish (STEMPEL_PG_CONNECTION (object), result, &error);
  stempel_pg_pool_release (question->pool, g_steal_pointer (&question->connection));
  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (PQgetvalue (rows, 0, 0)), g_free);
}

static void
acquired_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  const char *values[] = { question->value, NULL };
  g_autoptr(GError) error = NULL;

  g_clear_handle_id (&question->timer_id, g_source_remove);
  question->connection = stempel_pg_pool_acquire_finish (question->pool, result, &error);
  if (question->connection == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_task_return_error (task, stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION,
                                                         "no connection in time"));
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  stempel_pg_connection_query_async (question->connection, question->flags, question->sql, values,
                                     question->deadline, NULL, asked_cb, g_object_ref (task));
}

static gboolean
time_up_cb (gpointer user_data)
{
  Question *question = user_data;

  question->timer_id = 0;
  g_cancellable_cancel (question->waiting);

  return G_SOURCE_REMOVE;
}

/**
 * stempel_pg_ask_async:
 * @pool: where connections come from
 * @flags: how it may end before its answer is there
 * @sql: a statement that answers with one row of one column
 * @value: (nullable): its parameter
 * @timeout_ms: how long it may take, waiting for a connection included
 * @callback: called with the answer or the error
 * @user_data: for @callback
 */
void
stempel_pg_ask_async (StempelPgPool       *pool,
                      StempelPgQueryFlags  flags,
                      const char          *sql,
                      const char          *value,
                      guint                timeout_ms,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->pool = g_object_ref (pool);
  question->waiting = g_cancellable_new ();
  question->flags = flags;
  question->sql = g_strdup (sql);
  question->value = g_strdup (value);
  question->deadline = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  question->timer_id = g_timeout_add (timeout_ms, time_up_cb, question);
  g_task_set_source_tag (task, stempel_pg_ask_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);

  stempel_pg_pool_acquire_async (pool, question->waiting, acquired_cb, g_object_ref (task));
}

/**
 * stempel_pg_ask_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): what the database answered, or %NULL on error
 */
char *
stempel_pg_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_pg_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
