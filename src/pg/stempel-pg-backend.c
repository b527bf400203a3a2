/* stempel-pg-backend.c: operations by a direct connection to PostgreSQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-backend.h"
#include "stempel-pg-call.h"

#define CONNECTIONS 4
#define READ_TIMEOUT_MS 10000
#define WRITE_TIMEOUT_MS 30000

struct _StempelPgBackend
{
  GObject        parent_instance;

  StempelPgPool *pool;    /* (owned) */
  char          *session; /* (owned) (nullable) */
  guint          read_ms;
  guint          write_ms;
};

static void stempel_pg_backend_iface_init (StempelBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelPgBackend, stempel_pg_backend, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (STEMPEL_TYPE_BACKEND, stempel_pg_backend_iface_init))

enum
{
  PROP_0,
  PROP_STATE,
  PROP_RETRY_AT,
};

static void
stempel_pg_backend_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelPgBackend *self = STEMPEL_PG_BACKEND (object);

  switch (id)
    {
    case PROP_STATE:
    case PROP_RETRY_AT:
      g_object_get_property (G_OBJECT (self->pool), pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_pg_backend_dispose (GObject *object)
{
  StempelPgBackend *self = STEMPEL_PG_BACKEND (object);

  g_signal_handlers_disconnect_by_data (self->pool, self);
  stempel_pg_pool_close (self->pool);

  G_OBJECT_CLASS (stempel_pg_backend_parent_class)->dispose (object);
}

static void
stempel_pg_backend_finalize (GObject *object)
{
  StempelPgBackend *self = STEMPEL_PG_BACKEND (object);

  g_clear_object (&self->pool);
  g_free (self->session);

  G_OBJECT_CLASS (stempel_pg_backend_parent_class)->finalize (object);
}

static void
stempel_pg_backend_class_init (StempelPgBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_pg_backend_get_property;
  object_class->dispose = stempel_pg_backend_dispose;
  object_class->finalize = stempel_pg_backend_finalize;

  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");
}

static void
stempel_pg_backend_init (StempelPgBackend *self)
{
  self->read_ms = READ_TIMEOUT_MS;
  self->write_ms = WRITE_TIMEOUT_MS;
}

static void
forward_notify_cb (GObject *pool, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify (G_OBJECT (user_data), pspec->name);
}

static StempelPgBackend *
new_with_pool (StempelPgPool *pool)
{
  StempelPgBackend *self = g_object_new (STEMPEL_TYPE_PG_BACKEND, NULL);

  self->pool = pool;
  g_signal_connect (pool, "notify", G_CALLBACK (forward_notify_cb), self);

  return self;
}

/**
 * stempel_pg_backend_new:
 * @conninfo: a libpq connection string; certificates are verified where it does not say otherwise
 *
 * Returns: (transfer full): a backend; it connects with the first call
 */
StempelPgBackend *
stempel_pg_backend_new (const char *conninfo)
{
  g_return_val_if_fail (conninfo != NULL, NULL);

  return new_with_pool (stempel_pg_pool_new (conninfo, NULL, CONNECTIONS));
}

/**
 * stempel_pg_backend_new_for_cluster:
 * @cluster: the private cluster
 * @role: the PostgreSQL role to connect as
 *
 * The cluster is started with the first call, and again when it went away.
 *
 * Returns: (transfer full): a backend
 */
StempelPgBackend *
stempel_pg_backend_new_for_cluster (StempelPgCluster *cluster, const char *role)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (cluster), NULL);
  g_return_val_if_fail (role != NULL, NULL);

  return new_with_pool (stempel_pg_pool_new (role, cluster, CONNECTIONS));
}

/**
 * stempel_pg_backend_set_session:
 * @self: a backend
 * @session: (nullable): SHA-256 (hex) of a bearer token, for connections of `stempel_server`
 *
 * Goes with every later call.
 */
void
stempel_pg_backend_set_session (StempelPgBackend *self, const char *session)
{
  g_return_if_fail (STEMPEL_IS_PG_BACKEND (self));

  g_free (self->session);
  self->session = g_strdup (session);
}

/**
 * stempel_pg_backend_set_timeouts:
 * @self: a backend
 * @read_ms: how long a read may take, in milliseconds
 * @write_ms: how long a write with all its attempts may take, in milliseconds
 */
void
stempel_pg_backend_set_timeouts (StempelPgBackend *self, guint read_ms, guint write_ms)
{
  g_return_if_fail (STEMPEL_IS_PG_BACKEND (self));

  self->read_ms = read_ms;
  self->write_ms = write_ms;
}

static JsonNode *
new_envelope (StempelPgBackend *self, const char *idempotency_key)
{
  JsonNode *node = json_node_alloc ();
  JsonObject *envelope = json_object_new ();

  if (idempotency_key != NULL)
    json_object_set_string_member (envelope, "idempotency_key", idempotency_key);
  if (self->session != NULL)
    json_object_set_string_member (envelope, "session", self->session);

  json_node_init_object (node, envelope);
  json_object_unref (envelope);

  return node;
}

static void
call_call_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  JsonNode *reply = stempel_pg_call_finish (result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

static void
stempel_pg_backend_call_async (StempelBackend      *backend,
                               StempelOperation     operation,
                               JsonNode            *request,
                               const char          *idempotency_key,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  StempelPgBackend *self = STEMPEL_PG_BACKEND (backend);
  gboolean writes = stempel_operation_get_info (operation)->writes;
  g_autoptr(JsonNode) envelope = new_envelope (self, idempotency_key);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, stempel_pg_backend_call_async);
  g_task_set_check_cancellable (task, !writes);
  stempel_pg_call_async (self->pool, operation, request, envelope,
                         writes ? self->write_ms : self->read_ms, cancellable, call_call_cb, task);
}

static JsonNode *
stempel_pg_backend_call_finish (StempelBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stempel_pg_backend_close (StempelBackend *backend)
{
  stempel_pg_pool_close (STEMPEL_PG_BACKEND (backend)->pool);
}

static void
stempel_pg_backend_iface_init (StempelBackendInterface *iface)
{
  iface->call_async = stempel_pg_backend_call_async;
  iface->call_finish = stempel_pg_backend_call_finish;
  iface->close = stempel_pg_backend_close;
}
