/* stempel-pg-passfile.c: the passwords of the private cluster
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <sys/random.h>

#include "stempel-pg-error.h"
#include "stempel-pg-passfile.h"

#define PASSWORD_BYTES 24
#define MODE 0600

/**
 * stempel_pg_passfile_generate:
 *
 * Returns: (transfer full): a password nobody needs to know, 192 random bits as hexadecimal digits
 */
char *
stempel_pg_passfile_generate (void)
{
  guint8 bytes[PASSWORD_BYTES];
  GString *text = g_string_sized_new (2 * PASSWORD_BYTES);

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("the kernel gives no random bytes");

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    g_string_append_printf (text, "%02x", bytes[i]);

  return g_string_free (text, FALSE);
}

/* A colon or a backslash in a field is written with a backslash before it. */
static char *
quote_field (const char *field)
{
  GString *text = g_string_new (NULL);

  for (const char *c = field; *c != '\0'; c++)
    {
      if (*c == ':' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }

  return g_string_free (text, FALSE);
}

/**
 * stempel_pg_passfile_set:
 * @path: a file in libpq's format; made when missing, readable for its owner only
 * @role: a PostgreSQL role
 * @password: (nullable): its password, %NULL to forget it
 * @error: return location for an %STEMPEL_ERROR
 *
 * Two at once would lose a line: hold the lock of the cluster.
 *
 * Returns: whether the file is safely written
 */
gboolean
stempel_pg_passfile_set (const char *path, const char *role, const char *password, GError **error)
{
  g_autofree char *contents = NULL;
  g_autofree char *quoted_role = quote_field (role);
  g_autofree char *prefix = g_strdup_printf ("*:*:*:%s:", quoted_role);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) local_error = NULL;
  g_auto(GStrv) lines = NULL;

  g_file_get_contents (path, &contents, NULL, NULL); /* missing at first */
  lines = g_strsplit (contents != NULL ? contents : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], prefix))
        g_string_append_printf (text, "%s\n", lines[i]);
    }

  if (password != NULL)
    {
      g_autofree char *quoted_password = quote_field (password);

      g_string_append_printf (text, "%s%s\n", prefix, quoted_password);
    }

  if (g_file_set_contents_full (path, text->str, (gssize) text->len,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                MODE, &local_error))
    return TRUE;

  g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "%s",
                                                  local_error->message));

  return FALSE;
}
