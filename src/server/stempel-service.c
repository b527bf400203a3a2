/* stempel-service.c: what a service manager hands over and wants to know
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without systemd all of this does nothing.
 */

#include "config.h"

#include <systemd/sd-daemon.h>

#include "stempel-listen-address.h"
#include "stempel-service.h"

/* Twice in the time after which the manager gives up. */
#define BEATS_PER_PERIOD 2
/* FileDescriptorName= of systemd.socket(5). */
#define TLS_NAME "tls"
#define STATUS_NAME "status"

static GSocket *
new_socket (int fd, StempelServiceDoor door, GError **error)
{
  g_autoptr(GSocket) socket = g_socket_new_from_fd (fd, error);
  g_autoptr(GSocketAddress) address = NULL;

  if (socket == NULL)
    return NULL;

  address = g_socket_get_local_address (socket, error);
  if (address == NULL)
    return NULL;
  if (door != STEMPEL_SERVICE_DOOR_TLS && !stempel_listen_address_is_loopback (address))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   "a socket that was handed over is not of this computer: put a proxy with TLS in "
                   "front, or name it " TLS_NAME);
      return NULL;
    }
  g_socket_set_blocking (socket, FALSE);

  return g_steal_pointer (&socket);
}

/* By any other name they are for the operations. */
static StempelServiceDoor
get_door (const char *name)
{
  if (g_str_equal (name, TLS_NAME))
    return STEMPEL_SERVICE_DOOR_TLS;

  return g_str_equal (name, STATUS_NAME) ? STEMPEL_SERVICE_DOOR_STATUS
                                         : STEMPEL_SERVICE_DOOR_OPERATIONS;
}

/**
 * stempel_service_take_sockets:
 * @door: what they are for
 * @error: return location for a %G_IO_ERROR
 *
 * Sockets that outlive the server: while it restarts, whoever connects waits (sd_listen_fds(3)).
 *
 * Returns: (transfer full) (element-type GSocket): the sockets that were handed over, most often
 *   none; %NULL if there is one that must not be listened on
 */
GPtrArray *
stempel_service_take_sockets (StempelServiceDoor door, GError **error)
{
  g_autoptr(GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  char **names = NULL;
  int n = sd_listen_fds_with_names (FALSE, &names);
  g_auto(GStrv) owned = names;

  for (int i = 0; i < n; i++)
    {
      GSocket *socket;

      if (get_door (names[i]) != door)
        continue;

      socket = new_socket (SD_LISTEN_FDS_START + i, door, error);
      if (socket == NULL)
        return NULL;
      g_ptr_array_add (sockets, socket);
    }

  return g_steal_pointer (&sockets);
}

/**
 * stempel_service_notify:
 * @state: what to say, such as `READY=1` (sd_notify(3))
 */
void
stempel_service_notify (const char *state)
{
  sd_notify (FALSE, state);
}

/**
 * stempel_service_notify_reloading:
 *
 * Says that the settings are being read again; `READY=1` ends it.
 */
void
stempel_service_notify_reloading (void)
{
  sd_notifyf (FALSE, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());
}

static gboolean
beat_cb (gpointer user_data)
{
  stempel_service_notify ("WATCHDOG=1");

  return G_SOURCE_CONTINUE;
}

/**
 * stempel_service_watch:
 *
 * Tells the manager again and again that the main loop goes round, if it wants to know.
 *
 * Returns: the id of the source that does, or 0
 */
guint
stempel_service_watch (void)
{
  uint64_t period_us;

  if (sd_watchdog_enabled (FALSE, &period_us) <= 0)
    return 0;

  return g_timeout_add ((guint) (period_us / 1000 / BEATS_PER_PERIOD), beat_cb, NULL);
}
