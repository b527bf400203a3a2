/* stempel-http-listener.c: HTTP on the main loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libmicrohttpd reads and writes, driven by the main loop through its epoll descriptor. While
 * somebody thinks about an answer the connection is suspended and costs nothing. Connections are
 * accepted here, so that one can be ended where all are taken.
 */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "stempel-http-daemon-source.h"
#include "stempel-http-exchange-private.h"
#include "stempel-http-framing.h"
#include "stempel-http-listener.h"
#include "stempel-http-problem.h"
#include "stempel-tls.h"

#define ACCEPTED_AT_ONCE 16
/* Never reached: how many there may be is looked after here, and can change. */
#define MOST_CONNECTIONS (1024 * 1024)
/* Of a connection, beside what its headers take: for a body on its way and an answer. */
#define BUFFER_BYTES (16 * 1024)
/* From there on it is mapped and not kept when a connection ends, with what was sent. */
#define LEAST_MAPPED (36 * 1024)
#define BAD_REQUEST 400
#define CONTENT_TOO_LARGE 413
#define HEADERS_TOO_LARGE 431

struct _StempelHttpListener
{
  GObject                 parent_instance;

  StempelHttpLimits       limits;
  StempelHttpHandler      handler;
  StempelHttpHandler      observer;    /* (nullable) */
  gpointer                user_data;

  struct MHD_Daemon      *daemon;      /* (owned) */
  StempelHttpConnections *connections; /* (owned) */
  GSource                *source;      /* (owned) */
  GPtrArray              *sockets;     /* (owned): GSocket that are listened on */
  GArray                 *watches;     /* (owned): their sources */
};

G_DEFINE_FINAL_TYPE (StempelHttpListener, stempel_http_listener, G_TYPE_OBJECT)

static void
stempel_http_listener_dispose (GObject *object)
{
  StempelHttpListener *self = STEMPEL_HTTP_LISTENER (object);

  stempel_http_listener_stop (self);
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->daemon, MHD_stop_daemon);
  g_clear_pointer (&self->connections, stempel_http_connections_free);

  G_OBJECT_CLASS (stempel_http_listener_parent_class)->dispose (object);
}

static void
stempel_http_listener_finalize (GObject *object)
{
  StempelHttpListener *self = STEMPEL_HTTP_LISTENER (object);

  g_ptr_array_unref (self->sockets);
  g_array_unref (self->watches);

  G_OBJECT_CLASS (stempel_http_listener_parent_class)->finalize (object);
}

static void
stempel_http_listener_class_init (StempelHttpListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stempel_http_listener_dispose;
  object_class->finalize = stempel_http_listener_finalize;
}

static void
stempel_http_listener_init (StempelHttpListener *self)
{
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->watches = g_array_new (FALSE, FALSE, sizeof (guint));
}

static char *
get_address (struct MHD_Connection *mhd)
{
  const struct sockaddr *sockaddr =
    MHD_get_connection_info (mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
  g_autoptr(GSocketAddress) address = NULL;

  if (sockaddr == NULL || (sockaddr->sa_family != AF_INET && sockaddr->sa_family != AF_INET6))
    return NULL;

  address = g_socket_address_new_from_native ((gpointer) sockaddr, sockaddr->sa_family == AF_INET6
                                                ? sizeof (struct sockaddr_in6)
                                                : sizeof (struct sockaddr_in));

  return g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static void
connection_cb (void *user_data, struct MHD_Connection *mhd, void **socket_context,
               enum MHD_ConnectionNotificationCode code)
{
  StempelHttpListener *self = user_data;
  int fd = MHD_get_connection_info (mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

  if (code == MHD_CONNECTION_NOTIFY_STARTED)
    {
      g_autofree char *address = get_address (mhd);

      *socket_context = stempel_http_connections_add (self->connections, fd, address);
      if (*socket_context == NULL)
        shutdown (fd, SHUT_RDWR);
    }
  else if (*socket_context != NULL)
    {
      stempel_http_connection_remove (*socket_context);
      *socket_context = NULL;
    }
}

static void *
request_line_cb (void *user_data, const char *uri, struct MHD_Connection *mhd)
{
  return stempel_http_exchange_new (mhd, uri);
}

static void
completed_cb (void *user_data, struct MHD_Connection *mhd, void **context,
              enum MHD_RequestTerminationCode code)
{
  StempelHttpListener *self = user_data;
  StempelHttpExchange *exchange = *context;

  if (exchange == NULL)
    return;

  exchange->mhd = NULL;
  exchange->suspended = FALSE;
  if (exchange->connection != NULL && code == MHD_REQUEST_TERMINATED_COMPLETED_OK)
    stempel_http_connection_rest (exchange->connection);
  exchange->connection = NULL;
  *context = NULL;
  if (self->observer != NULL)
    self->observer (exchange, self->user_data);
  stempel_http_exchange_unref (exchange);
}

static void
answer_fault (StempelHttpExchange *exchange, guint status)
{
  const char *code = status == BAD_REQUEST ? "malformed" : "too_large";
  g_autoptr(GBytes) body = stempel_http_problem_for_status (
    status, code, stempel_http_exchange_get_id (exchange));

  /* What follows on this connection cannot be trusted to be a request. */
  stempel_http_exchange_add_header (exchange, "Connection", "close");
  stempel_http_exchange_answer (exchange, status, STEMPEL_HTTP_PROBLEM_TYPE, body);
}

static enum MHD_Result
see_headers (StempelHttpListener *self, StempelHttpExchange *exchange, const char *method,
             const char *version)
{
  size_t size = MHD_get_connection_info (exchange->mhd,
                                         MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
  guint fault = size > self->limits.header_bytes
                  ? HEADERS_TOO_LARGE
                  : stempel_http_framing_check (exchange->mhd, exchange->path, version,
                                                self->limits.body_bytes);

  exchange->seen = TRUE;
  exchange->method = g_strdup (method);
  exchange->daemon = self->source;
  exchange->connection =
    MHD_get_connection_info (exchange->mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
  if (fault == 0)
    return MHD_YES;

  answer_fault (exchange, fault);

  return stempel_http_exchange_send (exchange);
}

/* Whoever grows elsewhere leaves nothing behind. */
static void
append_to_body (StempelHttpExchange *exchange, const char *part, size_t length)
{
  GString *old = exchange->body;

  if (old->len + length >= old->allocated_len)
    {
      exchange->body = g_string_sized_new (2 * (old->len + length));
      g_string_append_len (exchange->body, old->str, (gssize) old->len);
      explicit_bzero (old->str, old->len);
      g_string_free (old, TRUE);
    }

  g_string_append_len (exchange->body, part, (gssize) length);
}

/* What is too much is thrown away; the answer cannot come before the end. */
static void
take_part_of_body (StempelHttpListener *self, StempelHttpExchange *exchange, const char *part,
                   size_t length)
{
  if (exchange->body->len + length > self->limits.body_bytes)
    exchange->too_large = TRUE;
  else
    append_to_body (exchange, part, length);
}

static void
handle (StempelHttpListener *self, StempelHttpExchange *exchange)
{
  if (exchange->connection != NULL)
    stempel_http_connection_serve (exchange->connection);

  if (exchange->too_large)
    answer_fault (exchange, CONTENT_TOO_LARGE);
  else
    self->handler (exchange, self->user_data);
}

static enum MHD_Result
request_cb (void *user_data, struct MHD_Connection *mhd, const char *url, const char *method,
            const char *version, const char *part, size_t *length, void **context)
{
  StempelHttpListener *self = user_data;
  StempelHttpExchange *exchange = *context;

  if (!exchange->seen)
    return see_headers (self, exchange, method, version);

  if (*length > 0)
    {
      take_part_of_body (self, exchange, part, *length);
      *length = 0;
      return MHD_YES;
    }

  if (exchange->status == 0)
    handle (self, exchange);
  if (exchange->status != 0)
    return stempel_http_exchange_send (exchange);

  exchange->suspended = TRUE;
  MHD_suspend_connection (mhd);

  return MHD_YES;
}

/**
 * stempel_http_listener_new:
 * @limits: what a client may take
 * @tls: whether it speaks TLS, and shows what stempel_tls_use() says
 * @handler: called with each request
 * @observer: (nullable): called with each request that is over, however it ended
 * @user_data: for @handler and @observer
 * @error: return location for an error
 *
 * Returns: (transfer full): a listener that does not listen yet, or %NULL on error
 */
StempelHttpListener *
stempel_http_listener_new (const StempelHttpLimits  *limits,
                           gboolean                  tls,
                           StempelHttpHandler        handler,
                           StempelHttpHandler        observer,
                           gpointer                  user_data,
                           GError                  **error)
{
  g_autoptr(StempelHttpListener) self = g_object_new (STEMPEL_TYPE_HTTP_LISTENER, NULL);

  self->limits = *limits;
  self->limits.proxies = NULL;
  self->handler = handler;
  self->observer = observer;
  self->user_data = user_data;
  self->connections = stempel_http_connections_new (limits);
  self->daemon = MHD_start_daemon (
    MHD_USE_NO_LISTEN_SOCKET | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
      (tls ? MHD_USE_TLS : MHD_NO_FLAG),
    0, NULL, NULL, request_cb, self,
    MHD_OPTION_NOTIFY_CONNECTION, connection_cb, self,
    MHD_OPTION_URI_LOG_CALLBACK, request_line_cb, self,
    MHD_OPTION_NOTIFY_COMPLETED, completed_cb, self,
    MHD_OPTION_CONNECTION_LIMIT, MOST_CONNECTIONS,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT,
    MAX ((size_t) limits->header_bytes + BUFFER_BYTES, LEAST_MAPPED),
    MHD_OPTION_STRICT_FOR_CLIENT, 1,
    /* Without TLS these are the last ones. */
    tls ? MHD_OPTION_HTTPS_CERT_CALLBACK : MHD_OPTION_END, stempel_tls_retrieve,
    MHD_OPTION_HTTPS_PRIORITIES, STEMPEL_TLS_PRIORITIES,
    MHD_OPTION_END);
  if (self->daemon == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "libmicrohttpd does not start");
      return NULL;
    }
  self->source = stempel_http_daemon_source_new (self->daemon, self->connections);

  return g_steal_pointer (&self);
}

/* Without descriptors nobody gets in before somebody goes. */
static gboolean
make_room (StempelHttpListener *self)
{
  if (errno != EMFILE && errno != ENFILE)
    return FALSE;

  if (stempel_http_connections_evict (self->connections))
    stempel_http_daemon_source_run (self->source);

  return TRUE;
}

static gboolean
accept_cb (int fd, GIOCondition condition, gpointer user_data)
{
  StempelHttpListener *self = user_data;

  for (guint i = 0; i < ACCEPTED_AT_ONCE; i++)
    {
      struct sockaddr_storage address = { 0 };
      socklen_t length = sizeof address;
      int client = accept (fd, (struct sockaddr *) &address, &length);

      if (client == -1)
        {
          if (make_room (self))
            continue;
          break;
        }
      /* It does not block from then on, and is closed where it is not taken. */
      MHD_add_connection (self->daemon, client, (struct sockaddr *) &address, length);
    }
  stempel_http_daemon_source_run (self->source);

  return G_SOURCE_CONTINUE;
}

/**
 * stempel_http_listener_listen:
 * @self: a listener
 * @socket: a socket that listens, of whatever kind
 *
 * Answers on @socket as well.
 */
void
stempel_http_listener_listen (StempelHttpListener *self, GSocket *socket)
{
  guint watch;

  g_return_if_fail (STEMPEL_IS_HTTP_LISTENER (self));
  g_return_if_fail (G_IS_SOCKET (socket));

  watch = g_unix_fd_add (g_socket_get_fd (socket), G_IO_IN, accept_cb, self);
  g_ptr_array_add (self->sockets, g_object_ref (socket));
  g_array_append_val (self->watches, watch);
}

/**
 * stempel_http_listener_set_limits:
 * @self: a listener
 * @limits: what a client may take from now on, of the same sizes
 *
 * Nobody is disturbed who is there.
 */
void
stempel_http_listener_set_limits (StempelHttpListener *self, const StempelHttpLimits *limits)
{
  g_return_if_fail (STEMPEL_IS_HTTP_LISTENER (self));
  g_return_if_fail (limits->header_bytes == self->limits.header_bytes);

  self->limits = *limits;
  self->limits.proxies = NULL;
  stempel_http_connections_set_limits (self->connections, limits);
}

/**
 * stempel_http_listener_get_count:
 * @self: a listener
 *
 * Returns: how many connections there are
 */
guint
stempel_http_listener_get_count (StempelHttpListener *self)
{
  g_return_val_if_fail (STEMPEL_IS_HTTP_LISTENER (self), 0);

  return stempel_http_connections_get_count (self->connections);
}

/**
 * stempel_http_listener_get_counts:
 * @self: a listener
 * @counts: (out caller-allocates): what happened to its connections
 */
void
stempel_http_listener_get_counts (StempelHttpListener *self, StempelHttpCounts *counts)
{
  g_return_if_fail (STEMPEL_IS_HTTP_LISTENER (self));

  stempel_http_connections_get_counts (self->connections, counts);
}

/**
 * stempel_http_listener_end_idle:
 * @self: a listener
 *
 * Ends all connections on which there is no request.
 */
void
stempel_http_listener_end_idle (StempelHttpListener *self)
{
  g_return_if_fail (STEMPEL_IS_HTTP_LISTENER (self));

  stempel_http_connections_end_idle (self->connections);
}

/**
 * stempel_http_listener_stop:
 * @self: a listener
 *
 * Takes no new connections. Those that are there go on.
 */
void
stempel_http_listener_stop (StempelHttpListener *self)
{
  g_return_if_fail (STEMPEL_IS_HTTP_LISTENER (self));

  for (guint i = 0; i < self->watches->len; i++)
    g_source_remove (g_array_index (self->watches, guint, i));
  g_array_set_size (self->watches, 0);
  g_ptr_array_set_size (self->sockets, 0);
}
