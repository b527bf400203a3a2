/* stempel-session-keeper.c: a server, and the session with it that ends and is renewed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-client.h"
#include "stempel-error.h"
#include "stempel-http-address.h"
#include "stempel-http-backend.h"
#include "stempel-json.h"
#include "stempel-session-keeper.h"

/**
 * StempelSessionKeeper:
 *
 * Calls operations through a server. A call that finds the session ended was not done: it is held,
 * and sent with the same key once somebody has signed in again, as the same person as before.
 */
struct _StempelSessionKeeper
{
  GObject             parent_instance;

  StempelHttpBackend *backend;  /* (owned) */
  GQueue              held;     /* (owned): GTask */
  gint64              login_id; /* who is signed in, 0 before that is known */
  guint               renewals; /* so that a late answer to an old token is known as one */
  gboolean            ended;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_RETRY_AT,
};

enum
{
  SIGNAL_SESSION_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void stempel_session_keeper_iface_init (StempelBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelSessionKeeper, stempel_session_keeper, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (STEMPEL_TYPE_BACKEND, stempel_session_keeper_iface_init))

typedef struct
{
  StempelOperation  operation;
  JsonNode         *request;   /* (owned) */
  char             *key;       /* (owned) (nullable) */
  guint             renewals;  /* as they were when it was sent */
  GSource          *cancelled; /* (owned) (nullable): while it is held */
} Call;

static void
stop_watching (Call *call)
{
  if (call->cancelled != NULL)
    g_source_destroy (call->cancelled);
  g_clear_pointer (&call->cancelled, g_source_unref);
}

static void
call_free (Call *call)
{
  stop_watching (call);
  json_node_unref (call->request);
  g_free (call->key);
  g_free (call);
}

static void
stempel_session_keeper_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelSessionKeeper *self = STEMPEL_SESSION_KEEPER (object);

  switch (id)
    {
    case PROP_STATE:
    case PROP_RETRY_AT:
      g_object_get_property (G_OBJECT (self->backend), pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_session_keeper_dispose (GObject *object)
{
  StempelSessionKeeper *self = STEMPEL_SESSION_KEEPER (object);

  g_signal_handlers_disconnect_by_data (self->backend, self);
  stempel_session_keeper_give_up (self);
  stempel_backend_close (STEMPEL_BACKEND (self->backend));

  G_OBJECT_CLASS (stempel_session_keeper_parent_class)->dispose (object);
}

static void
stempel_session_keeper_finalize (GObject *object)
{
  g_clear_object (&STEMPEL_SESSION_KEEPER (object)->backend);

  G_OBJECT_CLASS (stempel_session_keeper_parent_class)->finalize (object);
}

static void
stempel_session_keeper_class_init (StempelSessionKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_session_keeper_get_property;
  object_class->dispose = stempel_session_keeper_dispose;
  object_class->finalize = stempel_session_keeper_finalize;

  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_RETRY_AT, "retry-at");

  signals[SIGNAL_SESSION_ENDED] =
    g_signal_new ("session-ended", STEMPEL_TYPE_SESSION_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
}

static void
stempel_session_keeper_init (StempelSessionKeeper *self)
{
  g_queue_init (&self->held);
}

static void
forward_notify_cb (GObject *backend, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify (G_OBJECT (user_data), pspec->name);
}

/**
 * stempel_session_keeper_new:
 * @url: where the server is
 * @error: return location for an %STEMPEL_ERROR_INVALID, see stempel_profile_check_url()
 *
 * Returns: (transfer full) (nullable): a keeper without a session
 */
StempelSessionKeeper *
stempel_session_keeper_new (const char *url, GError **error)
{
  g_autoptr(GUri) address = stempel_http_address_parse (url, error);
  StempelSessionKeeper *self;

  if (address == NULL)
    return NULL;

  self = g_object_new (STEMPEL_TYPE_SESSION_KEEPER, NULL);
  self->backend = stempel_http_backend_new (address, NULL);
  g_signal_connect (self->backend, "notify", G_CALLBACK (forward_notify_cb), self);

  return self;
}

/**
 * stempel_session_keeper_set_token:
 * @self: a keeper
 * @token: (nullable): a session that was opened before
 */
void
stempel_session_keeper_set_token (StempelSessionKeeper *self, const char *token)
{
  g_return_if_fail (STEMPEL_IS_SESSION_KEEPER (self));

  stempel_http_backend_set_token (self->backend, token);
}

/**
 * stempel_session_keeper_get_token:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): the session
 */
const char *
stempel_session_keeper_get_token (StempelSessionKeeper *self)
{
  g_return_val_if_fail (STEMPEL_IS_SESSION_KEEPER (self), NULL);

  return stempel_http_backend_get_token (self->backend);
}

static GError *
new_error (const char *reason, const char *message)
{
  g_autoptr(JsonObject) problem = json_object_new ();

  json_object_set_string_member (problem, "code", "unauthenticated");
  json_object_set_string_member (problem, "reason", reason);

  return stempel_error_new_for_problem (problem, message);
}

/* A refusal with a reason is about what was sent, not about the session. */
static gboolean
says_session_ended (const GError *error)
{
  return g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED) &&
         stempel_error_get_fact_string (error, "reason") == NULL;
}

static void send_call (GTask *task);

static gboolean
held_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (G_TASK (user_data));
  StempelSessionKeeper *self = g_task_get_source_object (task);

  stop_watching (g_task_get_task_data (task));
  if (g_queue_remove (&self->held, task))
    {
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }

  return G_SOURCE_REMOVE;
}

/* It was not done, so that even a write may be given up. */
static void
hold_call (StempelSessionKeeper *self, GTask *task)
{
  Call *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL && g_task_get_check_cancellable (task))
    {
      call->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (call->cancelled, G_SOURCE_FUNC (held_cancelled_cb), task, NULL);
      g_source_attach (call->cancelled, g_task_get_context (task));
    }

  g_queue_push_tail (&self->held, g_object_ref (task));
  if (self->ended)
    return;

  self->ended = TRUE;
  g_signal_emit (self, signals[SIGNAL_SESSION_ENDED], 0);
}

static void
note_login (StempelSessionKeeper *self, StempelOperation operation, JsonNode *reply)
{
  if (operation == STEMPEL_OPERATION_SESSION_WHOAMI)
    self->login_id = json_object_get_int_member_with_default (json_node_get_object (reply),
                                                              "login_id", 0);
}

static void
called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  StempelSessionKeeper *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  JsonNode *reply;
  GError *error = NULL;

  reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &error);
  if (reply != NULL)
    {
      note_login (self, call->operation, reply);
      g_task_return_pointer (task, reply, (GDestroyNotify) json_node_unref);
      return;
    }

  /* Before anybody was signed in there is no session that could have ended. */
  if (self->login_id == 0 || !says_session_ended (error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_error_free (error);
  if (call->renewals != self->renewals)
    send_call (task);
  else
    hold_call (self, task);
}

static void
send_call (GTask *task)
{
  StempelSessionKeeper *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  call->renewals = self->renewals;
  stempel_backend_call_async (STEMPEL_BACKEND (self->backend), call->operation, call->request,
                              call->key, g_task_get_cancellable (task), called_cb,
                              g_object_ref (task));
}

static void
stempel_session_keeper_call_async (StempelBackend      *backend,
                                   StempelOperation     operation,
                                   JsonNode            *request,
                                   const char          *idempotency_key,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  StempelSessionKeeper *self = STEMPEL_SESSION_KEEPER (backend);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *text = stempel_json_to_text (request);
  Call *call = g_new0 (Call, 1);

  /* What is sent again is what was sent, whatever becomes of the caller's. */
  call->request = json_from_string (text, NULL);
  call->operation = operation;
  call->key = g_strdup (idempotency_key);
  g_task_set_source_tag (task, stempel_session_keeper_call_async);
  g_task_set_check_cancellable (task, !stempel_operation_get_info (operation)->writes);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  if (self->ended)
    hold_call (self, task);
  else
    send_call (task);
}

static JsonNode *
stempel_session_keeper_call_finish (StempelBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stempel_session_keeper_close (StempelBackend *backend)
{
  StempelSessionKeeper *self = STEMPEL_SESSION_KEEPER (backend);

  stempel_session_keeper_give_up (self);
  stempel_backend_close (STEMPEL_BACKEND (self->backend));
}

static void
stempel_session_keeper_iface_init (StempelBackendInterface *iface)
{
  iface->call_async = stempel_session_keeper_call_async;
  iface->call_finish = stempel_session_keeper_call_finish;
  iface->close = stempel_session_keeper_close;
}

static void
send_held (StempelSessionKeeper *self)
{
  g_autoptr(StempelSessionKeeper) kept = g_object_ref (self);
  GTask *task;

  self->ended = FALSE;
  self->renewals++;
  while ((task = g_queue_pop_head (&self->held)) != NULL)
    {
      stop_watching (g_task_get_task_data (task));
      send_call (task);
      g_object_unref (task);
    }
}

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  StempelSessionKeeper *self = g_task_get_source_object (task);
  g_autoptr(JsonNode) reply = NULL;
  GError *error = NULL;

  reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &error);
  stempel_http_backend_set_token (self->backend, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Ends the session on the server too. */
static void
close_session (StempelSessionKeeper *self, GTask *task)
{
  g_autoptr(JsonNode) request = json_from_string ("{}", NULL);

  stempel_backend_call_async (STEMPEL_BACKEND (self->backend), STEMPEL_OPERATION_SESSION_CLOSE,
                              request, NULL, NULL, closed_cb, task);
}

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  StempelSessionKeeper *self = g_task_get_source_object (task);
  g_autoptr(JsonNode) reply = NULL;
  GError *error = NULL;
  JsonObject *session;
  gint64 login_id;

  reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  session = json_node_get_object (reply);
  login_id = json_object_get_int_member_with_default (session, "login_id", 0);
  stempel_http_backend_set_token (self->backend, json_object_get_string_member_with_default (
                                    session, "token", NULL));

  /* What is held was asked for by somebody else, under their rights. */
  if (self->login_id != 0 && login_id != self->login_id)
    {
      /* A code is used up, so its terminal counts all the same. */
      if (g_task_get_source_tag (task) == stempel_session_keeper_claim_async)
        {
          stempel_session_keeper_give_up (self);
          self->login_id = login_id;
          g_task_return_boolean (task, TRUE);
          return;
        }

      close_session (self, g_task_new (self, NULL, NULL, NULL));
      g_task_return_error (task, new_error ("other_login", "somebody else has signed in"));
      return;
    }

  self->login_id = login_id;
  send_held (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * stempel_session_keeper_sign_in_async:
 * @self: a keeper
 * @request: that of session_open: email, password, merchant_id?, one_time_code?
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Opens a session, for the first time or again. What is held is then sent.
 */
void
stempel_session_keeper_sign_in_async (StempelSessionKeeper *self,
                                      JsonNode             *request,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (STEMPEL_IS_SESSION_KEEPER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_session_keeper_sign_in_async);
  stempel_backend_call_async (STEMPEL_BACKEND (self->backend), STEMPEL_OPERATION_SESSION_OPEN,
                              request, NULL, cancellable, signed_in_cb, task);
}

/**
 * stempel_session_keeper_sign_in_finish:
 * @self: a keeper
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED. `unauthenticated` has a
 *   `reason`: those of session_open, or `other_login` where it is not who was signed in before
 *
 * Returns: whether there is a session now
 */
gboolean
stempel_session_keeper_sign_in_finish (StempelSessionKeeper  *self,
                                       GAsyncResult          *result,
                                       GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * stempel_session_keeper_claim_async:
 * @self: a keeper
 * @code: the code of a terminal
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Makes this device the terminal that @code was given for. It is sent once: a code works once. What
 * is held is then sent if the device was that terminal before, and fails otherwise. Finish with
 * stempel_session_keeper_sign_in_finish(); `unavailable` has the fact `outcome`, `unknown`, where
 * the code may have been used.
 */
void
stempel_session_keeper_claim_async (StempelSessionKeeper *self,
                                    const char           *code,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data)
{
  g_autoptr(JsonNode) request = NULL;
  GTask *task;

  g_return_if_fail (STEMPEL_IS_SESSION_KEEPER (self));
  g_return_if_fail (code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_session_keeper_claim_async);
  request = stempel_request_new ("code", "s", code, NULL);
  stempel_backend_call_async (STEMPEL_BACKEND (self->backend), STEMPEL_OPERATION_TERMINAL_CLAIM,
                              request, NULL, cancellable, signed_in_cb, task);
}

/**
 * stempel_session_keeper_get_login_id:
 * @self: a keeper
 *
 * Returns: who is signed in, 0 before that is known
 */
gint64
stempel_session_keeper_get_login_id (StempelSessionKeeper *self)
{
  g_return_val_if_fail (STEMPEL_IS_SESSION_KEEPER (self), 0);

  return self->login_id;
}

/**
 * stempel_session_keeper_give_up:
 * @self: a keeper
 *
 * What is held fails with `unauthenticated`, reason `session_ended`. The next call that finds no
 * session asks again.
 */
void
stempel_session_keeper_give_up (StempelSessionKeeper *self)
{
  GTask *task;

  g_return_if_fail (STEMPEL_IS_SESSION_KEEPER (self));

  self->ended = FALSE;
  while ((task = g_queue_pop_head (&self->held)) != NULL)
    {
      stop_watching (g_task_get_task_data (task));
      g_task_return_error (task, new_error ("session_ended", "the session has ended"));
      g_object_unref (task);
    }
}

/**
 * stempel_session_keeper_sign_out_async:
 * @self: a keeper
 * @callback: (nullable): called when it is done
 * @user_data: for @callback
 *
 * Ends the session on the server, and forgets it here in any case.
 */
void
stempel_session_keeper_sign_out_async (StempelSessionKeeper *self,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (STEMPEL_IS_SESSION_KEEPER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, stempel_session_keeper_sign_out_async);
  self->login_id = 0;
  stempel_session_keeper_give_up (self);
  close_session (self, task);
}

/**
 * stempel_session_keeper_sign_out_finish:
 * @self: a keeper
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR
 *
 * Returns: whether the server has ended the session
 */
gboolean
stempel_session_keeper_sign_out_finish (StempelSessionKeeper  *self,
                                        GAsyncResult          *result,
                                        GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
