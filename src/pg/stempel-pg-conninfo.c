/* stempel-pg-conninfo.c: connection strings, taken apart and put together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-conninfo.h"
#include "stempel-pg-error.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PQconninfoOption, PQconninfoFree)

static void
append_option (GString *text, const char *keyword, const char *value)
{
  g_string_append_printf (text, "%s%s='", text->len > 0 ? " " : "", keyword);
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '\'' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '\'');
}

/**
 * stempel_pg_conninfo_with:
 * @conninfo: a libpq connection string or URI
 * @keyword: a keyword of libpq, such as `user`
 * @value: its value
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): @conninfo with @keyword set to @value, or %NULL when it is not a
 *   connection string
 */
char *
stempel_pg_conninfo_with (const char *conninfo, const char *keyword, const char *value,
                          GError **error)
{
  g_autoptr(PQconninfoOption) options = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (conninfo != NULL, NULL);
  g_return_val_if_fail (keyword != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  options = PQconninfoParse (conninfo, NULL);
  if (options == NULL)
    {
      /* libpq's own words may quote the password. */
      g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION,
                                                      "this is not a connection string"));
      return NULL;
    }

  for (PQconninfoOption *o = options; o->keyword != NULL; o++)
    {
      if (o->val != NULL && !g_str_equal (o->keyword, keyword))
        append_option (text, o->keyword, o->val);
    }
  append_option (text, keyword, value);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * stempel_pg_conninfo_get:
 * @conninfo: a libpq connection string or URI
 * @keyword: a keyword of libpq, such as `user`
 *
 * Returns: (transfer full) (nullable): its value, or %NULL where @conninfo does not say
 */
char *
stempel_pg_conninfo_get (const char *conninfo, const char *keyword)
{
  g_autoptr(PQconninfoOption) options = NULL;

  g_return_val_if_fail (conninfo != NULL, NULL);
  g_return_val_if_fail (keyword != NULL, NULL);

  options = PQconninfoParse (conninfo, NULL);
  for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++)
    {
      if (g_str_equal (o->keyword, keyword))
        return g_strdup (o->val);
    }

  return NULL;
}

/**
 * stempel_pg_conninfo_needs_sslmode:
 * @conninfo: a libpq connection string or URI
 *
 * Where nobody chose how to encrypt, certificate and host name are verified. A service file does
 * not count as a choice, for libpq does not show what it says. On a Unix socket libpq ignores it.
 *
 * Returns: whether neither @conninfo nor the environment says how to encrypt
 */
gboolean
stempel_pg_conninfo_needs_sslmode (const char *conninfo)
{
  g_autofree char *sslmode = stempel_pg_conninfo_get (conninfo, "sslmode");

  return sslmode == NULL && g_getenv ("PGSSLMODE") == NULL;
}

/* Of a list with one for all, or with one for each. */
static const char *
get_of_list (GStrv list, guint place)
{
  return list[g_strv_length (list) == 1 ? 0 : place];
}

static GStrv
get_list (const char *conninfo, const char *keyword)
{
  g_autofree char *value = stempel_pg_conninfo_get (conninfo, keyword);

  return value != NULL ? g_strsplit (value, ",", -1) : NULL;
}

static gboolean
has_length (GStrv list, guint length)
{
  return list == NULL || g_strv_length (list) == length;
}

static char *
choose_host (const char *conninfo, GStrv *lists, const char *const *keywords, guint place)
{
  g_autofree char *text = g_strdup (conninfo);

  for (guint i = 0; keywords[i] != NULL; i++)
    {
      g_autofree char *before = g_steal_pointer (&text);

      if (lists[i] != NULL)
        text = stempel_pg_conninfo_with (before, keywords[i], get_of_list (lists[i], place), NULL);
      else
        text = g_steal_pointer (&before);
    }

  return g_steal_pointer (&text);
}

/**
 * stempel_pg_conninfo_split:
 * @conninfo: a libpq connection string or URI
 *
 * What libpq would try one after the other when it is asked to wait; when it is not, it stays with
 * a host that does not answer. Hosts that a service file or the environment names are not split.
 *
 * Returns: (transfer full): a connection string for each host of @conninfo, in its order; @conninfo
 *   itself where there is one host or none, or where libpq will find fault with the lists
 */
GStrv
stempel_pg_conninfo_split (const char *conninfo)
{
  const char *keywords[] = { "host", "hostaddr", "port", NULL };
  g_auto(GStrv) hosts = get_list (conninfo, keywords[0]);
  g_auto(GStrv) addresses = get_list (conninfo, keywords[1]);
  g_auto(GStrv) ports = get_list (conninfo, keywords[2]);
  GStrv lists[] = { hosts, addresses, ports };
  guint length = 1;
  g_autoptr(GPtrArray) split = g_ptr_array_new ();

  if (addresses != NULL || hosts != NULL)
    length = g_strv_length (addresses != NULL ? addresses : hosts);

  if (length < 2 || !has_length (hosts, length) ||
      (!has_length (ports, length) && !has_length (ports, 1)))
    g_ptr_array_add (split, g_strdup (conninfo));
  else
    for (guint i = 0; i < length; i++)
      g_ptr_array_add (split, choose_host (conninfo, lists, keywords, i));
  g_ptr_array_add (split, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&split), FALSE);
}
