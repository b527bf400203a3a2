/* stempel-secret.c: secrets in files that only their owner can read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stempel-secret.h"

/* More than any password, key or chain of certificates. */
#define MOST_BYTES (64 * 1024)

/**
 * stempel_secret_find_credential:
 * @name: what a credential of systemd is called (systemd.exec(5), LoadCredential=)
 *
 * Returns: (transfer full) (nullable): the path of its file, or %NULL if none was handed over
 */
char *
stempel_secret_find_credential (const char *name)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *path = NULL;

  if (folder == NULL)
    return NULL;

  path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

/* The group may read what belongs to root, as packages do with keys, and systemd with
 * credentials. */
static const char *
find_fault (const struct stat *status)
{
  mode_t forbidden = status->st_uid == 0 ? S_IRWXO | S_IWGRP : S_IRWXO | S_IRWXG;

  if (!S_ISREG (status->st_mode))
    return "is no file";
  if ((status->st_mode & forbidden) != 0)
    return "can be read by others: take their rights away (chmod 600)";
  if (status->st_size == 0)
    return "is empty";
  if (status->st_size > MOST_BYTES)
    return "is too large";

  return NULL;
}

static gboolean
fail (GError **error, const char *path, const char *fault)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "“%s” %s", path, fault);

  return FALSE;
}

static gboolean
read_whole (int fd, const char *path, GString *text, GError **error)
{
  struct stat status;
  const char *fault;
  gssize n;
  char part[4096];

  if (fd == -1 || fstat (fd, &status) != 0)
    {
      g_autofree char *why = g_strdup_printf ("cannot be read: %s", g_strerror (errno));

      return fail (error, path, why);
    }
  fault = find_fault (&status);
  if (fault != NULL)
    return fail (error, path, fault);

  while (text->len <= MOST_BYTES && (n = read (fd, part, sizeof part)) > 0)
    g_string_append_len (text, part, n);

  return strlen (text->str) == text->len || fail (error, path, "is no text");
}

/**
 * stempel_secret_read:
 * @path: the path of a file
 * @error: return location for a %G_IO_ERROR, which names the file and nothing of what it holds
 *
 * A file that others can read is refused, for then it is no secret.
 *
 * Returns: (transfer full): what it holds, without the end of its last line, or %NULL on error
 */
char *
stempel_secret_read (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean done = read_whole (fd, path, text, error);

  if (fd != -1)
    close (fd);
  if (!done)
    return NULL;

  if (g_str_has_suffix (text->str, "\n"))
    g_string_truncate (text, text->len - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
