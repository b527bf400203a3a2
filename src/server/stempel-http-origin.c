/* stempel-http-origin.c: where a request comes from, behind proxies that say so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Anybody can send X-Forwarded-For. Each proxy adds to its end whom it got the request from, so it
 * is read from there, and only as far as those who added are known.
 */

#include "config.h"

#include <string.h>

#include "stempel-http-origin.h"

/**
 * stempel_http_origin_parse_proxies:
 * @proxies: addresses (`10.0.0.2`) or networks (`10.0.0.0/8`), ended by %NULL
 * @error: return location for a %G_IO_ERROR that names the one that is neither
 *
 * Returns: (transfer full) (element-type GInetAddressMask): those who are believed, or %NULL
 */
GPtrArray *
stempel_http_origin_parse_proxies (const char *const *proxies, GError **error)
{
  g_autoptr(GPtrArray) masks = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *proxies != NULL; proxies++)
    {
      GInetAddressMask *mask = g_inet_address_mask_new_from_string (*proxies, NULL);

      if (mask == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "%s is neither an address nor a network", *proxies);
          return NULL;
        }
      g_ptr_array_add (masks, mask);
    }

  return g_steal_pointer (&masks);
}

/**
 * stempel_http_origin_is_proxy:
 * @proxies: (element-type GInetAddressMask): who is believed
 * @address: an address
 *
 * Returns: whether @address is one of @proxies
 */
gboolean
stempel_http_origin_is_proxy (GPtrArray *proxies, GInetAddress *address)
{
  for (guint i = 0; i < proxies->len; i++)
    {
      if (g_inet_address_mask_matches (g_ptr_array_index (proxies, i), address))
        return TRUE;
    }

  return FALSE;
}

/* `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`; IPv4 in IPv6 is IPv4. */
static GInetAddress *
parse_hop (const char *hop)
{
  g_autofree char *text = g_strstrip (g_strdup (hop));
  g_autoptr(GInetAddress) address = NULL;
  const char *begin = text;
  char *end = NULL;

  if (*text == '[')
    {
      begin = text + 1;
      end = strchr (text, ']');
      if (end == NULL)
        return NULL;
    }
  else if (strchr (text, '.') != NULL && strchr (text, ':') == strrchr (text, ':'))
    {
      end = strchr (text, ':');
    }
  if (end != NULL)
    *end = '\0';
  if (g_ascii_strncasecmp (begin, "::ffff:", 7) == 0 && strchr (begin, '.') != NULL)
    begin += 7;

  return g_inet_address_new_from_string (begin);
}

/**
 * stempel_http_origin_find:
 * @proxies: (element-type GInetAddressMask): who is believed
 * @peer: (nullable): the address of who connected, as numbers; %NULL for a Unix socket, behind
 *   which stands a proxy
 * @forwarded: (nullable): all of X-Forwarded-For, with commas between
 *
 * Returns: (transfer full) (nullable): the address of the client; %NULL when nobody says
 */
char *
stempel_http_origin_find (GPtrArray *proxies, const char *peer, const char *forwarded)
{
  g_autoptr(GInetAddress) origin = NULL;
  g_auto(GStrv) hops = NULL;

  /* Most requests, and nothing in it to be told from anything. */
  if (peer != NULL && forwarded == NULL && strchr (peer, ':') == NULL)
    return g_strdup (peer);

  origin = peer != NULL ? parse_hop (peer) : NULL;
  hops = g_strsplit (forwarded != NULL ? forwarded : "", ",", -1);
  for (guint i = g_strv_length (hops); i > 0; i--)
    {
      GInetAddress *before;

      if (origin != NULL && !stempel_http_origin_is_proxy (proxies, origin))
        break;
      before = parse_hop (hops[i - 1]);
      if (before == NULL)
        break;
      g_set_object (&origin, before);
      g_object_unref (before);
    }

  return origin != NULL ? g_inet_address_to_string (origin) : NULL;
}
