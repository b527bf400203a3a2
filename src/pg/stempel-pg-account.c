/* stempel-pg-account.c: the server programs of PostgreSQL and the account they run under
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "stempel-error.h"
#include "stempel-pg-account.h"
#include "stempel-pg-error.h"

/* PostgreSQL refuses to run as root; Debian's package makes this account. */
#define ACCOUNT "postgres"
#define DEBIAN_FOLDER "/usr/lib/postgresql"

static GError *
new_not_installed_error (const char *version)
{
  g_autofree char *package = g_strdup_printf ("postgresql%s%s", version != NULL ? "-" : "",
                                              version != NULL ? version : "");
  GError *error = stempel_pg_error_new (STEMPEL_PG_REASON_NOT_INSTALLED,
                                        "PostgreSQL is not installed: "
                                        "install the Debian package %s", package);

  json_object_set_string_member (stempel_error_get_problem (error), "package", package);

  return error;
}

static gboolean
has_programs (const char *folder)
{
  g_autofree char *initdb = g_build_filename (folder, "initdb", NULL);
  g_autofree char *postgres = g_build_filename (folder, "postgres", NULL);

  return g_file_test (initdb, G_FILE_TEST_IS_EXECUTABLE) &&
         g_file_test (postgres, G_FILE_TEST_IS_EXECUTABLE);
}

static gboolean
has_version (const char *folder, const char *version)
{
  g_autofree char *program = g_build_filename (folder, "postgres", NULL);
  const char *arguments[] = { program, "--version", NULL };
  g_autofree char *output = NULL;
  g_autofree char *wanted = NULL;

  if (version == NULL)
    return TRUE;

  wanted = g_strdup_printf (" %s.", version);

  return g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                       &output, NULL, NULL, NULL) &&
         strstr (output, wanted) != NULL;
}

static char *
ask_pg_config (void)
{
  const char *arguments[] = { "pg_config", "--bindir", NULL };
  g_autofree char *output = NULL;

  if (!g_spawn_sync (NULL, (char **) arguments, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                     &output, NULL, NULL, NULL))
    return NULL;

  return g_strdup (g_strchomp (output));
}

/* The newest of Debian's versions. */
static char *
find_debian_programs (const char *version)
{
  g_autoptr(GDir) folder = g_dir_open (DEBIAN_FOLDER, 0, NULL);
  g_autofree char *newest = NULL;
  guint64 newest_number = 0;
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *programs = g_build_filename (DEBIAN_FOLDER, name, "bin", NULL);
      guint64 number = g_ascii_strtoull (name, NULL, 10);

      if (number <= newest_number || !has_programs (programs) ||
          (version != NULL && !g_str_equal (version, name)))
        continue;

      newest_number = number;
      g_free (newest);
      newest = g_steal_pointer (&programs);
    }

  return g_steal_pointer (&newest);
}

/**
 * stempel_pg_account_find_programs:
 * @version: (nullable): the major version a data directory was made by, %NULL for any
 * @error: return location for an %STEMPEL_ERROR
 *
 * The environment variable STEMPEL_POSTGRESQL_BINDIR names the only folder to look into.
 *
 * Returns: (transfer full): the folder of `initdb`, `postgres` and `pg_ctl`; on error, which names
 *   the Debian package to install, %NULL
 */
char *
stempel_pg_account_find_programs (const char *version, GError **error)
{
  const char *chosen = g_getenv ("STEMPEL_POSTGRESQL_BINDIR");
  g_autofree char *programs = NULL;

  programs = chosen != NULL ? g_strdup (chosen) : ask_pg_config ();
  if (programs != NULL && has_programs (programs) && has_version (programs, version))
    return g_steal_pointer (&programs);

  g_clear_pointer (&programs, g_free);
  if (chosen == NULL)
    programs = find_debian_programs (version);

  if (programs == NULL)
    g_propagate_error (error, new_not_installed_error (version));

  return g_steal_pointer (&programs);
}

/**
 * stempel_pg_account_get:
 * @uid: (out): the user the server runs as
 * @gid: (out): its group
 * @error: return location for an %STEMPEL_ERROR
 *
 * That is the user of this process, and for root the account `postgres`.
 *
 * Returns: whether there is such an account
 */
gboolean
stempel_pg_account_get (uid_t *uid, gid_t *gid, GError **error)
{
  struct passwd entry;
  struct passwd *found = NULL;
  char buffer[4096];

  *uid = geteuid ();
  *gid = getegid ();
  if (*uid != 0)
    return TRUE;

  if (getpwnam_r (ACCOUNT, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    {
      g_propagate_error (error, new_not_installed_error (NULL));
      return FALSE;
    }

  *uid = found->pw_uid;
  *gid = found->pw_gid;

  return TRUE;
}

/**
 * stempel_pg_account_own:
 * @path: a file or folder of this process
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: whether @path now belongs to the account that the server runs under
 */
gboolean
stempel_pg_account_own (const char *path, GError **error)
{
  uid_t uid;
  gid_t gid;

  if (!stempel_pg_account_get (&uid, &gid, error))
    return FALSE;

  if (geteuid () == uid || lchown (path, uid, gid) == 0)
    return TRUE;

  g_propagate_error (error,
                     stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "cannot give %s to %s: %s",
                                                  path, ACCOUNT, g_strerror (errno)));

  return FALSE;
}

/**
 * stempel_pg_account_add_prefix:
 * @arguments: a command line that is still empty
 *
 * Adds what makes the rest of it run under the account of the server.
 */
void
stempel_pg_account_add_prefix (GStrvBuilder *arguments)
{
  if (geteuid () == 0)
    g_strv_builder_add_many (arguments, "setpriv", "--reuid=" ACCOUNT, "--regid=" ACCOUNT,
                             "--init-groups", "--", NULL);
}

/* Nothing of the user's own PostgreSQL settings may reach the private server. */
static char **
new_environment (void)
{
  char **environment = g_get_environ ();
  g_auto(GStrv) names = g_listenv ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], "PG"))
        environment = g_environ_unsetenv (environment, names[i]);
    }

  return g_environ_setenv (environment, "LC_ALL", "C", TRUE);
}

/**
 * stempel_pg_account_run:
 * @arguments: a program and its arguments, ended by %NULL
 * @error: return location for an %STEMPEL_ERROR that holds what it printed
 *
 * Runs it under the account of the server and waits for its end.
 *
 * Returns: whether it succeeded
 */
gboolean
stempel_pg_account_run (const char * const *arguments, GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) command = NULL;
  g_auto(GStrv) environment = new_environment ();
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr(GError) local_error = NULL;
  int status = 0;

  stempel_pg_account_add_prefix (builder);
  g_strv_builder_addv (builder, (const char **) arguments);
  command = g_strv_builder_end (builder);

  if (g_spawn_sync ("/", command, environment, G_SPAWN_SEARCH_PATH, NULL, NULL,
                    &output, &complaint, &status, &local_error) &&
      g_spawn_check_wait_status (status, &local_error))
    return TRUE;

  g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "%s: %s%s%s",
                                                  arguments[0], local_error->message,
                                                  complaint != NULL ? ": " : "",
                                                  complaint != NULL ? g_strchomp (complaint) : ""));

  return FALSE;
}
