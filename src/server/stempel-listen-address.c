/* stempel-listen-address.c: where a server answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "stempel-listen-address.h"

#define UNIX_PREFIX "unix:"
#define TLS_PREFIX "tls:"
#define BACKLOG 1024
/* For the server and its group, which a proxy is a member of. */
#define SOCKET_MODE 0660

static GSocketAddress *
new_address_error (const char *text, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "“%s” is no address: unix:/PATH, 127.0.0.1:PORT or [::1]:PORT", text);

  return NULL;
}

static GSocketAddress *
parse (const char *text, GError **error)
{
  g_autofree char *host = NULL;
  const char *colon;
  guint64 port;
  GSocketAddress *address;

  if (g_str_has_prefix (text, UNIX_PREFIX "/"))
    return g_unix_socket_address_new (text + strlen (UNIX_PREFIX));

  colon = strrchr (text, ':');
  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    return new_address_error (text, error);

  if (*text == '[' && colon[-1] == ']')
    host = g_strndup (text + 1, (gsize) (colon - text) - 2);
  else
    host = g_strndup (text, (gsize) (colon - text));

  if ((strchr (host, ':') != NULL) != (*text == '['))
    return new_address_error (text, error);
  address = g_inet_socket_address_new_from_string (host, (guint) port);

  return address != NULL ? address : new_address_error (text, error);
}

/**
 * stempel_listen_address_has_tls:
 * @text: an address, see stempel_listen_address_parse()
 *
 * Returns: whether TLS is to be spoken there
 */
gboolean
stempel_listen_address_has_tls (const char *text)
{
  return g_str_has_prefix (text, TLS_PREFIX);
}

/**
 * stempel_listen_address_is_loopback:
 * @address: an address
 *
 * Returns: whether only this computer can reach it
 */
gboolean
stempel_listen_address_is_loopback (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return TRUE;

  return g_inet_address_get_is_loopback (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* A socket that nobody listens on any more was left by a server that was killed. */
static void
remove_left_over (GSocketAddress *address)
{
  const char *path = g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address));
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                            G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr(GError) error = NULL;

  if (socket != NULL && !g_socket_connect (socket, address, NULL, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_unlink (path);
}

/**
 * stempel_listen_address_parse:
 * @text: `unix:` and a path, or an IP address and a port with a colon between; IPv6 in brackets.
 *   In front of an IP address may stand `tls:`
 * @error: return location for a %G_IO_ERROR
 *
 * What other computers could reach is refused where nothing is encrypted.
 *
 * Returns: (transfer full): the address, or %NULL if @text is none
 */
GSocketAddress *
stempel_listen_address_parse (const char *text, GError **error)
{
  g_autoptr(GSocketAddress) address = NULL;
  gboolean tls;

  g_return_val_if_fail (text != NULL, NULL);

  tls = stempel_listen_address_has_tls (text);
  address = parse (tls ? text + strlen (TLS_PREFIX) : text, error);
  if (address == NULL)
    return NULL;

  if (tls && !G_IS_INET_SOCKET_ADDRESS (address))
    return new_address_error (text, error);
  if (!tls && !stempel_listen_address_is_loopback (address))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   "“%s” is not of this computer: put a proxy with TLS in front, or %s here",
                   text, TLS_PREFIX);
      return NULL;
    }

  return g_steal_pointer (&address);
}

static GSocket *
open_address (GSocketAddress *address, GError **error)
{
  gboolean is_unix = G_IS_UNIX_SOCKET_ADDRESS (address);
  g_autoptr(GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                            G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);

  if (socket == NULL)
    return NULL;

  if (is_unix)
    remove_left_over (address);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error))
    return NULL;
  if (is_unix)
    g_chmod (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address)), SOCKET_MODE);
  if (!g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

/**
 * stempel_listen_address_open:
 * @text: an address, see stempel_listen_address_parse()
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: (transfer full): a socket that listens there, or %NULL on error
 */
GSocket *
stempel_listen_address_open (const char *text, GError **error)
{
  g_autoptr(GSocketAddress) address = stempel_listen_address_parse (text, error);
  GSocket *socket;

  if (address == NULL)
    return NULL;

  socket = open_address (address, error);
  if (socket == NULL)
    g_prefix_error (error, "“%s”: ", text);

  return socket;
}
