/* stempel-doors.c: the listeners of a server, without and with TLS
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-doors.h"
#include "stempel-metric-text.h"

#define CONNECTIONS "stempel_connections"
#define CONNECTIONS_ENDED "stempel_connections_ended_total"

typedef enum
{
  DOOR_HTTP,
  DOOR_HTTPS,
  N_DOORS
} Door;

static const char *const names[N_DOORS] = { "http", "https" };

struct _StempelDoors
{
  StempelHttpListener *listeners[N_DOORS]; /* (owned) */
  guint                n;                  /* that of HTTPS is the last one */
};

/**
 * stempel_doors_new:
 * @limits: what a client may take, on each of them
 * @tls: whether there is one with TLS
 * @handler: called with each request
 * @observer: called with each that is over
 * @user_data: for both
 * @error: return location for an error
 *
 * Returns: (transfer full): doors that are not open yet, or %NULL on error
 */
StempelDoors *
stempel_doors_new (const StempelHttpLimits  *limits,
                   gboolean                  tls,
                   StempelHttpHandler        handler,
                   StempelHttpHandler        observer,
                   gpointer                  user_data,
                   GError                  **error)
{
  g_autoptr(StempelDoors) self = g_new0 (StempelDoors, 1);

  for (Door door = 0; door < (tls ? N_DOORS : DOOR_HTTPS); door++)
    {
      self->listeners[door] = stempel_http_listener_new (limits, door == DOOR_HTTPS, handler,
                                                         observer, user_data, error);
      if (self->listeners[door] == NULL)
        return NULL;
      self->n++;
    }

  return g_steal_pointer (&self);
}

/**
 * stempel_doors_free:
 * @self: (transfer full): doors
 */
void
stempel_doors_free (StempelDoors *self)
{
  for (guint i = 0; i < self->n; i++)
    g_object_unref (self->listeners[i]);
  g_free (self);
}

/**
 * stempel_doors_set_limits:
 * @self: doors
 * @limits: what a client may take from now on, on each of them
 */
void
stempel_doors_set_limits (StempelDoors *self, const StempelHttpLimits *limits)
{
  for (guint i = 0; i < self->n; i++)
    stempel_http_listener_set_limits (self->listeners[i], limits);
}

/**
 * stempel_doors_listen:
 * @self: doors
 * @socket: a socket that listens
 * @tls: whether TLS is spoken there; only if there is such a door
 *
 * Answers on @socket as well.
 */
void
stempel_doors_listen (StempelDoors *self, GSocket *socket, gboolean tls)
{
  Door door = tls ? DOOR_HTTPS : DOOR_HTTP;

  g_return_if_fail (door < self->n);

  stempel_http_listener_listen (self->listeners[door], socket);
}

/**
 * stempel_doors_stop:
 * @self: doors
 *
 * Takes no new connections.
 */
void
stempel_doors_stop (StempelDoors *self)
{
  for (guint i = 0; i < self->n; i++)
    stempel_http_listener_stop (self->listeners[i]);
}

/**
 * stempel_doors_end_idle:
 * @self: doors
 *
 * Ends the connections that wait for a request.
 */
void
stempel_doors_end_idle (StempelDoors *self)
{
  for (guint i = 0; i < self->n; i++)
    stempel_http_listener_end_idle (self->listeners[i]);
}

/**
 * stempel_doors_are_empty:
 * @self: doors
 *
 * Returns: whether there is no connection
 */
gboolean
stempel_doors_are_empty (StempelDoors *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      if (stempel_http_listener_get_count (self->listeners[i]) > 0)
        return FALSE;
    }

  return TRUE;
}

static void
add_ended (GString *text, const char *door, const char *why, guint64 count)
{
  stempel_metric_text_add (text, CONNECTIONS_ENDED, (double) count, "door", door, "why", why, NULL);
}

/**
 * stempel_doors_write_metrics:
 * @self: doors
 * @text: where it writes who comes in through them
 */
void
stempel_doors_write_metrics (StempelDoors *self, GString *text)
{
  StempelHttpCounts counts[N_DOORS];

  for (guint i = 0; i < self->n; i++)
    stempel_http_listener_get_counts (self->listeners[i], &counts[i]);

  stempel_metric_text_begin (text, CONNECTIONS, "gauge", "Open connections.");
  for (guint i = 0; i < self->n; i++)
    stempel_metric_text_add (text, CONNECTIONS, counts[i].open, "door", names[i], NULL);

  stempel_metric_text_begin (text, CONNECTIONS_ENDED, "counter",
                             "Connections that were not let in (refused), that had to make room "
                             "(evicted), or whose time was up (timed_out).");
  for (guint i = 0; i < self->n; i++)
    {
      add_ended (text, names[i], "refused", counts[i].refused);
      add_ended (text, names[i], "evicted", counts[i].evicted);
      add_ended (text, names[i], "timed_out", counts[i].timed_out);
    }
}
