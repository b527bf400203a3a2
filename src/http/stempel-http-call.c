/* stempel-http-call.c: one call of an operation, with its retries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-http-answer.h"
#include "stempel-http-call.h"
#include "stempel-http-error.h"
#include "stempel-http-message.h"
#include "stempel-http-transfer.h"
#include "stempel-json.h"

#define SHORTEST_PAUSE_MS 20
#define FIRST_PAUSE_MS 150
#define LONGEST_PAUSE_MS 5000

/* How often a call may be sent again when nobody knows what became of it. */
typedef enum
{
  RETRY_NEVER, /* an attempt counts, such as that of a PIN */
  RETRY_ONCE,  /* it only reads */
  RETRY_UNTIL_DEADLINE, /* it has a key, so it is done once however often it is sent */
} Retry;

typedef struct
{
  StempelHttpLine  *line;            /* (owned) */
  StempelOperation  operation;
  JsonNode         *request;         /* (owned) */
  char             *idempotency_key; /* (owned) (nullable) */
  char             *token;           /* (owned) (nullable) */
  SoupMessage      *message;         /* (owned) (nullable): of the attempt under way */
  Retry             retry;
  guint             sent;            /* attempts that may have arrived */
  guint             pause_ms;
  guint             attempt_ms;
  gint64            deadline;
  GCancellable     *stopping;        /* (owned): ends the attempt under way */
  GSource          *timer;           /* (owned) (nullable): its end, or that of a pause */
  GSource          *cancelled;       /* (owned) (nullable) */
  gboolean          timed_out;       /* the attempt under way */
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
  g_clear_object (&call->line);
  json_node_unref (call->request);
  g_free (call->idempotency_key);
  g_free (call->token);
  g_clear_object (&call->message);
  g_clear_object (&call->stopping);
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
is_unknown_outcome (const GError *error)
{
  return stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_CONNECTION) ||
         stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_TIMEOUT) ||
         stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_FOREIGN);
}

static gboolean
may_retry (Call *call, const GError *error)
{
  /* The transaction was rolled back whole, or never begun. */
  if (stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_BUSY))
    return TRUE;
  /* Nothing was done either; but who guesses too often has to know. */
  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_RATE_LIMITED))
    return call->retry != RETRY_NEVER;
  if (!is_unknown_outcome (error))
    return FALSE;
  if (call->sent == 0 || stempel_http_error_has_reason (error, STEMPEL_HTTP_REASON_FOREIGN))
    return stempel_http_line_get_state (call->line) == STEMPEL_BACKEND_STATE_RECONNECTING;

  return call->retry == RETRY_UNTIL_DEADLINE || (call->retry == RETRY_ONCE && call->sent < 2);
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

/* What cannot be sent again may have been done all the same: whoever asked has to know. */
static void
note_outcome (Call *call, GError *error)
{
  if (call->retry == RETRY_NEVER && call->sent > 0 && is_unknown_outcome (error))
    json_object_set_string_member (stempel_error_get_problem (error), "outcome", "unknown");
}

static void
finish_with_error (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  note_outcome (call, error);
  clear_source (&call->timer);
  clear_source (&call->cancelled);
  g_task_return_error (task, error);
}

/* A pause of random length, so that two who met do not meet again; and not before the server wants
 * to be asked. */
static void
attempt_later (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);
  guint wish_ms = call->message != NULL ? stempel_http_answer_get_pause_ms (call->message) : 0;
  gint64 pause_ms = wish_ms + g_random_int_range (SHORTEST_PAUSE_MS, (gint32) call->pause_ms);
  gint64 when = g_get_monotonic_time () + pause_ms * 1000;

  if (when >= call->deadline || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      finish_with_error (task, error);
      return;
    }

  g_info ("trying again: %s", error->message);
  g_error_free (error);
  call->pause_ms = MIN (2 * call->pause_ms, LONGEST_PAUSE_MS);
  set_timer (task, when, pause_over_cb);
}

/* The error of a stop says nothing; why it was stopped does. */
static GError *
explain_stop (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  if (!call->timed_out || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  g_error_free (error);

  return stempel_http_error_new (STEMPEL_HTTP_REASON_TIMEOUT, "no answer in time");
}

static void
fail_or_retry (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  error = explain_stop (task, error);
  if (stempel_http_line_get_state (call->line) == STEMPEL_BACKEND_STATE_CLOSED)
    {
      g_error_free (error);
      error = stempel_http_error_new (STEMPEL_HTTP_REASON_CLOSED, "the backend was closed");
    }

  if (may_retry (call, error))
    attempt_later (task, error);
  else
    finish_with_error (task, error);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  JsonNode *reply;
  GError *error = NULL;

  clear_source (&call->timer);
  reply = stempel_http_line_send_finish (STEMPEL_HTTP_LINE (object), result, &error);
  if (stempel_http_transfer_was_sent (call->message))
    call->sent++;

  if (reply == NULL)
    {
      fail_or_retry (task, error);
      return;
    }

  clear_source (&call->cancelled);
  g_task_return_pointer (task, reply, (GDestroyNotify) json_node_unref);
}

static gboolean
attempt_over_cb (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  Call *call = g_task_get_task_data (task);

  clear_source (&call->timer);
  call->timed_out = TRUE;
  /* While one waits it is known already. */
  if (call->message != NULL)
    stempel_http_line_note_silence (call->line);
  g_cancellable_cancel (call->stopping);

  return G_SOURCE_REMOVE;
}

static void
waited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  gint64 over = g_get_monotonic_time () + (gint64) call->attempt_ms * 1000;
  GError *error = NULL;

  if (!stempel_http_line_wait_finish (call->line, result, &error))
    {
      finish_with_error (task, explain_stop (task, error));
      return;
    }

  call->message = stempel_http_message_new (stempel_http_line_get_address (call->line),
                                            call->operation, call->request, call->idempotency_key,
                                            call->token, &error);
  if (call->message == NULL)
    {
      finish_with_error (task, error);
      return;
    }

  set_timer (task, MIN (over, call->deadline), attempt_over_cb);
  stempel_http_line_send_async (call->line, call->message, call->stopping, sent_cb,
                                g_object_ref (task));
}

static void
attempt (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  g_clear_object (&call->message);
  g_clear_object (&call->stopping);
  call->stopping = g_cancellable_new ();
  call->timed_out = FALSE;
  set_timer (task, call->deadline, attempt_over_cb);
  stempel_http_line_wait_async (call->line, call->stopping, waited_cb, g_object_ref (task));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Call *call = g_task_get_task_data (G_TASK (user_data));

  g_cancellable_cancel (call->stopping);

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

/**
 * stempel_http_call_async:
 * @line: the way to the server
 * @operation: what to call
 * @request: its request, a JSON object
 * @idempotency_key: (nullable): the key of a write
 * @token: (nullable): the session
 * @times: how long it may take
 * @cancellable: (nullable): stops a read; not looked at for a write
 * @callback: called with the reply or the error
 * @user_data: for @callback
 *
 * Where a call that is never sent again left without an answer, its error has the fact `outcome`,
 * `unknown`.
 */
void
stempel_http_call_async (StempelHttpLine         *line,
                         StempelOperation         operation,
                         JsonNode                *request,
                         const char              *idempotency_key,
                         const char              *token,
                         const StempelHttpTimes  *times,
                         GCancellable            *cancellable,
                         GAsyncReadyCallback      callback,
                         gpointer                 user_data)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  guint all_ms = info->writes ? times->write_ms : times->read_ms;
  g_autoptr(GTask) task = NULL;
  g_autofree char *text = stempel_json_to_text (request);
  Call *call = g_new0 (Call, 1);

  task = g_task_new (NULL, info->writes ? NULL : cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_http_call_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  call->line = g_object_ref (line);
  call->operation = operation;
  /* The caller's may change meanwhile. */
  call->request = json_from_string (text, NULL);
  call->idempotency_key = g_strdup (idempotency_key);
  call->token = g_strdup (token);
  call->retry = choose_retry (info);
  call->pause_ms = FIRST_PAUSE_MS;
  call->attempt_ms = info->writes ? times->attempt_ms : all_ms;
  call->deadline = g_get_monotonic_time () + (gint64) all_ms * 1000;
  call->stopping = g_cancellable_new ();
  watch_cancellable (task, call);

  attempt (task);
}

/**
 * stempel_http_call_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the reply, a JSON object, or %NULL on error
 */
JsonNode *
stempel_http_call_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_http_call_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
