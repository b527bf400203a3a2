/* http-script.c: a server that answers what it was told to, or breaks the line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "http-script.h"

#define PROBE "GET /v1/session HTTP/1.1\r\n"
#define PROBE_ANSWER \
  "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\n" \
  "Content-Length: 26\r\n\r\n{\"code\":\"unauthenticated\"}"

/* Each connection in a thread. Who only asks whether anybody is there is always answered. */
struct _HttpScript
{
  GSocketService *service;
  guint16         port;
  GAsyncQueue    *answers;  /* char */
  GAsyncQueue    *requests; /* char */
  GMutex          mutex;
  GPtrArray      *lines;    /* GSocketConnection */
  gint            n_probes; /* (atomic) */
};

/* The request as it came, or NULL when the line is at its end. */
static char *
read_request (GDataInputStream *input)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gsize length = 0;

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, NULL);

      if (line == NULL)
        return NULL;
      if (g_ascii_strncasecmp (line, "Content-Length:", 15) == 0)
        length = strtoul (line + 15, NULL, 10);
      g_string_append_printf (text, "%s\r\n", line);
      if (*line == '\0')
        break;
    }

  if (length > 0)
    {
      g_autofree char *body = g_malloc0 (length + 1);

      if (!g_input_stream_read_all (G_INPUT_STREAM (input), body, length, NULL, NULL, NULL))
        return NULL;
      g_string_append (text, body);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns whether the line goes on. */
static gboolean
answer (HttpScript *self, GOutputStream *output, const char *text)
{
  gboolean goes_on = !g_str_has_suffix (text, HTTP_SCRIPT_CUT);
  gsize length = strlen (text) - (goes_on ? 0 : strlen (HTTP_SCRIPT_CUT));

  if (g_str_equal (text, HTTP_SCRIPT_SILENCE))
    return TRUE;

  return g_output_stream_write_all (output, text, length, NULL, NULL, NULL) && goes_on;
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *line, GObject *source,
        gpointer user_data)
{
  HttpScript *self = user_data;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (line));
  g_autoptr(GDataInputStream) input =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (line)));
  gboolean goes_on = TRUE;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->lines, g_object_ref (line));
  g_mutex_unlock (&self->mutex);

  while (goes_on)
    {
      g_autofree char *request = read_request (input);
      g_autofree char *said = NULL;

      if (request == NULL)
        break;
      if (g_str_has_prefix (request, PROBE) && strstr (request, "Authorization") == NULL)
        {
          g_atomic_int_inc (&self->n_probes);
          goes_on = answer (self, output, PROBE_ANSWER);
          continue;
        }
      g_async_queue_push (self->requests, g_steal_pointer (&request));
      said = g_async_queue_pop (self->answers);
      goes_on = answer (self, output, said);
    }

  g_io_stream_close (G_IO_STREAM (line), NULL, NULL);

  return TRUE;
}

static void
listen_again (HttpScript *self)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, self->port);
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(GError) error = NULL;

  self->service = g_threaded_socket_service_new (32);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
}

HttpScript *
http_script_new (void)
{
  HttpScript *self = g_new0 (HttpScript, 1);

  g_mutex_init (&self->mutex);
  self->answers = g_async_queue_new_full (g_free);
  self->requests = g_async_queue_new_full (g_free);
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
  listen_again (self);

  return self;
}

char *
http_script_get_url (HttpScript *self)
{
  return g_strdup_printf ("http://127.0.0.1:%u", self->port);
}

void
http_script_say (HttpScript *self, const char *text)
{
  g_async_queue_push (self->answers, g_strdup (text));
}

/* Headers end with a line break each. */
void
http_script_reply (HttpScript *self, guint status, const char *headers, const char *body)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("HTTP/1.1 %u Said\r\nContent-Type: application/%s\r\n"
                          "Content-Length: %zu\r\n%s\r\n%s", status,
                          status == 200 ? "json" : "problem+json", strlen (body), headers, body);
  http_script_say (self, text);
}

/* The oldest that was not taken yet, NULL if there is none. */
char *
http_script_take_request (HttpScript *self)
{
  return g_async_queue_try_pop (self->requests);
}

guint
http_script_get_n_probes (HttpScript *self)
{
  return (guint) g_atomic_int_get (&self->n_probes);
}

/* Breaks all lines and refuses new ones. */
void
http_script_stop (HttpScript *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->lines->len; i++)
    g_socket_shutdown (g_socket_connection_get_socket (g_ptr_array_index (self->lines, i)),
                       TRUE, TRUE, NULL);
  g_ptr_array_set_size (self->lines, 0);
  g_mutex_unlock (&self->mutex);
  g_clear_object (&self->service);
}

void
http_script_go_on (HttpScript *self)
{
  listen_again (self);
}

void
http_script_free (HttpScript *self)
{
  if (self->service != NULL)
    http_script_stop (self);
  /* Threads that wait for something to say. */
  for (guint i = 0; i < 32; i++)
    http_script_say (self, HTTP_SCRIPT_CUT);
  g_usleep (100 * 1000);
  g_async_queue_unref (self->answers);
  g_async_queue_unref (self->requests);
  g_ptr_array_unref (self->lines);
  g_mutex_clear (&self->mutex);
  g_free (self);
}
