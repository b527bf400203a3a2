/* stempel-http-backend.c: operations through a server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-http-backend.h"
#include "stempel-http-call.h"

/* The server itself takes 10 s at the most; its word that it did is better than none. */
#define ATTEMPT_MS 12000
#define WRITE_TIMEOUT_MS 30000

struct _StempelHttpBackend
{
  GObject           parent_instance;

  StempelHttpLine  *line;  /* (owned) */
  char             *token; /* (owned) (nullable) */
  StempelHttpTimes  times;
};

static void stempel_http_backend_iface_init (StempelBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelHttpBackend, stempel_http_backend, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (STEMPEL_TYPE_BACKEND, stempel_http_backend_iface_init))

enum
{
  PROP_0,
  PROP_STATE,
  PROP_RETRY_AT,
};

static void
stempel_http_backend_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelHttpBackend *self = STEMPEL_HTTP_BACKEND (object);

  switch (id)
    {
    case PROP_STATE:
    case PROP_RETRY_AT:
      g_object_get_property (G_OBJECT (self->line), pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_http_backend_dispose (GObject *object)
{
  StempelHttpBackend *self = STEMPEL_HTTP_BACKEND (object);

  g_signal_handlers_disconnect_by_data (self->line, self);
  stempel_http_line_close (self->line);

  G_OBJECT_CLASS (stempel_http_backend_parent_class)->dispose (object);
}

static void
stempel_http_backend_finalize (GObject *object)
{
  StempelHttpBackend *self = STEMPEL_HTTP_BACKEND (object);

  g_clear_object (&self->line);
  g_free (self->token);

  G_OBJECT_CLASS (stempel_http_backend_parent_class)->finalize (object);
}

static void
stempel_http_backend_class_init (StempelHttpBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_http_backend_get_property;
  object_class->dispose = stempel_http_backend_dispose;
  object_class->finalize = stempel_http_backend_finalize;

  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");
}

static void
stempel_http_backend_init (StempelHttpBackend *self)
{
  stempel_http_backend_set_timeouts (self, ATTEMPT_MS, WRITE_TIMEOUT_MS, ATTEMPT_MS);
}

static void
forward_notify_cb (GObject *line, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify (G_OBJECT (user_data), pspec->name);
}

/**
 * stempel_http_backend_new:
 * @address: where the server is, see stempel_http_address_parse()
 * @trusted: (nullable): whose certificates are trusted, %NULL for those the system trusts
 *
 * Returns: (transfer full): a backend; it connects with the first call
 */
StempelHttpBackend *
stempel_http_backend_new (GUri *address, GTlsDatabase *trusted)
{
  StempelHttpBackend *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (STEMPEL_TYPE_HTTP_BACKEND, NULL);
  self->line = stempel_http_line_new (address, trusted);
  g_signal_connect (self->line, "notify", G_CALLBACK (forward_notify_cb), self);

  return self;
}

/**
 * stempel_http_backend_set_token:
 * @self: a backend
 * @token: (nullable): what session_open answered
 *
 * Goes with every later call but session_open and terminal_claim.
 */
void
stempel_http_backend_set_token (StempelHttpBackend *self, const char *token)
{
  g_return_if_fail (STEMPEL_IS_HTTP_BACKEND (self));

  g_free (self->token);
  self->token = g_strdup (token);
}

/**
 * stempel_http_backend_get_token:
 * @self: a backend
 *
 * Returns: (transfer none) (nullable): what goes with every call
 */
const char *
stempel_http_backend_get_token (StempelHttpBackend *self)
{
  g_return_val_if_fail (STEMPEL_IS_HTTP_BACKEND (self), NULL);

  return self->token;
}

/**
 * stempel_http_backend_set_timeouts:
 * @self: a backend
 * @read_ms: how long a read may take with all its attempts, in milliseconds
 * @write_ms: how long a write may take with all its attempts
 * @attempt_ms: how long one attempt of a write may take
 */
void
stempel_http_backend_set_timeouts (StempelHttpBackend *self, guint read_ms, guint write_ms,
                                   guint attempt_ms)
{
  g_return_if_fail (STEMPEL_IS_HTTP_BACKEND (self));

  self->times = (StempelHttpTimes) { read_ms, write_ms, attempt_ms };
}

static void
call_call_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  JsonNode *reply = stempel_http_call_finish (result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

static void
stempel_http_backend_call_async (StempelBackend      *backend,
                                 StempelOperation     operation,
                                 JsonNode            *request,
                                 const char          *idempotency_key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  StempelHttpBackend *self = STEMPEL_HTTP_BACKEND (backend);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, stempel_http_backend_call_async);
  g_task_set_check_cancellable (task, !stempel_operation_get_info (operation)->writes);
  stempel_http_call_async (self->line, operation, request, idempotency_key, self->token,
                           &self->times, cancellable, call_call_cb, task);
}

static JsonNode *
stempel_http_backend_call_finish (StempelBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stempel_http_backend_close (StempelBackend *backend)
{
  stempel_http_line_close (STEMPEL_HTTP_BACKEND (backend)->line);
}

static void
stempel_http_backend_iface_init (StempelBackendInterface *iface)
{
  iface->call_async = stempel_http_backend_call_async;
  iface->call_finish = stempel_http_backend_call_finish;
  iface->close = stempel_http_backend_close;
}
