/* stempel-pg-server.c: one PostgreSQL server in a folder of ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "stempel-pg-account.h"
#include "stempel-pg-error.h"
#include "stempel-pg-process.h"
#include "stempel-pg-server.h"

/* With the name of the socket a path may have 107 bytes. */
#define MAX_SOCKET_DIR_LENGTH (107 - strlen ("/.s.PGSQL." STEMPEL_PG_PORT))
#define START_SECONDS "60"
#define PAUSE_USEC (50 * 1000)
#define ORPHAN_SECONDS 15
#define MAX_LOG_BYTES (1024 * 1024)
#define LOG_TAIL_BYTES 600

struct _StempelPgServer
{
  GObject  parent_instance;

  char    *folder;     /* (owned) */
  char    *data;       /* (owned) */
  char    *socket_dir; /* (owned) */
  char    *log;        /* (owned) */
};

G_DEFINE_FINAL_TYPE (StempelPgServer, stempel_pg_server, G_TYPE_OBJECT)

static void
stempel_pg_server_finalize (GObject *object)
{
  StempelPgServer *self = STEMPEL_PG_SERVER (object);

  g_free (self->folder);
  g_free (self->data);
  g_free (self->socket_dir);
  g_free (self->log);

  G_OBJECT_CLASS (stempel_pg_server_parent_class)->finalize (object);
}

static void
stempel_pg_server_class_init (StempelPgServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stempel_pg_server_finalize;
}

static void
stempel_pg_server_init (StempelPgServer *self)
{
}

/* Every program must come to the same answer, so nothing of the environment goes in. A comma would
 * part the host of a connection string into two. */
static char *
choose_socket_dir (const char *folder)
{
  g_autofree char *within = g_build_filename (folder, "run", NULL);
  g_autofree char *checksum = NULL;

  if (strlen (within) <= MAX_SOCKET_DIR_LENGTH && strchr (within, ',') == NULL)
    return g_steal_pointer (&within);

  checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folder, -1);

  return g_strdup_printf ("/tmp/stempel-%.16s", checksum);
}

/**
 * stempel_pg_server_new:
 * @folder: an absolute path
 *
 * Returns: (transfer full): the server whose data is in @folder; nothing is touched yet
 */
StempelPgServer *
stempel_pg_server_new (const char *folder)
{
  StempelPgServer *self = g_object_new (STEMPEL_TYPE_PG_SERVER, NULL);

  self->folder = g_canonicalize_filename (folder, NULL);
  self->data = g_build_filename (self->folder, "data", NULL);
  self->socket_dir = choose_socket_dir (self->folder);
  self->log = g_build_filename (self->socket_dir, "server.log", NULL);

  return self;
}

/**
 * stempel_pg_server_get_socket_dir:
 * @self: a server
 *
 * Returns: (transfer none): the folder of its socket, which is the `host` to connect to
 */
const char *
stempel_pg_server_get_socket_dir (StempelPgServer *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_SERVER (self), NULL);

  return self->socket_dir;
}

/**
 * stempel_pg_server_is_initialised:
 * @self: a server
 *
 * Returns: whether there is a complete data directory
 */
gboolean
stempel_pg_server_is_initialised (StempelPgServer *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_SERVER (self), FALSE);

  return g_file_test (self->data, G_FILE_TEST_IS_DIR);
}

static PGPing
ping (StempelPgServer *self)
{
  const char *keywords[] = { "host", "port", "user", "dbname", "connect_timeout", NULL };
  const char *values[] =
    { self->socket_dir, STEMPEL_PG_PORT, STEMPEL_PG_SUPERUSER, "postgres", "5", NULL };

  return PQpingParams (keywords, values, FALSE);
}

/**
 * stempel_pg_server_is_running:
 * @self: a server
 *
 * Blocks for a moment.
 *
 * Returns: whether it accepts connections
 */
gboolean
stempel_pg_server_is_running (StempelPgServer *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_SERVER (self), FALSE);

  return ping (self) == PQPING_OK;
}

static gboolean
fail (GError **error, const char *what, const char *path)
{
  g_propagate_error (error,
                     stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "%s %s: %s", what, path,
                                                  g_strerror (errno)));

  return FALSE;
}

/* A folder that only the server's account can use. In /tmp somebody else might have been first. */
static gboolean
make_private_folder (const char *path, GError **error)
{
  struct stat status;
  uid_t uid;
  gid_t gid;

  if (!stempel_pg_account_get (&uid, &gid, error))
    return FALSE;

  if (g_mkdir (path, 0700) == 0)
    return stempel_pg_account_own (path, error);

  if (errno != EEXIST || g_lstat (path, &status) != 0)
    return fail (error, "cannot make", path);

  if (S_ISDIR (status.st_mode) && status.st_uid == uid && (status.st_mode & 0077) == 0)
    return TRUE;

  /* Made by an earlier start that ended before it gave the folder away. */
  if (S_ISDIR (status.st_mode) && status.st_uid == geteuid () && (status.st_mode & 0077) == 0)
    return stempel_pg_account_own (path, error);

  errno = EPERM;

  return fail (error, "somebody else owns", path);
}

static gboolean
write_private_file (const char *path, const char *text, GError **error)
{
  g_autoptr(GError) local_error = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local_error))
    return stempel_pg_account_own (path, error);

  g_propagate_error (error,
                     stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "%s", local_error->message));

  return FALSE;
}

static gboolean
run_initdb (const char *data, const char *password_file, GError **error)
{
  g_autofree char *programs = stempel_pg_account_find_programs (NULL, error);
  g_autofree char *initdb = programs != NULL ? g_build_filename (programs, "initdb", NULL) : NULL;
  g_autofree char *pwfile = g_strconcat ("--pwfile=", password_file, NULL);
  /* Bytewise order keeps indexes fast and safe from new versions of the C library; names are
   * sorted by an ICU collation in the schema. */
  const char *arguments[] = {
    initdb, "--pgdata", data, "--username=" STEMPEL_PG_SUPERUSER, pwfile, "--auth=scram-sha-256",
    "--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--data-checksums", "--no-instructions",
    NULL
  };

  return initdb != NULL && stempel_pg_account_run (arguments, error);
}

static gboolean
include_settings (const char *data, GError **error)
{
  g_autofree char *path = g_build_filename (data, "postgresql.conf", NULL);
  g_autofree char *text = NULL;
  g_autofree char *more = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return fail (error, "cannot read", path);

  more = g_strconcat (text, "\ninclude_if_exists = 'stempel.conf'\n", NULL);

  return write_private_file (path, more, error);
}

static gboolean
fill_data_folder (StempelPgServer *self, const char *data, const char *password, GError **error)
{
  g_autofree char *password_file = g_build_filename (self->socket_dir, "password", NULL);
  gboolean done;

  if (!make_private_folder (self->socket_dir, error) ||
      !make_private_folder (data, error) ||
      !write_private_file (password_file, password, error))
    return FALSE;

  done = run_initdb (data, password_file, error) && include_settings (data, error);
  g_unlink (password_file);

  return done;
}

/**
 * stempel_pg_server_initialise:
 * @self: a server without data; the caller holds the lock of the cluster
 * @password: the superuser's
 * @error: return location for an %STEMPEL_ERROR
 *
 * Works beside the place of the data directory and renames at the end, so that one that is there is
 * complete. Blocks for seconds.
 *
 * Returns: whether there is a data directory now
 */
gboolean
stempel_pg_server_initialise (StempelPgServer *self, const char *password, GError **error)
{
  g_autofree char *unfinished = NULL;
  const char *removal[] = { "rm", "-rf", "--", NULL, NULL };

  g_return_val_if_fail (STEMPEL_IS_PG_SERVER (self), FALSE);
  g_return_val_if_fail (password != NULL, FALSE);

  unfinished = g_strconcat (self->data, ".new", NULL);
  removal[3] = unfinished;

  /* Not under the account of the server, which may not remove from our folder. */
  g_spawn_sync ("/", (char **) removal, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);

  if (!fill_data_folder (self, unfinished, password, error))
    return FALSE;

  return g_rename (unfinished, self->data) == 0 || fail (error, "cannot rename", unfinished);
}

/* In a list of folders a name stands in double quotes, the list in single ones. */
static char *
quote_setting (const char *path)
{
  GString *text = g_string_new ("'\"");

  for (const char *c = path; *c != '\0'; c++)
    {
      if (*c == '\'' || *c == '"')
        g_string_append_c (text, *c);
      g_string_append_c (text, *c);
    }
  g_string_append (text, "\"'");

  return g_string_free (text, FALSE);
}

/* Written at every start, so that an updated program brings its settings along. */
static gboolean
write_settings (StempelPgServer *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data, "stempel.conf", NULL);
  g_autofree char *socket_dir = quote_setting (self->socket_dir);
  g_autofree char *text = NULL;

  text = g_strdup_printf ("# Written by Stempel at every start.\n"
                          "listen_addresses = ''\n"
                          "port = " STEMPEL_PG_PORT "\n"
                          "unix_socket_directories = %s\n"
                          "unix_socket_permissions = 0700\n"
                          "max_connections = 40\n"
                          "shared_buffers = 64MB\n"
                          "wal_compression = lz4\n"
                          "checkpoint_timeout = 15min\n"
                          "max_wal_size = 512MB\n"
                          "min_wal_size = 64MB\n"
                          "random_page_cost = 1.1\n"
                          "jit = off\n"
                          "log_min_messages = warning\n"
                          /* Refusals and constraints name members in their details. */
                          "log_error_verbosity = terse\n"
                          "log_min_error_statement = panic\n"
                          "log_checkpoints = off\n"
                          "timezone = 'UTC'\n"
                          "log_timezone = 'UTC'\n", socket_dir);

  return write_private_file (path, text, error);
}

static char *
read_version (StempelPgServer *self)
{
  g_autofree char *path = g_build_filename (self->data, "PG_VERSION", NULL);
  char *version = NULL;

  g_file_get_contents (path, &version, NULL, NULL); /* without it any version is tried */

  return version != NULL ? g_strstrip (version) : NULL;
}

static char *
find_pg_ctl (StempelPgServer *self, GError **error)
{
  g_autofree char *version = read_version (self);
  g_autofree char *programs = stempel_pg_account_find_programs (version, error);

  return programs != NULL ? g_build_filename (programs, "pg_ctl", NULL) : NULL;
}

/* After a crash the pid file may name a process that has nothing to do with PostgreSQL; then the
 * server would refuse to start for ever. While any process still works in the data directory the
 * file stays, for it is what keeps a second server out. */
static gboolean
remove_stale_files (StempelPgServer *self, GError **error)
{
  g_autofree char *pid_file = g_build_filename (self->data, "postmaster.pid", NULL);
  g_autofree char *socket_lock =
    g_build_filename (self->socket_dir, ".s.PGSQL." STEMPEL_PG_PORT ".lock",
                      NULL);
  gint64 deadline = g_get_monotonic_time () + ORPHAN_SECONDS * G_USEC_PER_SEC;

  while (stempel_pg_process_uses_folder (self->data))
    {
      /* One that starts up or shuts down at this moment, or children that outlived their server. */
      if (ping (self) == PQPING_OK)
        return TRUE;

      if (g_get_monotonic_time () > deadline)
        {
          g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER,
                                                          "an old server still works in %s",
                                                          self->data));
          return FALSE;
        }
      g_usleep (PAUSE_USEC);
    }

  if (stempel_pg_process_is_named_in (pid_file))
    g_unlink (pid_file);
  if (stempel_pg_process_is_named_in (socket_lock))
    g_unlink (socket_lock);

  return TRUE;
}

/* pg_ctl puts the path between double quotes into a command for the shell. */
static gboolean
check_path (StempelPgServer *self, GError **error)
{
  if (strpbrk (self->folder, "\"\\$`\n") == NULL)
    return TRUE;

  g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER,
                                                  "pg_ctl cannot take the characters \" \\ $ ` in "
                                                  "%s", self->folder));

  return FALSE;
}

static void
shorten_log (StempelPgServer *self)
{
  struct stat status;

  if (g_stat (self->log, &status) == 0 && status.st_size > MAX_LOG_BYTES)
    g_unlink (self->log);
}

static void
prefix_with_log (StempelPgServer *self, GError **error)
{
  g_autofree char *log = NULL;
  gsize length = 0;

  if (g_file_get_contents (self->log, &log, &length, NULL))
    g_prefix_error (error, "%s\n", log + length - MIN (length, LOG_TAIL_BYTES));
}

/**
 * stempel_pg_server_start:
 * @self: a server with data; the caller holds the lock of the cluster
 * @error: return location for an %STEMPEL_ERROR
 *
 * Starts it when it does not run, also after a crash. Blocks until it answers.
 *
 * Returns: whether it accepts connections now
 */
gboolean
stempel_pg_server_start (StempelPgServer *self, GError **error)
{
  g_autofree char *pg_ctl = NULL;

  g_return_val_if_fail (STEMPEL_IS_PG_SERVER (self), FALSE);

  if (ping (self) == PQPING_OK)
    return TRUE;

  if (!check_path (self, error))
    return FALSE;

  pg_ctl = find_pg_ctl (self, error);
  if (pg_ctl == NULL || !remove_stale_files (self, error))
    return FALSE;

  if (ping (self) == PQPING_OK)
    return TRUE;

  if (!make_private_folder (self->socket_dir, error) || !write_settings (self, error))
    return FALSE;

  shorten_log (self);
  if (!stempel_pg_account_run ((const char *[]) { pg_ctl, "--pgdata", self->data, "--log",
                                                  self->log,
                                                  "--wait", "--timeout=" START_SECONDS, "--silent",
                                                  "start", NULL }, error))
    {
      prefix_with_log (self, error);
      return FALSE;
    }

  return TRUE;
}

/**
 * stempel_pg_server_get_stop_command:
 * @self: a server
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): the command line that ends all sessions and stops it, or %NULL on error
 */
char **
stempel_pg_server_get_stop_command (StempelPgServer *self, GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *pg_ctl = NULL;

  g_return_val_if_fail (STEMPEL_IS_PG_SERVER (self), NULL);

  pg_ctl = find_pg_ctl (self, error);
  if (pg_ctl == NULL)
    return NULL;

  stempel_pg_account_add_prefix (builder);
  g_strv_builder_add_many (builder, pg_ctl, "--pgdata", self->data, "--mode=fast", "--wait",
                           "--timeout=" START_SECONDS, "--silent", "stop", NULL);

  return g_strv_builder_end (builder);
}

static gboolean
wait_for_end (StempelPgServer *self)
{
  gint64 deadline = g_get_monotonic_time () + ORPHAN_SECONDS * G_USEC_PER_SEC;

  while (stempel_pg_process_uses_folder (self->data) && g_get_monotonic_time () < deadline)
    g_usleep (PAUSE_USEC);

  return !stempel_pg_process_uses_folder (self->data);
}

/**
 * stempel_pg_server_stop:
 * @self: a server
 * @error: return location for an %STEMPEL_ERROR
 *
 * Ends all sessions and stops it when it runs. Blocks.
 *
 * Returns: whether it does not run now
 */
gboolean
stempel_pg_server_stop (StempelPgServer *self, GError **error)
{
  g_auto(GStrv) command = NULL;
  g_autoptr(GError) local_error = NULL;
  int status = 0;

  g_return_val_if_fail (STEMPEL_IS_PG_SERVER (self), FALSE);

  if (!stempel_pg_process_uses_folder (self->data) && ping (self) != PQPING_OK)
    return TRUE;

  command = stempel_pg_server_get_stop_command (self, error);
  if (command == NULL)
    return FALSE;

  if (g_spawn_sync ("/", command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                    &local_error) &&
      g_spawn_check_wait_status (status, &local_error))
    return TRUE;

  /* One that was going down already has no pid file any more, and pg_ctl complains. */
  if (wait_for_end (self))
    return TRUE;

  g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "cannot stop: %s",
                                                  local_error->message));

  return FALSE;
}
