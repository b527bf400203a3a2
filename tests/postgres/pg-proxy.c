/* pg-proxy.c: a line to PostgreSQL that can be cut at the worst moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "pg-proxy.h"
#include "stempel-pg-conninfo.h"

#define BUFFER_BYTES 8192

/* Listens on the loopback and forwards to the server's socket, each direction in a thread. An
 * answer is cut after the server has sent it: then it has committed, and the client cannot know. */
struct _PgProxy
{
  GSocketService *service;
  char           *conninfo;
  char           *server_path;
  guint16         port;
  gint            cuts;    /* (atomic) */
  gint            stopped; /* (atomic) */
  GMutex          mutex;
  GPtrArray      *lines;   /* GIOStream, both ends of each */
};

typedef struct
{
  PgProxy   *proxy;
  GIOStream *from;
  GIOStream *to;
  gboolean   answers;
} Direction;

static void
direction_free (Direction *direction)
{
  g_io_stream_close (direction->from, NULL, NULL);
  g_io_stream_close (direction->to, NULL, NULL);
  g_object_unref (direction->from);
  g_object_unref (direction->to);
  g_free (direction);
}

/* A row of data begins with D, and follows that a statement was read (1) and bound (2) and what its
 * rows are (T). */
static gboolean
holds_rows (const char *bytes, gsize length)
{
  return length > 5 && memchr ("12TD", bytes[0], 4) != NULL;
}

static gboolean
cuts_now (Direction *direction, const char *bytes, gsize length)
{
  if (!direction->answers || !holds_rows (bytes, length) ||
      g_atomic_int_get (&direction->proxy->cuts) == 0)
    return FALSE;

  return g_atomic_int_add (&direction->proxy->cuts, -1) > 0;
}

static gpointer
forward_thread (gpointer data)
{
  Direction *direction = data;
  GInputStream *input = g_io_stream_get_input_stream (direction->from);
  GOutputStream *output = g_io_stream_get_output_stream (direction->to);
  char buffer[BUFFER_BYTES];
  gssize length;

  while ((length = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      if (cuts_now (direction, buffer, (gsize) length) ||
          !g_output_stream_write_all (output, buffer, (gsize) length, NULL, NULL, NULL))
        break;
    }

  /* Wakes the other direction too. */
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (direction->from)),
                     TRUE, TRUE, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (direction->to)),
                     TRUE, TRUE, NULL);
  direction_free (direction);

  return NULL;
}

static void
forward (PgProxy *self, GIOStream *from, GIOStream *to, gboolean answers)
{
  Direction *direction = g_new0 (Direction, 1);
  GThread *thread;

  direction->proxy = self;
  direction->from = g_object_ref (from);
  direction->to = g_object_ref (to);
  direction->answers = answers;
  thread = g_thread_new ("forward", forward_thread, direction);
  g_thread_unref (thread);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *client, GObject *source,
        gpointer user_data)
{
  PgProxy *self = user_data;
  g_autoptr(GSocketClient) connector = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (self->server_path);
  g_autoptr(GSocketConnection) server = NULL;

  if (g_atomic_int_get (&self->stopped))
    return TRUE;

  server = g_socket_client_connect (connector, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  if (server == NULL)
    return TRUE;

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->lines, g_object_ref (client));
  g_ptr_array_add (self->lines, g_object_ref (server));
  g_mutex_unlock (&self->mutex);

  forward (self, G_IO_STREAM (client), G_IO_STREAM (server), FALSE);
  forward (self, G_IO_STREAM (server), G_IO_STREAM (client), TRUE);

  return TRUE;
}

PgProxy *
pg_proxy_new (const char *conninfo)
{
  PgProxy *self = g_new0 (PgProxy, 1);
  g_autofree char *host = stempel_pg_conninfo_get (conninfo, "host");
  g_autofree char *port = stempel_pg_conninfo_get (conninfo, "port");
  g_autoptr(GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
  self->conninfo = g_strdup (conninfo);
  self->server_path = g_strdup_printf ("%s/.s.PGSQL.%s", host, port);
  self->service = g_threaded_socket_service_new (32);
  self->port =
    g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);

  return self;
}

guint16
pg_proxy_get_port (PgProxy *self)
{
  return self->port;
}

/* Through the proxy, in the clear. */
char *
pg_proxy_get_conninfo (PgProxy *self)
{
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  g_autofree char *with_host = stempel_pg_conninfo_with (self->conninfo, "host", "127.0.0.1", NULL);
  g_autofree char *with_port = stempel_pg_conninfo_with (with_host, "port", port, NULL);

  return stempel_pg_conninfo_with (with_port, "sslmode", "disable", NULL);
}

/* The next answers with rows never arrive; the line breaks instead. */
void
pg_proxy_cut_answers (PgProxy *self, guint count)
{
  g_atomic_int_set (&self->cuts, (gint) count);
}

/* Breaks all lines and refuses new ones. */
void
pg_proxy_stop (PgProxy *self)
{
  g_atomic_int_set (&self->stopped, TRUE);
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->lines->len; i++)
    g_socket_shutdown (g_socket_connection_get_socket (g_ptr_array_index (self->lines, i)),
                       TRUE, TRUE, NULL);
  g_ptr_array_set_size (self->lines, 0);
  g_mutex_unlock (&self->mutex);
}

void
pg_proxy_go_on (PgProxy *self)
{
  g_atomic_int_set (&self->stopped, FALSE);
}

void
pg_proxy_free (PgProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  pg_proxy_stop (self);
  /* Threads that are on their way out still look at it. */
  g_usleep (100 * 1000);
  g_object_unref (self->service);
  g_ptr_array_unref (self->lines);
  g_mutex_clear (&self->mutex);
  g_free (self->conninfo);
  g_free (self->server_path);
  g_free (self);
}
