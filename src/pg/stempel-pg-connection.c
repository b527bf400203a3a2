/* stempel-pg-connection.c: one connection to PostgreSQL on the main loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib-unix.h>

#include "stempel-pg-connection.h"

/* How long the server may take to end a query that nobody waits for any more. */
#define DRAIN_SECONDS 5

/* A connection is open or closed. While it is open it is idle, or it runs a query somebody waits
 * for (`task`), or it drains one that was given up; and a cancel may be under way in a thread. */
struct _StempelPgConnection
{
  GObject       parent_instance;

  PGconn       *handle;            /* (owned) (nullable): NULL when closed */
  GMainContext *context;           /* (owned) */
  GSource      *socket_source;     /* (owned) (nullable) */
  GIOCondition  watched;           /* by it */
  GSource      *deadline_source;   /* (owned) (nullable) */
  GSource      *cancelled_source;  /* (owned) (nullable) */

  GTask        *task;              /* (owned) (nullable) */
  PGresult     *result;            /* (owned) (nullable) */
  GHashTable   *statements;        /* (owned): SQL → name, of those that the server has prepared */
  char         *preparing;         /* (owned) (nullable): the SQL that it is asked to prepare */
  gboolean      busy;
  gint64        sent_at;           /* of the query under way */
  gboolean      cancelling;
  gboolean      retired;
};

G_DEFINE_FINAL_TYPE (StempelPgConnection, stempel_pg_connection, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
stempel_pg_connection_dispose (GObject *object)
{
  StempelPgConnection *self = STEMPEL_PG_CONNECTION (object);

  stempel_pg_connection_close (self);

  G_OBJECT_CLASS (stempel_pg_connection_parent_class)->dispose (object);
}

static void
stempel_pg_connection_finalize (GObject *object)
{
  StempelPgConnection *self = STEMPEL_PG_CONNECTION (object);

  g_hash_table_unref (self->statements);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (stempel_pg_connection_parent_class)->finalize (object);
}

static void
stempel_pg_connection_class_init (StempelPgConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stempel_pg_connection_dispose;
  object_class->finalize = stempel_pg_connection_finalize;

  /**
   * StempelPgConnection::changed:
   *
   * It became idle, or it was closed.
   */
  signals[CHANGED] = g_signal_new ("changed", STEMPEL_TYPE_PG_CONNECTION, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stempel_pg_connection_init (StempelPgConnection *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
return_error (StempelPgConnection *self, GError *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  clear_source (&self->deadline_source);
  clear_source (&self->cancelled_source);
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/**
 * stempel_pg_connection_close:
 * @self: a connection
 *
 * A query under way ends with %STEMPEL_PG_REASON_CONNECTION.
 */
void
stempel_pg_connection_close (StempelPgConnection *self)
{
  g_return_if_fail (STEMPEL_IS_PG_CONNECTION (self));

  if (self->handle == NULL)
    return;

  clear_source (&self->socket_source);
  g_clear_pointer (&self->result, PQclear);
  g_clear_pointer (&self->preparing, g_free);
  g_clear_pointer (&self->handle, PQfinish);
  self->busy = FALSE;
  return_error (self,
                stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION, "the connection was closed"));
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * stempel_pg_connection_is_open:
 * @self: a connection
 *
 * Returns: whether it is open, as far as known
 */
gboolean
stempel_pg_connection_is_open (StempelPgConnection *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CONNECTION (self), FALSE);

  return self->handle != NULL;
}

/**
 * stempel_pg_connection_is_idle:
 * @self: a connection
 *
 * A cancel that is still under way could hit the next query, so until it returned there is none.
 *
 * Returns: whether it can take a query
 */
gboolean
stempel_pg_connection_is_idle (StempelPgConnection *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CONNECTION (self), FALSE);

  return self->handle != NULL && !self->busy && !self->cancelling && !self->retired &&
         PQtransactionStatus (self->handle) == PQTRANS_IDLE;
}

static void
emit_when_idle (StempelPgConnection *self)
{
  if (self->handle == NULL || self->busy || self->cancelling)
    return;

  /* A connection in any other state than idle must never be used again. */
  if (stempel_pg_connection_is_idle (self))
    g_signal_emit (self, signals[CHANGED], 0);
  else
    stempel_pg_connection_close (self);
}

static gboolean
is_success (PGresult *result)
{
  return PQresultStatus (result) == PGRES_TUPLES_OK || PQresultStatus (result) == PGRES_COMMAND_OK;
}

/* Names are given in turn, and one that could not be used is given again. */
static char *
make_name (StempelPgConnection *self)
{
  return g_strdup_printf ("s%u", g_hash_table_size (self->statements));
}

/* Settles what this connection can be used for before whoever waits for the answer goes on. */
static void
end_query (StempelPgConnection *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);
  g_autoptr(PGresult) result = g_steal_pointer (&self->result);

  clear_source (&self->deadline_source);
  clear_source (&self->cancelled_source);
  self->busy = FALSE;
  if (PQstatus (self->handle) == CONNECTION_BAD)
    stempel_pg_connection_close (self);
  else
    emit_when_idle (self);

  if (task == NULL)
    return;

  if (result != NULL && is_success (result))
    g_task_return_pointer (task, g_steal_pointer (&result), (GDestroyNotify) PQclear);
  else
    g_task_return_error (task, stempel_pg_error_new_for_result (result));
}

/* Returns whether it is no answer, but says that the statement is prepared. */
static gboolean
is_prepared (StempelPgConnection *self, PGresult *result)
{
  g_autofree char *sql = g_steal_pointer (&self->preparing);

  if (sql == NULL || PQresultStatus (result) != PGRES_COMMAND_OK)
    return FALSE;

  return g_hash_table_insert (self->statements, g_steal_pointer (&sql), make_name (self));
}

/* Keeps the first error, or the last result. */
static void
keep_result (StempelPgConnection *self, PGresult *result)
{
  if (self->result != NULL && !is_success (self->result))
    {
      PQclear (result);
      return;
    }

  g_clear_pointer (&self->result, PQclear);
  self->result = result;
}

/* An answer counts once the server has said that all of it is done. */
static void
forget_answer (StempelPgConnection *self)
{
  if (self->result != NULL && is_success (self->result))
    g_clear_pointer (&self->result, PQclear);
}

/* Returns whether more follows. */
static gboolean
take_result (StempelPgConnection *self, PGresult *result)
{
  gboolean together = PQpipelineStatus (self->handle) != PQ_PIPELINE_OFF;

  if (result == NULL && together && PQstatus (self->handle) == CONNECTION_BAD)
    forget_answer (self);
  if (result == NULL)
    return together && PQstatus (self->handle) == CONNECTION_OK;

  if (PQresultStatus (result) == PGRES_PIPELINE_SYNC)
    {
      PQclear (result);
      PQexitPipelineMode (self->handle);
      return FALSE;
    }

  if (is_prepared (self, result))
    PQclear (result);
  else
    keep_result (self, result);

  return TRUE;
}

static void
read_results (StempelPgConnection *self)
{
  while (self->busy && !PQisBusy (self->handle))
    {
      if (!take_result (self, PQgetResult (self->handle)))
        end_query (self);
    }
}

static gboolean socket_ready_cb (int fd, GIOCondition condition, gpointer user_data);

static void
watch_socket (StempelPgConnection *self, GIOCondition condition)
{
  if (self->socket_source != NULL && self->watched == condition)
    return;

  clear_source (&self->socket_source);
  self->watched = condition;
  self->socket_source = g_unix_fd_source_new (PQsocket (self->handle), condition);
  g_source_set_callback (self->socket_source, G_SOURCE_FUNC (socket_ready_cb), self, NULL);
  /* GLib takes descriptors of others out of its poll while it runs them. */
  g_source_set_can_recurse (self->socket_source, TRUE);
  g_source_attach (self->socket_source, self->context);
}

/* Sends what is left to send; then only answers are waited for. */
static void
flush (StempelPgConnection *self)
{
  int left = PQflush (self->handle);

  if (left < 0)
    stempel_pg_connection_close (self);
  else
    watch_socket (self, left > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

static void
take_input (StempelPgConnection *self)
{
  gboolean alive = PQconsumeInput (self->handle) == 1;

  /* What came before the line broke may hold the answer. */
  if (self->busy)
    read_results (self);
  else
    PQisBusy (self->handle);

  if (self->handle != NULL && !self->busy && (!alive || PQstatus (self->handle) == CONNECTION_BAD))
    stempel_pg_connection_close (self);
}

static gboolean
socket_ready_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr(StempelPgConnection) self = g_object_ref (user_data);

  if (condition & ~G_IO_OUT)
    take_input (self);

  if (self->handle != NULL && (condition & G_IO_OUT))
    flush (self);

  return G_SOURCE_CONTINUE;
}

/**
 * stempel_pg_connection_probe:
 * @self: a connection
 *
 * Reads what has already arrived, and so learns that the server has gone.
 */
void
stempel_pg_connection_probe (StempelPgConnection *self)
{
  g_return_if_fail (STEMPEL_IS_PG_CONNECTION (self));

  if (self->handle != NULL)
    take_input (self);
}

/**
 * stempel_pg_connection_retire:
 * @self: a connection
 *
 * Closes it, after the answer of the query that is under way. It takes no other.
 */
void
stempel_pg_connection_retire (StempelPgConnection *self)
{
  g_return_if_fail (STEMPEL_IS_PG_CONNECTION (self));

  self->retired = TRUE;
  emit_when_idle (self);
}

/**
 * stempel_pg_connection_get_sent_at:
 * @self: a connection
 *
 * Returns: the monotonic time at which the query under way was sent, or 0 where there is none
 */
gint64
stempel_pg_connection_get_sent_at (StempelPgConnection *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CONNECTION (self), 0);

  return self->handle != NULL && self->busy ? self->sent_at : 0;
}

/**
 * stempel_pg_connection_has_server:
 * @self: a connection
 * @other: another
 *
 * Returns: whether both are open and go to the same of several hosts
 */
gboolean
stempel_pg_connection_has_server (StempelPgConnection *self, StempelPgConnection *other)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CONNECTION (self), FALSE);

  return self->handle != NULL && other->handle != NULL &&
         g_strcmp0 (PQhost (self->handle), PQhost (other->handle)) == 0 &&
         g_strcmp0 (PQport (self->handle), PQport (other->handle)) == 0;
}

static void
cancel_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char message[256];

  /* When it does not reach the server the query ends by itself or the connection is given up. */
  PQcancel (data, message, sizeof message);
  g_task_return_boolean (task, TRUE);
}

static void
cancel_returned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelPgConnection *self = STEMPEL_PG_CONNECTION (object);

  self->cancelling = FALSE;
  emit_when_idle (self);
}

static gboolean
drain_deadline_cb (gpointer user_data)
{
  g_autoptr(StempelPgConnection) self = g_object_ref (user_data);

  stempel_pg_connection_close (self);

  return G_SOURCE_REMOVE;
}

static void
set_deadline (StempelPgConnection *self, gint64 deadline, GSourceFunc callback)
{
  clear_source (&self->deadline_source);
  self->deadline_source = g_timeout_source_new (0);
  g_source_set_ready_time (self->deadline_source, deadline);
  g_source_set_callback (self->deadline_source, callback, self, NULL);
  g_source_attach (self->deadline_source, self->context);
}

/* The caller is answered at once; the connection is free again when the server has let go. */
static void
give_up (StempelPgConnection *self, GError *error)
{
  g_autoptr(GTask) cancel = g_task_new (self, NULL, cancel_returned_cb, NULL);

  g_task_set_source_tag (cancel, give_up);
  g_task_set_task_data (cancel, PQgetCancel (self->handle), (GDestroyNotify) PQfreeCancel);
  self->cancelling = TRUE;
  g_task_run_in_thread (cancel, cancel_thread);

  return_error (self, error);
  set_deadline (self, g_get_monotonic_time () + DRAIN_SECONDS * G_USEC_PER_SEC, drain_deadline_cb);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr(StempelPgConnection) self = g_object_ref (user_data);

  give_up (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the query was cancelled"));

  return G_SOURCE_REMOVE;
}

static gboolean
read_deadline_cb (gpointer user_data)
{
  g_autoptr(StempelPgConnection) self = g_object_ref (user_data);

  give_up (self, stempel_pg_error_new (STEMPEL_PG_REASON_TIMEOUT, "no answer in time"));

  return G_SOURCE_REMOVE;
}

static gboolean
write_deadline_cb (gpointer user_data)
{
  g_autoptr(StempelPgConnection) self = g_object_ref (user_data);

  return_error (self, stempel_pg_error_new (STEMPEL_PG_REASON_TIMEOUT, "no answer in time"));
  stempel_pg_connection_close (self);

  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (StempelPgConnection *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;

  self->cancelled_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancelled_source, self->context);
}

/* What the server has not prepared yet is prepared and run in one go: planning a call takes it
 * about a tenth of what a booking does. */
static gboolean
send_query (StempelPgConnection *self, const char *sql, const char * const *values)
{
  int n_values = (int) g_strv_length ((char **) values);
  const char *known = g_hash_table_lookup (self->statements, sql);
  g_autofree char *name = NULL;

  if (known != NULL)
    return PQsendQueryPrepared (self->handle, known, n_values, values, NULL, NULL, 0) == 1;

  name = make_name (self);
  self->preparing = g_strdup (sql);

  return PQenterPipelineMode (self->handle) == 1 &&
         PQsendPrepare (self->handle, name, sql, 0, NULL) == 1 &&
         PQsendQueryPrepared (self->handle, name, n_values, values, NULL, NULL, 0) == 1 &&
         PQpipelineSync (self->handle) == 1;
}

/**
 * stempel_pg_connection_query_async:
 * @self: a connection that is idle
 * @flags: whether it reads or writes
 * @sql: one statement; it is prepared, so values belong into @values
 * @values: texts for its parameters, ended by %NULL
 * @deadline: the monotonic time in microseconds until which an answer is waited for
 * @cancellable: (nullable): stops a read, in the server too; not looked at for a write
 * @callback: called with the result or the error
 * @user_data: for @callback
 */
void
stempel_pg_connection_query_async (StempelPgConnection *self,
                                   StempelPgQueryFlags  flags,
                                   const char          *sql,
                                   const char * const  *values,
                                   gint64               deadline,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  gboolean reads = flags == STEMPEL_PG_QUERY_READ;

  g_return_if_fail (STEMPEL_IS_PG_CONNECTION (self));
  g_return_if_fail (self->task == NULL && !self->busy && !self->cancelling);

  self->task = g_task_new (self, reads ? cancellable : NULL, callback, user_data);
  g_task_set_source_tag (self->task, stempel_pg_connection_query_async);

  /* It may have been closed since the caller was told that it is idle. */
  if (self->handle == NULL)
    {
      return_error (self,
                    stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION, "the connection was lost"));
      return;
    }

  if (!send_query (self, sql, values))
    {
      stempel_pg_connection_close (self);
      return;
    }

  self->busy = TRUE;
  self->sent_at = g_get_monotonic_time ();
  set_deadline (self, deadline, reads ? read_deadline_cb : write_deadline_cb);
  watch_cancellable (self, reads ? cancellable : NULL);
  flush (self);
}

/**
 * stempel_pg_connection_query_finish:
 * @self: a connection
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the result, free with PQclear(), or %NULL on error
 */
PGresult *
stempel_pg_connection_query_finish (StempelPgConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_pg_connection_new:
 * @handle: (transfer full): an open connection
 *
 * Returns: (transfer full): an idle connection that belongs to the main context of the caller
 */
StempelPgConnection *
stempel_pg_connection_new (PGconn *handle)
{
  StempelPgConnection *self = g_object_new (STEMPEL_TYPE_PG_CONNECTION, NULL);

  self->handle = handle;
  PQsetnonblocking (handle, TRUE);
  watch_socket (self, G_IO_IN);

  return self;
}
