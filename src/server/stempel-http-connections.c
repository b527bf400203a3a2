/* stempel-http-connections.c: who is connected, and how long they may keep us waiting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libmicrohttpd knows how long a connection was silent, not how long a request has been coming in:
 * a byte now and then keeps it open for ever. So the sockets are watched here as well, and looked
 * at before libmicrohttpd takes what has come. A connection that is to end is shut down;
 * libmicrohttpd then finds it closed and lets go of it.
 */

#include "config.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stempel-http-connections.h"
#include "stempel-http-origin.h"

#define EVENTS_AT_ONCE 64
#define LEAVING_MS 1000

typedef enum
{
  STATE_IDLE,     /* nothing of a request is there */
  STATE_READING,  /* something is, but not all */
  STATE_LEAVING,  /* the client will send no more; what is on its way may still be all */
  STATE_SERVED,   /* all is there: whoever answers has limits of their own */
  STATE_ANSWERED, /* the answer is on its way */
  N_STATES
} State;

struct _StempelHttpConnection
{
  StempelHttpConnections *owner;
  GList                   link;
  State                   state;
  gint64                  since;
  gboolean                more;    /* came while it was served: the next request begins */
  gboolean                left;    /* the client sends no more */
  int                     fd;
  char                   *address; /* (owned) (nullable) */
  char                   *counted; /* (owned) (nullable): what it counts as part of */
};

struct _StempelHttpConnections
{
  StempelHttpLimits  limits;
  GPtrArray         *proxies;      /* (owned): GInetAddressMask */
  GQueue             of[N_STATES]; /* StempelHttpConnection, the longest in that state first */
  GHashTable        *per_address;  /* (owned): how many of each address */
  int                epoll;
  GSource           *timer;        /* (owned) */
  guint64            evicted;
  guint64            timed_out;
  guint64            refused;
};

static guint
limit_of (StempelHttpConnections *self, State state)
{
  switch (state)
    {
    case STATE_IDLE:
      return self->limits.idle_ms;
    case STATE_READING:
      return self->limits.request_ms;
    case STATE_LEAVING:
      return LEAVING_MS;
    case STATE_ANSWERED:
      return self->limits.answer_ms;
    case STATE_SERVED:
    case N_STATES:
      break;
    }

  return 0;
}

/* The first of each state is the one whose time is up first. Returns when that of the first of all
 * is, -1 if never. */
static gint64
find_end (StempelHttpConnections *self)
{
  gint64 ready = -1;

  for (State state = 0; state < N_STATES; state++)
    {
      StempelHttpConnection *first = g_queue_peek_head (&self->of[state]);
      gint64 ends;

      if (first == NULL || limit_of (self, state) == 0)
        continue;

      ends = first->since + (gint64) limit_of (self, state) * 1000;
      if (ready == -1 || ends < ready)
        ready = ends;
    }

  return ready;
}

/* States change with every request, and setting a time wakes the main loop: one that comes too
 * early stays, and finds out how long it still is. */
static void
set_timer (StempelHttpConnections *self)
{
  gint64 set = g_source_get_ready_time (self->timer);
  gint64 ready = find_end (self);

  if (ready != -1 && (set == -1 || ready < set))
    g_source_set_ready_time (self->timer, ready);
}

static void
set_state (StempelHttpConnection *connection, State state)
{
  StempelHttpConnections *self = connection->owner;

  g_queue_unlink (&self->of[connection->state], &connection->link);
  connection->state = state;
  connection->since = g_get_monotonic_time ();
  g_queue_push_tail_link (&self->of[state], &connection->link);
  set_timer (self);
}

/* Shut down it is as good as gone, and so not the first to go again. */
static void
shut_down (StempelHttpConnection *connection)
{
  shutdown (connection->fd, SHUT_RDWR);
  set_state (connection, STATE_SERVED);
}

static gboolean
time_up_cb (gpointer user_data)
{
  StempelHttpConnections *self = user_data;
  gint64 now = g_get_monotonic_time ();

  for (State state = 0; state < N_STATES; state++)
    {
      StempelHttpConnection *first;

      while (limit_of (self, state) > 0 && (first = g_queue_peek_head (&self->of[state])) != NULL &&
             first->since + (gint64) limit_of (self, state) * 1000 <= now)
        {
          shut_down (first);
          self->timed_out++;
        }
    }
  g_source_set_ready_time (self->timer, find_end (self));

  return G_SOURCE_CONTINUE;
}

/* Told of each arrival once, and only of what nobody has read yet: asking again for each request
 * would cost two calls of the kernel. */
static void
watch (StempelHttpConnection *connection)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = connection };

  epoll_ctl (connection->owner->epoll, EPOLL_CTL_ADD, connection->fd, &event);
}

/* libmicrohttpd does not see the end of a connection that comes together with its last bytes. */
static void
see_event (StempelHttpConnection *connection, guint32 events)
{
  if ((events & EPOLLRDHUP) != 0)
    connection->left = TRUE;

  if (connection->state != STATE_IDLE && connection->state != STATE_READING)
    connection->more = TRUE;
  else if (connection->left)
    set_state (connection, STATE_LEAVING);
  else if (connection->state == STATE_IDLE)
    set_state (connection, STATE_READING);
}

/**
 * stempel_http_connections_look:
 * @self: a table of connections
 *
 * Sees what has come. To be called before anybody reads it.
 */
void
stempel_http_connections_look (StempelHttpConnections *self)
{
  struct epoll_event events[EVENTS_AT_ONCE];
  int n;

  do
    {
      n = epoll_wait (self->epoll, events, EVENTS_AT_ONCE, 0);
      for (int i = 0; i < n; i++)
        see_event (events[i].data.ptr, events[i].events);
    }
  while (n == EVENTS_AT_ONCE);
}

static gboolean
timer_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = timer_dispatch };

static void
set_limits (StempelHttpConnections *self, const StempelHttpLimits *limits)
{
  const char *const nobody[] = { NULL };

  self->limits = *limits;
  self->limits.proxies = NULL;
  g_clear_pointer (&self->proxies, g_ptr_array_unref);
  self->proxies =
    stempel_http_origin_parse_proxies (limits->proxies != NULL ? limits->proxies : nobody, NULL);
  g_assert (self->proxies != NULL);
}

/**
 * stempel_http_connections_new:
 * @limits: what a client may take
 *
 * Returns: (transfer full): a table of connections, without any
 */
StempelHttpConnections *
stempel_http_connections_new (const StempelHttpLimits *limits)
{
  StempelHttpConnections *self = g_new0 (StempelHttpConnections, 1);

  set_limits (self, limits);
  self->per_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self->timer, time_up_cb, self, NULL);
  g_source_attach (self->timer, NULL);

  return self;
}

/**
 * stempel_http_connections_set_limits:
 * @self: a table of connections
 * @limits: what a client may take from now on
 *
 * Times count at once, also for what has begun. Who is there stays, even where that is too many.
 */
void
stempel_http_connections_set_limits (StempelHttpConnections  *self,
                                     const StempelHttpLimits *limits)
{
  set_limits (self, limits);
  set_timer (self);
}

/**
 * stempel_http_connections_free:
 * @self: (transfer full): a table without connections
 */
void
stempel_http_connections_free (StempelHttpConnections *self)
{
  g_assert (stempel_http_connections_get_count (self) == 0);

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  close (self->epoll);
  g_hash_table_unref (self->per_address);
  g_ptr_array_unref (self->proxies);
  g_free (self);
}

/**
 * stempel_http_connections_get_count:
 * @self: a table of connections
 *
 * Returns: how many there are
 */
guint
stempel_http_connections_get_count (StempelHttpConnections *self)
{
  guint count = 0;

  for (State state = 0; state < N_STATES; state++)
    count += g_queue_get_length (&self->of[state]);

  return count;
}

/**
 * stempel_http_connections_evict:
 * @self: a table of connections
 *
 * Ends one connection so that another one finds room: of those that wait for nothing, or whose
 * request is not there yet, the one where nothing has changed longest. Whoever has just come, or
 * waits for an answer, stays.
 *
 * Returns: whether there was one to end
 */
gboolean
stempel_http_connections_evict (StempelHttpConnections *self)
{
  StempelHttpConnection *longest = NULL;

  for (State state = STATE_IDLE; state <= STATE_LEAVING; state++)
    {
      StempelHttpConnection *first = g_queue_peek_head (&self->of[state]);

      if (first != NULL && (longest == NULL || first->since < longest->since))
        longest = first;
    }

  if (longest == NULL)
    return FALSE;
  shut_down (longest);
  self->evicted++;

  return TRUE;
}

/**
 * stempel_http_connections_end_idle:
 * @self: a table of connections
 *
 * Ends all on which there is no request.
 */
void
stempel_http_connections_end_idle (StempelHttpConnections *self)
{
  StempelHttpConnection *first;

  while ((first = g_queue_peek_head (&self->of[STATE_IDLE])) != NULL)
    shut_down (first);
}

/* Whoever has one IPv6 address mostly has 2^64 of them. (nullable): a proxy is not counted. */
static char *
get_counted_part (StempelHttpConnections *self, const char *address)
{
  g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string (address);
  const guint8 *bytes;

  if (parsed != NULL && stempel_http_origin_is_proxy (self->proxies, parsed))
    return NULL;
  if (parsed == NULL || g_inet_address_get_family (parsed) == G_SOCKET_FAMILY_IPV4)
    return g_strdup (address);

  bytes = g_inet_address_to_bytes (parsed);

  return g_strdup_printf ("%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", bytes[0], bytes[1], bytes[2],
                          bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

static gboolean
count_address (StempelHttpConnections *self, const char *counted, int by)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->per_address, counted));

  if (by > 0 && count >= self->limits.connections_per_address)
    return FALSE;

  count = (guint) ((int) count + by);
  if (count == 0)
    g_hash_table_remove (self->per_address, counted);
  else
    g_hash_table_insert (self->per_address, g_strdup (counted), GUINT_TO_POINTER (count));

  return TRUE;
}

/**
 * stempel_http_connections_get_counts:
 * @self: a table of connections
 * @counts: (out caller-allocates): what happened so far
 */
void
stempel_http_connections_get_counts (StempelHttpConnections *self, StempelHttpCounts *counts)
{
  counts->open = stempel_http_connections_get_count (self);
  counts->evicted = self->evicted;
  counts->timed_out = self->timed_out;
  counts->refused = self->refused;
}

static StempelHttpConnection *
refuse (StempelHttpConnections *self)
{
  self->refused++;

  return NULL;
}

/**
 * stempel_http_connections_add:
 * @self: a table of connections
 * @fd: a socket; stays with whoever closes it, which is not before
 *   stempel_http_connection_remove()
 * @address: (nullable): where it comes from; %NULL for a Unix socket
 *
 * Returns: (transfer none) (nullable): the connection, or %NULL if there are too many already
 */
StempelHttpConnection *
stempel_http_connections_add (StempelHttpConnections *self, int fd, const char *address)
{
  StempelHttpConnection *connection;
  g_autofree char *counted = NULL;

  if (address != NULL && self->limits.connections_per_address > 0)
    counted = get_counted_part (self, address);

  if (counted != NULL && !count_address (self, counted, 1))
    return refuse (self);

  if (stempel_http_connections_get_count (self) >= self->limits.connections &&
      !stempel_http_connections_evict (self))
    {
      if (counted != NULL)
        count_address (self, counted, -1);
      return refuse (self);
    }

  connection = g_new0 (StempelHttpConnection, 1);
  connection->owner = self;
  connection->link.data = connection;
  connection->fd = fd;
  connection->address = g_strdup (address);
  connection->counted = g_steal_pointer (&counted);
  connection->since = g_get_monotonic_time ();
  g_queue_push_tail_link (&self->of[STATE_IDLE], &connection->link);
  watch (connection);
  set_timer (self);

  return connection;
}

/**
 * stempel_http_connection_serve:
 * @connection: a connection whose request is there as a whole
 */
void
stempel_http_connection_serve (StempelHttpConnection *connection)
{
  set_state (connection, STATE_SERVED);
}

/**
 * stempel_http_connection_answer:
 * @connection: a connection whose answer is ready to be fetched
 */
void
stempel_http_connection_answer (StempelHttpConnection *connection)
{
  set_state (connection, STATE_ANSWERED);
}

/**
 * stempel_http_connection_rest:
 * @connection: a connection whose answer was fetched
 */
void
stempel_http_connection_rest (StempelHttpConnection *connection)
{
  if (connection->left)
    set_state (connection, STATE_LEAVING);
  else
    set_state (connection, connection->more ? STATE_READING : STATE_IDLE);
  connection->more = FALSE;
}

/**
 * stempel_http_connection_remove:
 * @connection: (transfer full): a connection that is being closed
 */
void
stempel_http_connection_remove (StempelHttpConnection *connection)
{
  StempelHttpConnections *self = connection->owner;

  epoll_ctl (self->epoll, EPOLL_CTL_DEL, connection->fd, NULL);
  g_queue_unlink (&self->of[connection->state], &connection->link);
  if (connection->counted != NULL)
    count_address (self, connection->counted, -1);
  set_timer (self);

  g_free (connection->address);
  g_free (connection->counted);
  g_free (connection);
}

/**
 * stempel_http_connection_get_address:
 * @connection: a connection
 *
 * Returns: (transfer none) (nullable): where it comes from; %NULL for a Unix socket
 */
const char *
stempel_http_connection_get_address (StempelHttpConnection *connection)
{
  return connection->address;
}
