/* stempel-pg-call.c: one call of an operation, with its retries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-error.h"
#include "stempel-json.h"
#include "stempel-pg-call.h"
#include "stempel-wipe.h"

#define SHORTEST_PAUSE_MS 20
#define LONGEST_PAUSE_MS 150

#define PROBLEM_PREFIX "{\"problem\": "

/* How often a call may be sent again when nobody knows what became of it. */
typedef enum
{
  RETRY_NEVER, /* an attempt counts, such as that of a PIN */
  RETRY_ONCE,  /* it only reads */
  RETRY_UNTIL_DEADLINE, /* it has a key, so it is done once however often it is sent */
} Retry;

typedef struct
{
  StempelPgPool       *pool;        /* (owned) */
  StempelPgConnection *connection;  /* (owned) (nullable): while a query is under way */
  const char          *sql;
  char                *request;     /* (owned) */
  char                *envelope;    /* (owned) */
  Retry                retry;
  guint                attempts;
  gint64               deadline;
  GCancellable        *waiting;     /* (owned) (nullable): ends the wait for a connection */
  GSource             *timer;       /* (owned) (nullable) */
  GSource             *cancelled;   /* (owned) (nullable) */
  gboolean             timed_out;
} Call;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
call_free (Call *call)
{
  g_clear_object (&call->pool);
  stempel_wipe_text (call->request);
  stempel_wipe_text (call->envelope);
  g_clear_object (&call->waiting);
  clear_source (&call->timer);
  clear_source (&call->cancelled);
  g_free (call);
}

static Retry
choose_retry (const StempelOperationInfo *info)
{
  if (info->writes)
    return RETRY_UNTIL_DEADLINE;

  switch (info->rate_class)
    {
    case STEMPEL_RATE_CLASS_READ:
    case STEMPEL_RATE_CLASS_SEARCH:
    case STEMPEL_RATE_CLASS_HEAVY:
      return RETRY_ONCE;

    case STEMPEL_RATE_CLASS_WRITE:
    case STEMPEL_RATE_CLASS_BOOKING:
    case STEMPEL_RATE_CLASS_PIN:
    case STEMPEL_RATE_CLASS_SIGN_IN:
      return RETRY_NEVER;
    }

  g_assert_not_reached ();
}

static gboolean
may_retry (Call *call, const GError *error)
{
  if (g_get_monotonic_time () >= call->deadline)
    return FALSE;

  /* The transaction was rolled back whole, whatever it was. */
  if (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_BUSY) ||
      stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_READ_ONLY))
    return TRUE;

  if (!stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_CONNECTION))
    return FALSE;

  return call->retry == RETRY_UNTIL_DEADLINE ||
         (call->retry == RETRY_ONCE && call->attempts < 2);
}

static void attempt (GTask *task);

static gboolean
pause_over_cb (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  Call *call = g_task_get_task_data (task);

  clear_source (&call->timer);
  attempt (task);

  return G_SOURCE_REMOVE;
}

static void
set_timer (GTask *task, gint64 when, GSourceFunc callback)
{
  Call *call = g_task_get_task_data (task);

  clear_source (&call->timer);
  call->timer = g_timeout_source_new (0);
  g_source_set_ready_time (call->timer, when);
  g_source_set_callback (call->timer, callback, g_object_ref (task), g_object_unref);
  g_source_attach (call->timer, g_task_get_context (task));
}

/* A short pause of random length, so that two who met do not meet again. */
static void
attempt_later (GTask *task)
{
  gint64 pause_ms = g_random_int_range (SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);

  set_timer (task, g_get_monotonic_time () + pause_ms * 1000, pause_over_cb);
}

static void
finish_with_error (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  clear_source (&call->timer);
  clear_source (&call->cancelled);

  /* The reasons inside say what to do next; out of time is what the caller must know. */
  if (call->timed_out && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      error = stempel_pg_error_new (STEMPEL_PG_REASON_TIMEOUT, "no connection in time");
    }

  g_task_return_error (task, error);
}

static void
fail_or_retry (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  if (!may_retry (call, error))
    {
      finish_with_error (task, error);
      return;
    }

  g_info ("trying again: %s", error->message);
  g_error_free (error);
  attempt_later (task);
}

/* A refusal that had to be remembered comes as a reply, because raising would undo it. jsonb is
 * written in one way only, so it is known by how it begins. */
static GError *
refusal_in_reply (const char *reply)
{
  g_autoptr(JsonNode) node = NULL;
  JsonNode *problem;

  if (!g_str_has_prefix (reply, PROBLEM_PREFIX))
    return NULL;

  node = json_from_string (reply, NULL);
  problem = json_object_get_member (json_node_get_object (node), "problem");
  if (problem == NULL || !JSON_NODE_HOLDS_OBJECT (problem))
    return NULL;

  return stempel_error_new_for_problem (json_node_get_object (problem), "refused");
}

/* Some tell a token or a code. */
static void
forget_reply (gpointer data)
{
  PGresult *result = data;

  explicit_bzero (PQgetvalue (result, 0, 0), (gsize) PQgetlength (result, 0, 0));
  PQclear (result);
}

static void
finish_with_reply (GTask *task, PGresult *result)
{
  Call *call = g_task_get_task_data (task);
  const char *reply = PQntuples (result) == 1 ? PQgetvalue (result, 0, 0) : "";
  GError *error;

  clear_source (&call->timer);
  clear_source (&call->cancelled);

  if (*reply != '{')
    {
      g_message ("the reply to “%s” is not a JSON object", call->sql);
      PQclear (result);
      g_task_return_error (task,
                           stempel_pg_error_new (STEMPEL_PG_REASON_SERVER, "this is no reply"));
      return;
    }

  error = refusal_in_reply (reply);
  if (error == NULL)
    {
      g_task_return_pointer (task, g_bytes_new_with_free_func (
                               reply, (gsize) PQgetlength (result, 0, 0),
                               forget_reply, result),
                             (GDestroyNotify) g_bytes_unref);
      return;
    }

  PQclear (result);
  g_task_return_error (task, error);
}

static void
queried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  PGresult *rows;
  GError *error = NULL;

  rows = stempel_pg_connection_query_finish (STEMPEL_PG_CONNECTION (object), result, &error);
  if (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_READ_ONLY))
    stempel_pg_pool_renew (call->pool, call->connection);
  stempel_pg_pool_release (call->pool, g_steal_pointer (&call->connection));

  if (rows != NULL)
    finish_with_reply (task, rows);
  else
    fail_or_retry (task, error);
}

static void
send_call (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  const char *values[] = { call->request, call->envelope, NULL };

  call->attempts++;
  stempel_pg_connection_query_async (call->connection,
                                     call->retry == RETRY_UNTIL_DEADLINE
                                       ? STEMPEL_PG_QUERY_WRITE
                                       : STEMPEL_PG_QUERY_READ,
                                     call->sql, values, call->deadline,
                                     g_task_get_cancellable (task), queried_cb,
                                     g_object_ref (task));
}

static void
acquired_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  clear_source (&call->timer);
  call->connection = stempel_pg_pool_acquire_finish (call->pool, result, &error);
  if (call->connection != NULL)
    send_call (task);
  /* Nothing was sent yet, and the pool has waited where waiting helps. */
  else if (call->attempts == 0)
    finish_with_error (task, error);
  else
    fail_or_retry (task, error);
}

/* Most calls wait for no connection. */
static GCancellable *
get_waiting (Call *call)
{
  if (call->waiting == NULL)
    call->waiting = g_cancellable_new ();

  return call->waiting;
}

static gboolean
wait_over_cb (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  Call *call = g_task_get_task_data (task);

  call->timed_out = TRUE;
  g_cancellable_cancel (get_waiting (call));

  return G_SOURCE_REMOVE;
}

static void
attempt (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  if (!g_cancellable_is_cancelled (call->waiting))
    call->connection = stempel_pg_pool_take (call->pool);
  if (call->connection != NULL)
    {
      send_call (task);
      return;
    }

  set_timer (task, call->deadline, wait_over_cb);
  stempel_pg_pool_acquire_async (call->pool, get_waiting (call), acquired_cb,
                                 g_object_ref (task));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Call *call = g_task_get_task_data (G_TASK (user_data));

  g_cancellable_cancel (get_waiting (call));

  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (GTask *task, Call *call)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;

  call->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (call->cancelled, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task),
                         g_object_unref);
  g_source_attach (call->cancelled, g_task_get_context (task));
}

static const char *
get_sql (StempelOperation operation)
{
  static char *statements[STEMPEL_N_OPERATIONS];

  if (g_once_init_enter (&statements[operation]))
    g_once_init_leave (&statements[operation],
                       g_strdup_printf ("select api.%s ($1::jsonb || $2::jsonb)",
                                        stempel_operation_get_info (operation)->name));

  return statements[operation];
}

/**
 * stempel_pg_call_bytes_async:
 * @pool: where connections come from
 * @operation: what to call
 * @request: (transfer full): its request, a JSON object; PostgreSQL refuses what is none
 * @envelope: (transfer full): what goes with every request, see docs/operations.md; counts where
 *   @request has the same member
 * @timeout_ms: how long all attempts together may take
 * @cancellable: (nullable): stops a read; not looked at for a write
 * @callback: called with the reply or the error
 * @user_data: for @callback
 *
 * For who passes on what others wrote and will read.
 */
void
stempel_pg_call_bytes_async (StempelPgPool       *pool,
                             StempelOperation     operation,
                             char                *request,
                             char                *envelope,
                             guint                timeout_ms,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  g_autoptr(GTask) task = NULL;
  Call *call = g_new0 (Call, 1);

  task = g_task_new (NULL, info->writes ? NULL : cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_pg_call_bytes_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  call->pool = g_object_ref (pool);
  call->sql = get_sql (operation);
  call->request = request;
  call->envelope = envelope;
  call->retry = choose_retry (info);
  call->deadline = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  watch_cancellable (task, call);

  attempt (task);
}

/**
 * stempel_pg_call_bytes_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the reply as PostgreSQL wrote it, a JSON object, or %NULL on error
 */
GBytes *
stempel_pg_call_bytes_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_pg_call_bytes_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
bytes_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) bytes = NULL;
  GError *error = NULL;

  bytes = stempel_pg_call_bytes_finish (result, &error);
  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, json_from_string (g_bytes_get_data (bytes, NULL), NULL),
                           (GDestroyNotify) json_node_unref);
}

/**
 * stempel_pg_call_async:
 * @pool: where connections come from
 * @operation: what to call
 * @request: its request
 * @envelope: what goes with every request, see docs/operations.md
 * @timeout_ms: how long all attempts together may take
 * @cancellable: (nullable): stops a read; not looked at for a write
 * @callback: called with the reply or the error
 * @user_data: for @callback
 */
void
stempel_pg_call_async (StempelPgPool       *pool,
                       StempelOperation     operation,
                       JsonNode            *request,
                       JsonNode            *envelope,
                       guint                timeout_ms,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  gboolean writes = stempel_operation_get_info (operation)->writes;
  GTask *task = g_task_new (NULL, writes ? NULL : cancellable, callback, user_data);

  g_task_set_source_tag (task, stempel_pg_call_async);
  stempel_pg_call_bytes_async (pool, operation, stempel_json_to_text (request),
                               stempel_json_to_text (envelope), timeout_ms, cancellable,
                               bytes_cb, task);
}

/**
 * stempel_pg_call_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the reply, a JSON object, or %NULL on error
 */
JsonNode *
stempel_pg_call_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_pg_call_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
