/* stempel-client.c: calls with typed replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-client.h"
#include "stempel-replies.h"

/**
 * StempelClient:
 *
 * Asks a backend and turns replies into records. Knows who is signed in once it was opened.
 */
struct _StempelClient
{
  GObject parent_instance;

  StempelBackend *backend; /* (owned) */
  StempelSession *session; /* (owned) (nullable) until opened */
};

enum
{
  PROP_0,
  PROP_BACKEND,
  PROP_SESSION,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (StempelClient, stempel_client, G_TYPE_OBJECT)

static void
stempel_client_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  StempelClient *self = STEMPEL_CLIENT (object);

  switch (property_id)
    {
    case PROP_BACKEND:
      g_value_set_object (value, self->backend);
      break;

    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
stempel_client_set_property (GObject *object, guint property_id, const GValue *value,
                             GParamSpec *pspec)
{
  StempelClient *self = STEMPEL_CLIENT (object);

  switch (property_id)
    {
    case PROP_BACKEND:
      self->backend = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
stempel_client_finalize (GObject *object)
{
  StempelClient *self = STEMPEL_CLIENT (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (stempel_client_parent_class)->finalize (object);
}

static void
stempel_client_class_init (StempelClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_client_get_property;
  object_class->set_property = stempel_client_set_property;
  object_class->finalize = stempel_client_finalize;

  properties[PROP_BACKEND] =
    g_param_spec_object ("backend", NULL, NULL, STEMPEL_TYPE_BACKEND,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, STEMPEL_TYPE_SESSION,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
stempel_client_init (StempelClient *self)
{
}

/**
 * stempel_client_new:
 * @backend: whom to ask
 *
 * Returns: (transfer full): a client that is not open yet
 */
StempelClient *
stempel_client_new (StempelBackend *backend)
{
  g_return_val_if_fail (STEMPEL_IS_BACKEND (backend), NULL);

  return g_object_new (STEMPEL_TYPE_CLIENT, "backend", backend, NULL);
}

/**
 * stempel_client_get_backend:
 * @self: a client
 *
 * Returns: (transfer none): whom it asks
 */
StempelBackend *
stempel_client_get_backend (StempelClient *self)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (self), NULL);

  return self->backend;
}

/**
 * stempel_client_get_session:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): who is signed in, %NULL before stempel_client_open_async()
 */
StempelSession *
stempel_client_get_session (StempelClient *self)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (self), NULL);

  return self->session;
}

/**
 * stempel_client_allows:
 * @self: a client
 * @operation: an operation
 *
 * Good for hiding what would be refused; the database decides.
 *
 * Returns: whether who is signed in may do that
 */
gboolean
stempel_client_allows (StempelClient *self, StempelOperation operation)
{
  const char * const *operations;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (self), FALSE);

  if (self->session == NULL)
    return FALSE;

  operations = stempel_session_get_operations (self->session);

  return g_strv_contains (operations, stempel_operation_get_info (operation)->name);
}

/**
 * stempel_client_is_terminal:
 * @self: a client
 *
 * Returns: whether a device is signed in that was paired with a code, and not a person
 */
gboolean
stempel_client_is_terminal (StempelClient *self)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (self), FALSE);

  return self->session != NULL &&
         g_strcmp0 (stempel_session_get_kind (self->session), "terminal") == 0;
}

static void
open_call_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelClient *self = STEMPEL_CLIENT (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(StempelRecord) session = NULL;
  GError *error = NULL;

  session = stempel_client_call_finish (self, result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_set_object (&self->session, STEMPEL_SESSION (session));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);

  g_task_return_boolean (task, TRUE);
}

/**
 * stempel_client_open_async:
 * @self: a client
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks who is signed in. May be called again when something about that changed.
 */
void
stempel_client_open_async (StempelClient       *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonNode) request = NULL;

  g_return_if_fail (STEMPEL_IS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_client_open_async);

  request = stempel_request_new (NULL);
  stempel_client_call_async (self, STEMPEL_OPERATION_SESSION_WHOAMI, request, NULL, cancellable,
                             open_call_cb, g_steal_pointer (&task));
}

/**
 * stempel_client_open_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the session is known now
 */
gboolean
stempel_client_open_finish (StempelClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
call_backend_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  StempelOperation operation = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_autoptr(JsonNode) reply = NULL;
  GError *error = NULL;
  GObject *decoded;
  gboolean is_list;
  GType type;

  reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  type = stempel_reply_get_record_type (operation, &is_list);
  if (is_list)
    decoded = (GObject *) stempel_page_new_from_json (type, reply, &error);
  else
    decoded = (GObject *) stempel_record_new_from_json (type, reply, &error);

  if (decoded != NULL)
    g_task_return_pointer (task, decoded, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * stempel_client_call_async:
 * @self: a client
 * @operation: what to ask; any but `session_close`, whose reply says nothing
 * @request: (transfer none): see stempel_request_new()
 * @idempotency_key: (nullable): a UUID when the operation writes: made when the button was pressed
 *   and kept for further attempts of the same press
 * @cancellable: (nullable): stops a read. A write goes on: what was pressed counts
 * @callback: called when the reply or an error is there
 * @user_data: for @callback
 */
void
stempel_client_call_async (StempelClient       *self,
                           StempelOperation     operation,
                           JsonNode            *request,
                           const char          *idempotency_key,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  gboolean is_list;

  g_return_if_fail (STEMPEL_IS_CLIENT (self));
  g_return_if_fail (stempel_reply_get_record_type (operation, &is_list) != G_TYPE_INVALID);

  if (stempel_operation_get_info (operation)->writes)
    cancellable = NULL;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_client_call_async);
  g_task_set_task_data (task, GINT_TO_POINTER (operation), NULL);

  stempel_backend_call_async (self->backend, operation, request, idempotency_key, cancellable,
                              call_backend_cb, g_steal_pointer (&task));
}

/**
 * stempel_client_call_finish:
 * @self: a client
 * @result: what the callback got, for an operation that replies with one record
 * @error: return location for a %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the record, of the class that belongs to the operation
 */
StempelRecord *
stempel_client_call_finish (StempelClient *self, GAsyncResult *result, GError **error)
{
  GObject *record;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  record = g_task_propagate_pointer (G_TASK (result), error);
  g_return_val_if_fail (record == NULL || STEMPEL_IS_RECORD (record), NULL);

  return (StempelRecord *) record;
}

/**
 * stempel_client_list_finish:
 * @self: a client
 * @result: what the callback got, for an operation that lists
 * @error: return location for a %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the page
 */
StempelPage *
stempel_client_list_finish (StempelClient *self, GAsyncResult *result, GError **error)
{
  GObject *page;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  page = g_task_propagate_pointer (G_TASK (result), error);
  g_return_val_if_fail (page == NULL || STEMPEL_IS_PAGE (page), NULL);

  return (StempelPage *) page;
}
