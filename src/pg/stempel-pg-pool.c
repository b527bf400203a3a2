/* stempel-pg-pool.c: a few connections to one database, restored when they are lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-backend-enums.h"
#include "stempel-backend.h"
#include "stempel-error.h"
#include "stempel-pg-conninfo.h"
#include "stempel-pg-pool.h"

#define FIRST_PAUSE_MS 100
/* Shorter than a read waits, so that one that is asked for meanwhile sees some attempts. */
#define LONGEST_PAUSE_MS 2000
#define WATCH_MS 500
/* A server that takes longer may be slow, or it is frozen and another one has taken its place. */
#define SUSPICIOUS_MS 1500

struct _StempelPgPool
{
  GObject              parent_instance;

  char                *conninfo;     /* (owned): with a cluster the name of a role */
  StempelPgCluster    *cluster;      /* (owned) (nullable) */
  guint                size;
  gboolean             has_several_hosts;

  GPtrArray           *connections;  /* (owned): StempelPgConnection, all that are open */
  GPtrArray           *lent;         /* (owned): those of them that somebody uses */
  GQueue               waiters;      /* (owned): GTask */
  GCancellable        *closing;      /* (owned) */
  guint                opening;

  StempelBackendState  state;
  guint                pause_ms;
  gint64               retry_at;
  guint                retry_id;
  guint                watch_id;
  gboolean             looking;      /* whether another server has taken the place */
};

G_DEFINE_FINAL_TYPE (StempelPgPool, stempel_pg_pool, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_RETRY_AT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
stempel_pg_pool_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelPgPool *self = STEMPEL_PG_POOL (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, self->retry_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_pg_pool_dispose (GObject *object)
{
  stempel_pg_pool_close (STEMPEL_PG_POOL (object));

  G_OBJECT_CLASS (stempel_pg_pool_parent_class)->dispose (object);
}

static void
stempel_pg_pool_finalize (GObject *object)
{
  StempelPgPool *self = STEMPEL_PG_POOL (object);

  g_free (self->conninfo);
  g_clear_object (&self->cluster);
  g_clear_object (&self->closing);
  g_ptr_array_unref (self->connections);
  g_ptr_array_unref (self->lent);

  G_OBJECT_CLASS (stempel_pg_pool_parent_class)->finalize (object);
}

static void
stempel_pg_pool_class_init (StempelPgPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = stempel_pg_pool_get_property;
  object_class->dispose = stempel_pg_pool_dispose;
  object_class->finalize = stempel_pg_pool_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, STEMPEL_TYPE_BACKEND_STATE,
                                              STEMPEL_BACKEND_STATE_IDLE, flags);
  properties[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
stempel_pg_pool_init (StempelPgPool *self)
{
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->lent = g_ptr_array_new_with_free_func (g_object_unref);
  self->closing = g_cancellable_new ();
  self->pause_ms = FIRST_PAUSE_MS;
  g_queue_init (&self->waiters);
}

/**
 * stempel_pg_pool_new:
 * @conninfo: a libpq connection string; with @cluster the name of a role
 * @cluster: (nullable): the private cluster, which is started again when it went away
 * @size: how many connections at most
 *
 * Returns: (transfer full): a pool; nothing is connected before it is needed
 */
StempelPgPool *
stempel_pg_pool_new (const char *conninfo, StempelPgCluster *cluster, guint size)
{
  StempelPgPool *self = g_object_new (STEMPEL_TYPE_PG_POOL, NULL);
  g_auto(GStrv) hosts = cluster == NULL ? stempel_pg_conninfo_split (conninfo) : NULL;

  self->conninfo = g_strdup (conninfo);
  g_set_object (&self->cluster, cluster);
  self->size = size;
  self->has_several_hosts = hosts != NULL && g_strv_length (hosts) > 1;

  return self;
}

static void
set_state (StempelPgPool *self, StempelBackendState state)
{
  if (self->state == state || self->state == STEMPEL_BACKEND_STATE_CLOSED)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_retry_at (StempelPgPool *self, gint64 retry_at)
{
  if (self->retry_at == retry_at)
    return;

  self->retry_at = retry_at;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RETRY_AT]);
}

static void
fail_waiters (StempelPgPool *self, const GError *error)
{
  GTask *waiter;

  while ((waiter = g_queue_pop_head (&self->waiters)) != NULL)
    {
      g_task_return_error (waiter, g_error_copy (error));
      g_object_unref (waiter);
    }
}

static StempelPgConnection *
find_idle (StempelPgPool *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      StempelPgConnection *connection = g_ptr_array_index (self->connections, i);

      if (!g_ptr_array_find (self->lent, connection, NULL) &&
          stempel_pg_connection_is_idle (connection))
        return connection;
    }

  return NULL;
}

static void open_one (StempelPgPool *self);
static void watch_lent (StempelPgPool *self);

static StempelPgConnection *
lend (StempelPgPool *self, StempelPgConnection *connection)
{
  g_ptr_array_add (self->lent, g_object_ref (connection));
  watch_lent (self);

  return g_object_ref (connection);
}

/* Brings those who wait and the connections together, and makes connections where too few are. */
static void
serve_waiters (StempelPgPool *self)
{
  StempelPgConnection *connection;

  while (!g_queue_is_empty (&self->waiters) && (connection = find_idle (self)) != NULL)
    {
      g_autoptr(GTask) waiter = g_queue_pop_head (&self->waiters);

      if (g_task_return_error_if_cancelled (waiter))
        continue;

      g_task_return_pointer (waiter, lend (self, connection), g_object_unref);
    }

  while (self->retry_id == 0 && self->state != STEMPEL_BACKEND_STATE_CLOSED &&
         g_queue_get_length (&self->waiters) > self->opening &&
         self->connections->len + self->opening < self->size)
    open_one (self);
}

static gboolean
retry_cb (gpointer user_data)
{
  StempelPgPool *self = user_data;

  self->retry_id = 0;
  set_retry_at (self, 0);
  if (self->opening == 0)
    open_one (self);

  return G_SOURCE_REMOVE;
}

/* Many programs lose the same server at the same moment; chance keeps them from coming back at the
 * same moment. */
static void
schedule_retry (StempelPgPool *self)
{
  guint pause_ms;

  if (self->retry_id != 0)
    return;

  pause_ms = (guint) g_random_int_range ((gint32) self->pause_ms / 2, (gint32) self->pause_ms);
  self->retry_id = g_timeout_add (pause_ms, retry_cb, self);
  self->pause_ms = MIN (2 * self->pause_ms, LONGEST_PAUSE_MS);
  set_retry_at (self, g_get_monotonic_time () + pause_ms * 1000);
}

/* Each that turns out to be closed leaves the list of connections meanwhile. */
static GPtrArray *
copy_connections (StempelPgPool *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->connections->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (self->connections, i)));

  return copy;
}

static void
probe_idle (StempelPgPool *self)
{
  g_autoptr(GPtrArray) connections = copy_connections (self);

  for (guint i = 0; i < connections->len; i++)
    {
      StempelPgConnection *connection = g_ptr_array_index (connections, i);

      if (stempel_pg_connection_is_idle (connection))
        stempel_pg_connection_probe (connection);
    }
}

static void
lose_connection (StempelPgPool *self, StempelPgConnection *connection)
{
  g_signal_handlers_disconnect_by_data (connection, self);
  g_ptr_array_remove (self->connections, connection);

  /* When one is lost most often all are; a call must not find that out one by one. */
  probe_idle (self);

  if (self->connections->len == 0 && self->state == STEMPEL_BACKEND_STATE_ONLINE)
    {
      set_state (self, STEMPEL_BACKEND_STATE_RECONNECTING);
      schedule_retry (self);
    }
}

static void
connection_changed_cb (StempelPgConnection *connection, gpointer user_data)
{
  g_autoptr(StempelPgPool) self = g_object_ref (user_data);
  g_autoptr(StempelPgConnection) kept = g_object_ref (connection);

  if (!stempel_pg_connection_is_open (kept))
    lose_connection (self, kept);

  serve_waiters (self);
}

/* Waiting helps only where the line is missing, and only where there was one before. */
static void
opening_failed (StempelPgPool *self, const GError *error)
{
  gboolean line_missing = stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_CONNECTION);
  gboolean reconnecting = self->state == STEMPEL_BACKEND_STATE_RECONNECTING;

  g_info ("no connection: %s", error->message);

  if (!line_missing || (!reconnecting && self->connections->len == 0))
    fail_waiters (self, error);

  if (self->connections->len > 0)
    return;

  /* A refusal, such as of the password, is not to be repeated without being asked. */
  if (reconnecting &&
      (line_missing || stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_CLUSTER)))
    schedule_retry (self);
  else
    set_state (self, STEMPEL_BACKEND_STATE_IDLE);
}

static void
take_connection (StempelPgPool *self, StempelPgConnection *connection)
{
  self->pause_ms = FIRST_PAUSE_MS;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  set_retry_at (self, 0);
  g_ptr_array_add (self->connections, connection);
  g_signal_connect (connection, "changed", G_CALLBACK (connection_changed_cb), self);
  set_state (self, STEMPEL_BACKEND_STATE_ONLINE);
  serve_waiters (self);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelPgPool) self = user_data;
  g_autoptr(GError) error = NULL;
  StempelPgConnection *connection = stempel_pg_connection_open_finish (result, &error);

  self->opening--;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (connection == NULL)
    {
      opening_failed (self, error);
      return;
    }

  take_connection (self, connection);
}

static void
open_one (StempelPgPool *self)
{
  self->opening++;
  if (self->state == STEMPEL_BACKEND_STATE_IDLE)
    set_state (self, STEMPEL_BACKEND_STATE_CONNECTING);

  stempel_pg_connection_open_async (self->conninfo, self->cluster, self->closing,
                                    opened_cb, g_object_ref (self));
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelPgPool) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(StempelPgConnection) newest = stempel_pg_connection_open_finish (result, &error);
  g_autoptr(GPtrArray) connections = copy_connections (self);

  self->looking = FALSE;
  /* As long as nobody answers one looks again. */
  if (newest == NULL || self->state == STEMPEL_BACKEND_STATE_CLOSED)
    return;

  for (guint i = 0; i < connections->len; i++)
    {
      if (!stempel_pg_connection_has_server (g_ptr_array_index (connections, i), newest))
        stempel_pg_connection_close (g_ptr_array_index (connections, i));
    }
  if (self->connections->len + self->opening < self->size)
    take_connection (self, g_steal_pointer (&newest));
}

static gboolean
is_suspicious (StempelPgPool *self)
{
  gint64 long_ago = g_get_monotonic_time () - SUSPICIOUS_MS * 1000;

  for (guint i = 0; i < self->lent->len; i++)
    {
      gint64 sent_at = stempel_pg_connection_get_sent_at (g_ptr_array_index (self->lent, i));

      if (sent_at != 0 && sent_at < long_ago)
        return TRUE;
    }

  return FALSE;
}

static gboolean
watch_cb (gpointer user_data)
{
  StempelPgPool *self = user_data;

  if (self->lent->len == 0)
    {
      self->watch_id = 0;
      return G_SOURCE_REMOVE;
    }

  if (!self->looking && is_suspicious (self))
    {
      self->looking = TRUE;
      stempel_pg_connection_open_async (self->conninfo, NULL, self->closing, looked_cb,
                                        g_object_ref (self));
    }

  return G_SOURCE_CONTINUE;
}

/* A frozen server keeps its lines open and never answers. One looks where a new line would go:
 * where that is another server, what waits for the frozen one is told so, and asks again there. */
static void
watch_lent (StempelPgPool *self)
{
  if (self->has_several_hosts && self->watch_id == 0)
    self->watch_id = g_timeout_add (WATCH_MS, watch_cb, self);
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr(GTask) waiter = g_object_ref (user_data);
  StempelPgPool *self = g_task_get_source_object (waiter);

  if (g_queue_remove (&self->waiters, waiter))
    {
      g_object_unref (waiter);
      g_task_return_error_if_cancelled (waiter);
    }

  return G_SOURCE_REMOVE;
}

static void
destroy_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

/* The task owns the source, the source borrows the task: it ends with it. */
static void
watch_waiter (GTask *waiter)
{
  GCancellable *cancellable = g_task_get_cancellable (waiter);
  GSource *source;

  if (cancellable == NULL)
    return;

  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (waiter_cancelled_cb), waiter, NULL);
  g_source_attach (source, g_task_get_context (waiter));
  g_task_set_task_data (waiter, source, destroy_source);
}

static GError *
new_closed_error (void)
{
  return stempel_pg_error_new (STEMPEL_PG_REASON_CLOSED, "the backend was closed");
}

/**
 * stempel_pg_pool_take:
 * @self: a pool
 *
 * For who would be given one at once, and saves going round the main loop for it.
 *
 * Returns: (transfer full) (nullable): a connection to give back with stempel_pg_pool_release(), or
 *   %NULL where one has to wait for it
 */
StempelPgConnection *
stempel_pg_pool_take (StempelPgPool *self)
{
  StempelPgConnection *connection;

  g_return_val_if_fail (STEMPEL_IS_PG_POOL (self), NULL);

  connection = g_queue_is_empty (&self->waiters) ? find_idle (self) : NULL;

  return connection != NULL ? lend (self, connection) : NULL;
}

/**
 * stempel_pg_pool_acquire_async:
 * @self: a pool
 * @cancellable: (nullable): ends the wait
 * @callback: called when a connection is free
 * @user_data: for @callback
 *
 * While a lost line is being restored this waits; who cannot wait for ever cancels it. Before the
 * first connection was made, and when the server refuses, it fails at once.
 */
void
stempel_pg_pool_acquire_async (StempelPgPool       *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (STEMPEL_IS_PG_POOL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_pg_pool_acquire_async);

  if (self->state == STEMPEL_BACKEND_STATE_CLOSED)
    {
      g_task_return_error (task, new_closed_error ());
      return;
    }

  watch_waiter (task);
  g_queue_push_tail (&self->waiters, g_object_ref (task));
  serve_waiters (self);
}

/**
 * stempel_pg_pool_acquire_finish:
 * @self: a pool
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): a connection to give back with stempel_pg_pool_release(), or %NULL on
 *   error
 */
StempelPgConnection *
stempel_pg_pool_acquire_finish (StempelPgPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_pg_pool_release:
 * @self: a pool
 * @connection: (transfer full): a connection of it
 */
void
stempel_pg_pool_release (StempelPgPool *self, StempelPgConnection *connection)
{
  g_return_if_fail (STEMPEL_IS_PG_POOL (self));

  g_ptr_array_remove (self->lent, connection);
  g_object_unref (connection);
  serve_waiters (self);
}

/**
 * stempel_pg_pool_renew:
 * @self: a pool
 * @connection: the connection whose server takes no writes
 *
 * Drops all connections, those that somebody uses after the answer that is waited for. What comes
 * next gets new ones, to a server that takes writes. Does nothing where they were dropped before.
 */
void
stempel_pg_pool_renew (StempelPgPool *self, StempelPgConnection *connection)
{
  g_autoptr(GPtrArray) connections = NULL;

  g_return_if_fail (STEMPEL_IS_PG_POOL (self));

  if (!g_ptr_array_find (self->connections, connection, NULL))
    return;

  connections = copy_connections (self);
  for (guint i = 0; i < connections->len; i++)
    stempel_pg_connection_retire (g_ptr_array_index (connections, i));
}

/**
 * stempel_pg_pool_close:
 * @self: a pool
 *
 * Ends all connections and all waiting with %STEMPEL_PG_REASON_CLOSED.
 */
void
stempel_pg_pool_close (StempelPgPool *self)
{
  g_autoptr(GError) error = new_closed_error ();

  g_return_if_fail (STEMPEL_IS_PG_POOL (self));

  g_cancellable_cancel (self->closing);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  set_retry_at (self, 0);
  set_state (self, STEMPEL_BACKEND_STATE_CLOSED);
  while (self->connections->len > 0)
    {
      g_autoptr(StempelPgConnection) connection = NULL;

      connection = g_ptr_array_steal_index_fast (self->connections, 0);
      g_signal_handlers_disconnect_by_data (connection, self);
      stempel_pg_connection_close (connection);
    }
  fail_waiters (self, error);
}
