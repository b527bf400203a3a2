/* stempel-http-address.c: where a server is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-error.h"
#include "stempel-http-address.h"

#define FIELD "url"
/* Names of hosts (RFC 1123), and addresses of both kinds. */
#define HOST_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.:"

static GError *
new_field_error (const char *code, const char *message)
{
  g_autofree char *text = g_strdup_printf ("{\"code\": \"invalid\", \"errors\":"
                                           " [{\"field\": \"" FIELD "\", \"code\": \"%s\"}]}",
                                           code);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  return stempel_error_new_for_problem (json_node_get_object (node), message);
}

static gboolean
is_this_computer (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Somebody types a name, and means https. */
static char *
with_scheme (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return strstr (stripped, "://") != NULL ? g_steal_pointer (&stripped)
                                          : g_strconcat ("https://", stripped, NULL);
}

static char *
get_ascii_host (GUri *uri)
{
  return g_uri_get_host (uri) != NULL ? g_hostname_to_ascii (g_uri_get_host (uri)) : NULL;
}

static gboolean
is_plain (GUri *uri)
{
  g_autofree char *host = get_ascii_host (uri);

  return host != NULL && *host != '\0' && strspn (host, HOST_CHARACTERS) == strlen (host) &&
         g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL &&
         g_uri_get_fragment (uri) == NULL;
}

/* Paths of operations begin with a slash of their own. */
static GUri *
without_last_slash (GUri *uri)
{
  g_autofree char *host = get_ascii_host (uri);
  g_autofree char *path = g_strdup (g_uri_get_path (uri));

  for (gsize length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';

  return g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host,
                      g_uri_get_port (uri), path, NULL, NULL);
}

/**
 * stempel_http_address_parse:
 * @text: an address such as `https://stempel.example.org`, or only the name
 * @error: return location for an %STEMPEL_ERROR_INVALID with an error of the field `url`:
 *   `invalid_format`, or `not_allowed` where a password would travel in the clear
 *
 * Without encryption only this computer is talked to.
 *
 * Returns: (transfer full): the address, its path without a slash at the end, or %NULL on error
 */
GUri *
stempel_http_address_parse (const char *text, GError **error)
{
  g_autofree char *whole = NULL;
  g_autoptr(GUri) uri = NULL;
  gboolean clear;

  g_return_val_if_fail (text != NULL, NULL);

  whole = with_scheme (text);
  uri = g_uri_parse (whole, G_URI_FLAGS_ENCODED, NULL);
  clear = uri != NULL && g_str_equal (g_uri_get_scheme (uri), "http");
  if (uri == NULL || !is_plain (uri) || (!clear && !g_str_equal (g_uri_get_scheme (uri), "https")))
    {
      g_propagate_error (error, new_field_error ("invalid_format", "this is no address"));
      return NULL;
    }
  if (clear && !is_this_computer (g_uri_get_host (uri)))
    {
      g_propagate_error (error, new_field_error ("not_allowed", "only https to other computers"));
      return NULL;
    }

  return without_last_slash (uri);
}
