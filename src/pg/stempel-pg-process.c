/* stempel-pg-process.c: who works in a data directory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "stempel-pg-process.h"

/* A container may not let root read where others work; a server then still names its folder. */
static gboolean
names_folder (const char *pid, const char *folder)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "cmdline", NULL);
  g_autofree char *arguments = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &arguments, &length, NULL) || length == 0)
    return FALSE;

  for (const char *argument = arguments;
       argument < arguments + length;
       argument += strlen (argument) + 1)
    {
      if (g_str_equal (argument, folder))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_postgres (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
  g_autofree char *name = NULL;

  return g_file_get_contents (path, &name, NULL, NULL) &&
         g_str_equal (g_strchomp (name), "postgres");
}

static gboolean
works_in_folder (const char *pid, const char *folder)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "cwd", NULL);
  g_autofree char *actual = NULL;

  if (!is_postgres (pid))
    return FALSE;

  actual = g_file_read_link (path, NULL);

  return actual != NULL ? g_str_equal (actual, folder) : names_folder (pid, folder);
}

/**
 * stempel_pg_process_uses_folder:
 * @folder: a data directory
 *
 * A PostgreSQL server and all its children have their data directory as working directory.
 *
 * Returns: whether there is a process of such a server
 */
gboolean
stempel_pg_process_uses_folder (const char *folder)
{
  g_autoptr(GDir) processes = g_dir_open ("/proc", 0, NULL);
  char *resolved = realpath (folder, NULL);
  gboolean found = FALSE;
  const char *name;

  while (!found && resolved != NULL && processes != NULL &&
         (name = g_dir_read_name (processes)) != NULL)
    found = g_ascii_isdigit (*name) && works_in_folder (name, resolved);

  free (resolved);

  return found;
}

/**
 * stempel_pg_process_is_named_in:
 * @pid_file: a file whose first line is the number of a process
 *
 * Returns: whether there is a process of that number, whatever it is
 */
gboolean
stempel_pg_process_is_named_in (const char *pid_file)
{
  g_autofree char *text = NULL;
  pid_t pid;

  if (!g_file_get_contents (pid_file, &text, NULL, NULL))
    return FALSE;

  pid = (pid_t) g_ascii_strtoll (text, NULL, 10);

  return pid > 0 && (kill (pid, 0) == 0 || errno == EPERM);
}
