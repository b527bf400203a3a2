/* fake-backend.c: a backend whose replies the test gives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-backend.h"
#include "stempel-backend-enums.h"
#include "stempel-error.h"

typedef struct
{
  StempelOperation  operation;
  JsonNode         *request; /* (owned) */
  char             *key;     /* (owned) (nullable) */
  GTask            *task;    /* (owned) (nullable) until it is replied to */
} Call;

struct _FakeBackend
{
  GObject parent_instance;

  GPtrArray           *calls; /* (owned) */
  StempelBackendState  state;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_RETRY_AT,
};

static void fake_backend_iface_init (StempelBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeBackend, fake_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (STEMPEL_TYPE_BACKEND,
                                                      fake_backend_iface_init))

static void
call_free (Call *call)
{
  json_node_unref (call->request);
  g_free (call->key);
  g_clear_object (&call->task);
  g_free (call);
}

static void
fake_backend_call_async (StempelBackend      *backend,
                         StempelOperation     operation,
                         JsonNode            *request,
                         const char          *idempotency_key,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Call *call = g_new0 (Call, 1);

  call->operation = operation;
  call->request = json_node_copy (request);
  call->key = g_strdup (idempotency_key);
  call->task = g_task_new (backend, cancellable, callback, user_data);

  g_ptr_array_add (FAKE_BACKEND (backend)->calls, call);
}

static JsonNode *
fake_backend_call_finish (StempelBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_backend_close (StempelBackend *backend)
{
  FakeBackend *self = FAKE_BACKEND (backend);

  for (guint i = 0; i < self->calls->len; i++)
    {
      Call *call = self->calls->pdata[i];
      g_autoptr(GTask) task = g_steal_pointer (&call->task);

      if (task != NULL)
        g_task_return_new_error (task, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE,
                                 "the backend was closed");
    }
}

static void
fake_backend_iface_init (StempelBackendInterface *iface)
{
  iface->call_async = fake_backend_call_async;
  iface->call_finish = fake_backend_call_finish;
  iface->close = fake_backend_close;
}

static void
fake_backend_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) FAKE_BACKEND (object)->state);
      break;

    case PROP_RETRY_AT:
      g_value_set_int64 (value, 0);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
fake_backend_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_BACKEND (object)->calls);

  G_OBJECT_CLASS (fake_backend_parent_class)->finalize (object);
}

static void
fake_backend_class_init (FakeBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fake_backend_get_property;
  object_class->finalize = fake_backend_finalize;

  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");
}

static void
fake_backend_init (FakeBackend *self)
{
  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  self->state = STEMPEL_BACKEND_STATE_ONLINE;
}

FakeBackend *
fake_backend_new (void)
{
  return g_object_new (TYPE_FAKE_BACKEND, NULL);
}

static Call *
get_call (FakeBackend *self, guint number)
{
  g_assert_cmpuint (number, <, self->calls->len);

  return self->calls->pdata[number];
}

guint
fake_backend_get_n_calls (FakeBackend *self)
{
  return self->calls->len;
}

/* The first call of that operation that waits for its reply, -1 when there is none. */
int
fake_backend_find (FakeBackend *self, StempelOperation operation)
{
  for (guint i = 0; i < self->calls->len; i++)
    {
      if (get_call (self, i)->operation == operation && get_call (self, i)->task != NULL)
        return (int) i;
    }

  return -1;
}

StempelOperation
fake_backend_get_operation (FakeBackend *self, guint call)
{
  return get_call (self, call)->operation;
}

JsonObject *
fake_backend_get_request (FakeBackend *self, guint call)
{
  return json_node_get_object (get_call (self, call)->request);
}

const char *
fake_backend_get_key (FakeBackend *self, guint call)
{
  return get_call (self, call)->key;
}

GCancellable *
fake_backend_get_cancellable (FakeBackend *self, guint call)
{
  return g_task_get_cancellable (get_call (self, call)->task);
}

static void
dispatch (void)
{
  while (g_main_context_iteration (NULL, FALSE));
}

void
fake_backend_reply (FakeBackend *self, guint call, const char *json)
{
  g_autoptr(GTask) task = g_steal_pointer (&get_call (self, call)->task);
  g_autoptr(GError) error = NULL;
  JsonNode *reply = json_from_string (json, &error);

  g_assert_no_error (error);
  g_task_return_pointer (task, reply, (GDestroyNotify) json_node_unref);
  dispatch ();
}

void
fake_backend_fail (FakeBackend *self, guint call, GError *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&get_call (self, call)->task);

  g_task_return_error (task, error);
  dispatch ();
}

void
fake_backend_set_state (FakeBackend *self, StempelBackendState state)
{
  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
}
