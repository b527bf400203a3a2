/* stempel-http-transfer.c: one message there and its answer back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-http-error.h"
#include "stempel-http-transfer.h"

#define CHUNK_BYTES (64 * 1024)
/* The longest replies tell all that is known about a member of many years. */
#define MOST_BYTES (32 * 1024 * 1024)

/* What is known of a message beside its answer; it may outlive the transfer. */
#define SENT "stempel-sent"
#define FAULTS "stempel-certificate-faults"

typedef struct
{
  SoupMessage  *message; /* (owned) */
  GInputStream *stream;  /* (owned) (nullable) */
  GByteArray   *body;    /* (owned) */
} Transfer;

static void
transfer_free (Transfer *transfer)
{
  g_clear_object (&transfer->message);
  g_clear_object (&transfer->stream);
  g_byte_array_unref (transfer->body);
  g_free (transfer);
}

static void
fail (GTask *task, GError *error)
{
  Transfer *transfer = g_task_get_task_data (task);
  guint faults = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (transfer->message), FAULTS));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_return_error (task, stempel_http_error_new_for_transport (
                         error, (GTlsCertificateFlags) faults));
  g_error_free (error);
}

static void read_some (GTask *task);

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Transfer *transfer = g_task_get_task_data (task);
  g_autoptr(GBytes) chunk = NULL;
  GError *error = NULL;
  gsize length;
  gconstpointer data;

  chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  if (chunk == NULL)
    {
      fail (task, error);
      return;
    }

  data = g_bytes_get_data (chunk, &length);
  if (length == 0)
    g_task_return_pointer (task, g_byte_array_free_to_bytes (g_byte_array_ref (transfer->body)),
                           (GDestroyNotify) g_bytes_unref);
  else if (transfer->body->len + length > MOST_BYTES)
    g_task_return_error (task, stempel_http_error_new (STEMPEL_HTTP_REASON_TOO_LARGE,
                                                       "the answer is too large"));
  else
    {
      g_byte_array_append (transfer->body, data, (guint) length);
      read_some (task);
    }
}

static void
read_some (GTask *task)
{
  Transfer *transfer = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (transfer->stream, CHUNK_BYTES, g_task_get_priority (task),
                                   g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Transfer *transfer = g_task_get_task_data (task);
  GError *error = NULL;

  transfer->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (transfer->stream == NULL)
    fail (task, error);
  else
    read_some (task);
}

/* Nobody can be asked whether they trust it all the same. */
static gboolean
accept_certificate_cb (SoupMessage *message, GTlsCertificate *certificate,
                       GTlsCertificateFlags faults, gpointer user_data)
{
  g_object_set_data (G_OBJECT (message), FAULTS, GUINT_TO_POINTER ((guint) faults));

  return FALSE;
}

static void
wrote_headers_cb (SoupMessage *message, gpointer user_data)
{
  g_object_set_data (G_OBJECT (message), SENT, GINT_TO_POINTER (TRUE));
}

/**
 * stempel_http_transfer_async:
 * @session: sends it
 * @message: what to send
 * @cancellable: (nullable): stops it
 * @callback: called with the answer or the error
 * @user_data: for @callback
 */
void
stempel_http_transfer_async (SoupSession         *session,
                             SoupMessage         *message,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->message = g_object_ref (message);
  transfer->body = g_byte_array_new ();
  g_task_set_source_tag (task, stempel_http_transfer_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, transfer, (GDestroyNotify) transfer_free);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), NULL);

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb, task);
}

/**
 * stempel_http_transfer_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR_UNAVAILABLE or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the body of the answer, whatever its status, or %NULL on error
 */
GBytes *
stempel_http_transfer_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_http_transfer_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_http_transfer_was_sent:
 * @message: a message
 *
 * Returns: whether the server may have got it: if not, nothing was done for certain
 */
gboolean
stempel_http_transfer_was_sent (SoupMessage *message)
{
  return g_object_get_data (G_OBJECT (message), SENT) != NULL;
}
