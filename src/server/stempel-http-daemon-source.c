/* stempel-http-daemon-source.c: what drives libmicrohttpd on the main loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-http-daemon-source.h"

/* It answers in one turn and is ready for the next request in another; then others are to come. */
#define MOST_TURNS 4

typedef struct
{
  GSource                 source;
  struct MHD_Daemon      *daemon;
  StempelHttpConnections *connections;
  gpointer                tag;
  gboolean                running;
  gboolean                due;
} DaemonSource;

static gboolean
is_due (DaemonSource *self)
{
  MHD_UNSIGNED_LONG_LONG wait;

  return self->due || (MHD_get_timeout (self->daemon, &wait) == MHD_YES && wait == 0);
}

static void
run (DaemonSource *self)
{
  self->running = TRUE;
  for (guint turn = 0; turn < MOST_TURNS; turn++)
    {
      self->due = FALSE;
      stempel_http_connections_look (self->connections);
      MHD_run (self->daemon);
      if (!is_due (self))
        break;
    }
  self->running = FALSE;
}

static gboolean
daemon_prepare (GSource *source, int *timeout)
{
  DaemonSource *self = (DaemonSource *) source;
  MHD_UNSIGNED_LONG_LONG wait;

  *timeout = -1;
  if (self->due)
    *timeout = 0;
  else if (MHD_get_timeout (self->daemon, &wait) == MHD_YES)
    *timeout = (int) MIN (wait, G_MAXINT);

  return *timeout == 0;
}

static gboolean
daemon_check (GSource *source)
{
  DaemonSource *self = (DaemonSource *) source;

  return g_source_query_unix_fd (source, self->tag) != 0 || is_due (self);
}

static gboolean
daemon_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  run ((DaemonSource *) source);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs daemon_funcs = {
  .prepare = daemon_prepare,
  .check = daemon_check,
  .dispatch = daemon_dispatch,
};

/**
 * stempel_http_daemon_source_new:
 * @daemon: one with an epoll descriptor and without a thread; has to outlive the source
 * @connections: those of @daemon, which look before it runs
 *
 * Returns: (transfer full): a source on the main loop that runs @daemon when there is something
 *   to do
 */
GSource *
stempel_http_daemon_source_new (struct MHD_Daemon *daemon, StempelHttpConnections *connections)
{
  GSource *source = g_source_new (&daemon_funcs, sizeof (DaemonSource));
  DaemonSource *self = (DaemonSource *) source;
  int fd = MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

  self->daemon = daemon;
  self->connections = connections;
  self->tag = g_source_add_unix_fd (source, fd, G_IO_IN);
  /* GLib takes descriptors of others out of its poll while it runs them. */
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, NULL);

  return source;
}

/**
 * stempel_http_daemon_source_run:
 * @source: a source
 *
 * Runs the daemon: what was added or resumed it sees only then. Where it runs already it runs again
 * after that. To be called on the main loop, to which this does not go back: that would be two more
 * rounds of all its descriptors for each answer.
 */
void
stempel_http_daemon_source_run (GSource *source)
{
  DaemonSource *self = (DaemonSource *) source;

  if (self->running)
    self->due = TRUE;
  else
    run (self);
}
