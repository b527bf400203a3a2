/* stempel-http-line.c: the way to one server, watched and restored when it is lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-backend-enums.h"
#include "stempel-http-answer.h"
#include "stempel-http-error.h"
#include "stempel-http-line.h"
#include "stempel-http-message.h"
#include "stempel-http-transfer.h"

#define CONNECTIONS 6
/* The server ends what is idle for 30 s; whoever is first does not send into a closed line. */
#define IDLE_SECONDS 20

#define FIRST_PAUSE_MS 100
#define LONGEST_PAUSE_MS 5000
#define LONGEST_WISH_MS 60000
#define PROBE_MS 5000

struct _StempelHttpLine
{
  GObject              parent_instance;

  SoupSession         *session;  /* (owned) */
  GUri                *address;  /* (owned) */
  GQueue               waiters;  /* (owned): GTask */
  SoupMessage         *probe;    /* (owned) (nullable): while one is under way */

  StempelBackendState  state;
  gboolean             known;    /* Stempel has answered at this address */
  guint                pause_ms;
  gint64               retry_at;
  guint                retry_id; /* the next probe, or the end of the one under way */
};

G_DEFINE_FINAL_TYPE (StempelHttpLine, stempel_http_line, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_RETRY_AT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
stempel_http_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelHttpLine *self = STEMPEL_HTTP_LINE (object);

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
stempel_http_line_dispose (GObject *object)
{
  stempel_http_line_close (STEMPEL_HTTP_LINE (object));

  G_OBJECT_CLASS (stempel_http_line_parent_class)->dispose (object);
}

static void
stempel_http_line_finalize (GObject *object)
{
  StempelHttpLine *self = STEMPEL_HTTP_LINE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->probe);
  g_clear_pointer (&self->address, g_uri_unref);

  G_OBJECT_CLASS (stempel_http_line_parent_class)->finalize (object);
}

static void
stempel_http_line_class_init (StempelHttpLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = stempel_http_line_get_property;
  object_class->dispose = stempel_http_line_dispose;
  object_class->finalize = stempel_http_line_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, STEMPEL_TYPE_BACKEND_STATE,
                                              STEMPEL_BACKEND_STATE_IDLE, flags);
  properties[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
stempel_http_line_init (StempelHttpLine *self)
{
  self->pause_ms = FIRST_PAUSE_MS;
  g_queue_init (&self->waiters);
}

/**
 * stempel_http_line_new:
 * @address: where the server is, see stempel_http_address_parse()
 * @trusted: (nullable): whose certificates are trusted, %NULL for those the system trusts
 *
 * Returns: (transfer full): a line; nothing is connected before it is needed
 */
StempelHttpLine *
stempel_http_line_new (GUri *address, GTlsDatabase *trusted)
{
  StempelHttpLine *self = g_object_new (STEMPEL_TYPE_HTTP_LINE, NULL);

  self->address = g_uri_ref (address);
  self->session = g_object_new (SOUP_TYPE_SESSION,
                                "user-agent", "Stempel/" STEMPEL_VERSION,
                                "max-conns", CONNECTIONS,
                                "max-conns-per-host", CONNECTIONS,
                                "idle-timeout", IDLE_SECONDS,
                                NULL);
  /* The token is no affair of its own, and nobody is to be asked for a password in between. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  if (trusted != NULL)
    soup_session_set_tls_database (self->session, trusted);

  return self;
}

static void
set_state (StempelHttpLine *self, StempelBackendState state)
{
  if (self->state == state || self->state == STEMPEL_BACKEND_STATE_CLOSED)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_retry_at (StempelHttpLine *self, gint64 retry_at)
{
  if (self->retry_at == retry_at)
    return;

  self->retry_at = retry_at;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RETRY_AT]);
}

/* With an error they fail, else they may go on. */
static void
end_waiting (StempelHttpLine *self, const GError *error)
{
  GTask *waiter;

  while ((waiter = g_queue_pop_head (&self->waiters)) != NULL)
    {
      if (error != NULL)
        g_task_return_error (waiter, g_error_copy (error));
      else
        g_task_return_boolean (waiter, TRUE);
      g_object_unref (waiter);
    }
}

static void
end_retries (StempelHttpLine *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  set_retry_at (self, 0);
}

static void
probed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelHttpLine *self = STEMPEL_HTTP_LINE (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;

  reply = stempel_http_line_send_finish (self, result, &error);
  if (error != NULL)
    g_debug ("probed: %s", error->message);
}

static gboolean
probe_over_cb (gpointer user_data)
{
  g_autoptr(StempelHttpLine) self = g_object_ref (STEMPEL_HTTP_LINE (user_data));

  self->retry_id = 0;
  g_clear_object (&self->probe);
  stempel_http_line_note_silence (self);
  /* A connection that is dead would be used again and again. */
  soup_session_abort (self->session);

  return G_SOURCE_REMOVE;
}

static gboolean
probe_cb (gpointer user_data)
{
  g_autoptr(StempelHttpLine) self = g_object_ref (STEMPEL_HTTP_LINE (user_data));

  self->retry_id = g_timeout_add (PROBE_MS, probe_over_cb, self);
  set_retry_at (self, 0);
  g_assert (self->probe == NULL);
  self->probe = stempel_http_message_new_probe (self->address);
  stempel_http_line_send_async (self, self->probe, NULL, probed_cb, NULL);

  return G_SOURCE_REMOVE;
}

/* Many programs lose the same server at the same moment; chance keeps them from coming back at the
 * same moment. */
static void
schedule_probe (StempelHttpLine *self, guint wish_ms)
{
  guint pause_ms = (guint) g_random_int_range ((gint32) self->pause_ms / 2,
                                               (gint32) self->pause_ms);

  if (wish_ms > 0)
    pause_ms += MIN (wish_ms, LONGEST_WISH_MS);
  self->pause_ms = MIN (2 * self->pause_ms, LONGEST_PAUSE_MS);
  self->retry_id = g_timeout_add (pause_ms, probe_cb, self);
  set_retry_at (self, g_get_monotonic_time () + (gint64) pause_ms * 1000);
}

/* Waiting helps only where there was a server before: else the address is wrong. */
static void
note_loss (StempelHttpLine *self, gboolean reached, guint wish_ms)
{
  /* Whoever else notices adds nothing. */
  if (self->state == STEMPEL_BACKEND_STATE_CLOSED || self->retry_id != 0)
    return;

  if (!self->known && !reached)
    {
      set_state (self, STEMPEL_BACKEND_STATE_IDLE);
      return;
    }

  set_state (self, STEMPEL_BACKEND_STATE_RECONNECTING);
  schedule_probe (self, wish_ms);
}

static void
note_answer (StempelHttpLine *self)
{
  if (self->state == STEMPEL_BACKEND_STATE_CLOSED)
    return;

  self->known = TRUE;
  self->pause_ms = FIRST_PAUSE_MS;
  end_retries (self);
  set_state (self, STEMPEL_BACKEND_STATE_ONLINE);
  end_waiting (self, NULL);
}

/* What is wrong now will not be right by waiting; it is tried again when somebody asks. */
static void
note_refusal (StempelHttpLine *self, const GError *error)
{
  end_retries (self);
  set_state (self, STEMPEL_BACKEND_STATE_IDLE);
  end_waiting (self, error);
}

/* A hotel that wants a room number answers in place of the server, for a while. */
static gboolean
is_loss (StempelHttpLine *self, const GError *error)
{
  return stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_CONNECTION) ||
         (self->known && stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_FOREIGN));
}

static gboolean
is_about_encryption (const GError *error)
{
  return stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_CERTIFICATE) ||
         stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_TLS);
}

static void
judge (StempelHttpLine *self, SoupMessage *message, gboolean answered, const GError *error)
{
  if (message == self->probe)
    {
      g_clear_object (&self->probe);
      end_retries (self);
    }

  if (is_loss (self, error))
    note_loss (self, stempel_http_transfer_was_sent (message),
               answered ? stempel_http_answer_get_pause_ms (message) : 0);
  else if (is_about_encryption (error) ||
           stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_FOREIGN))
    note_refusal (self, error);
  else if (answered)
    note_answer (self);
  else if (self->state == STEMPEL_BACKEND_STATE_CONNECTING)
    set_state (self, STEMPEL_BACKEND_STATE_IDLE);
}

static void
transferred_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  StempelHttpLine *self = g_task_get_source_object (task);
  SoupMessage *message = g_task_get_task_data (task);
  g_autoptr(GBytes) body = NULL;
  JsonNode *reply = NULL;
  GError *error = NULL;

  body = stempel_http_transfer_finish (result, &error);
  if (body != NULL)
    reply = stempel_http_answer_read (message, body, &error);

  judge (self, message, body != NULL, error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

static GError *
new_closed_error (void)
{
  return stempel_http_error_new (STEMPEL_HTTP_REASON_CLOSED, "the backend was closed");
}

/**
 * stempel_http_line_get_address:
 * @self: a line
 *
 * Returns: (transfer none): where the server is
 */
GUri *
stempel_http_line_get_address (StempelHttpLine *self)
{
  g_return_val_if_fail (STEMPEL_IS_HTTP_LINE (self), NULL);

  return self->address;
}

/**
 * stempel_http_line_get_state:
 * @self: a line
 *
 * Returns: how it is
 */
StempelBackendState
stempel_http_line_get_state (StempelHttpLine *self)
{
  g_return_val_if_fail (STEMPEL_IS_HTTP_LINE (self), STEMPEL_BACKEND_STATE_CLOSED);

  return self->state;
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr(GTask) waiter = g_object_ref (user_data);
  StempelHttpLine *self = g_task_get_source_object (waiter);

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

/**
 * stempel_http_line_wait_async:
 * @self: a line
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is worth sending something
 * @user_data: for @callback
 *
 * Waits while a lost line is being restored.
 */
void
stempel_http_line_wait_async (StempelHttpLine     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (STEMPEL_IS_HTTP_LINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_http_line_wait_async);

  switch (self->state)
    {
    case STEMPEL_BACKEND_STATE_RECONNECTING:
      watch_waiter (task);
      g_queue_push_tail (&self->waiters, g_object_ref (task));
      break;

    case STEMPEL_BACKEND_STATE_CLOSED:
      g_task_return_error (task, new_closed_error ());
      break;

    case STEMPEL_BACKEND_STATE_IDLE:
    case STEMPEL_BACKEND_STATE_CONNECTING:
    case STEMPEL_BACKEND_STATE_ONLINE:
      g_task_return_boolean (task, TRUE);
      break;
    }
}

/**
 * stempel_http_line_wait_finish:
 * @self: a line
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR_UNAVAILABLE or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is worth sending something
 */
gboolean
stempel_http_line_wait_finish (StempelHttpLine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * stempel_http_line_send_async:
 * @self: a line
 * @message: what to send, once
 * @cancellable: (nullable): stops it
 * @callback: called with the reply or the error
 * @user_data: for @callback
 */
void
stempel_http_line_send_async (StempelHttpLine     *self,
                              SoupMessage         *message,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (STEMPEL_IS_HTTP_LINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_http_line_send_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);

  if (self->state == STEMPEL_BACKEND_STATE_IDLE)
    set_state (self, STEMPEL_BACKEND_STATE_CONNECTING);

  if (self->state == STEMPEL_BACKEND_STATE_CLOSED)
    g_task_return_error (task, new_closed_error ());
  else
    stempel_http_transfer_async (self->session, message, cancellable, transferred_cb,
                                 g_steal_pointer (&task));
}

/**
 * stempel_http_line_send_finish:
 * @self: a line
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the reply, a JSON object, or %NULL on error
 */
JsonNode *
stempel_http_line_send_finish (StempelHttpLine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_http_line_note_silence:
 * @self: a line
 *
 * Says that an answer is overdue for longer than a server takes.
 */
void
stempel_http_line_note_silence (StempelHttpLine *self)
{
  g_return_if_fail (STEMPEL_IS_HTTP_LINE (self));

  note_loss (self, TRUE, 0);
}

/**
 * stempel_http_line_close:
 * @self: a line
 *
 * Ends all connections and all waiting with %STEMPEL_HTTP_REASON_CLOSED.
 */
void
stempel_http_line_close (StempelHttpLine *self)
{
  g_autoptr(GError) error = new_closed_error ();

  g_return_if_fail (STEMPEL_IS_HTTP_LINE (self));

  end_retries (self);
  set_state (self, STEMPEL_BACKEND_STATE_CLOSED);
  soup_session_abort (self->session);
  end_waiting (self, error);
}
