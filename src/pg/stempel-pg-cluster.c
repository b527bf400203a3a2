/* stempel-pg-cluster.c: the private PostgreSQL cluster of this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "stempel-pg-cluster.h"
#include "stempel-pg-conninfo.h"
#include "stempel-pg-lock.h"
#include "stempel-pg-migrator.h"
#include "stempel-pg-passfile.h"
#include "stempel-pg-server.h"
#include "stempel-pg-sync.h"

/* initdb on a slow disk, by another program that was first. */
#define LOCK_SECONDS 120

/* Outlives the last program and stops the server then, also when that program crashed: the kernel
 * gives the lock $1 back. $2 is held by the one watcher there is. The short pause spares a script
 * of several commands a restart for each. Where the folder was taken away and made anew meanwhile,
 * the new one is none of its affairs. Children get no descriptor of $2, or one of them could
 * outlive its watcher and pass for it. */
static const char watcher_script[] =
  "users=$1 watcher=$2 pin=$3; shift 3\n"
  "exec 8<>\"$watcher\" 9<>\"$users\" || exit 1\n"
  "flock --nonblock 8 || exit 0\n"
  "while :; do\n"
  "  flock 9 8>&-\n"
  "  flock --unlock 9 8>&-\n"
  "  sleep 2 8>&- 9>&-\n"
  "  flock --nonblock 9 8>&- || continue\n"
  "  [ \"$users\" -ef /proc/self/fd/9 ] || exit 0\n"
  "  [ -e \"$pin\" ] || \"$@\" 8>&-\n"
  "  exit 0\n"
  "done\n";

struct _StempelPgCluster
{
  GObject           parent_instance;

  char             *folder;   /* (owned) */
  char             *passfile; /* (owned) */
  char             *pin;      /* (owned) */
  StempelPgServer  *server;   /* (owned) */

  /* Threads may open at the same time. */
  GMutex            mutex;
  StempelPgLock     hold;
  gboolean          opened;
};

G_DEFINE_FINAL_TYPE (StempelPgCluster, stempel_pg_cluster, G_TYPE_OBJECT)

static void
stempel_pg_cluster_finalize (GObject *object)
{
  StempelPgCluster *self = STEMPEL_PG_CLUSTER (object);

  stempel_pg_lock_release (&self->hold);
  g_mutex_clear (&self->mutex);
  g_clear_object (&self->server);
  g_free (self->folder);
  g_free (self->passfile);
  g_free (self->pin);

  G_OBJECT_CLASS (stempel_pg_cluster_parent_class)->finalize (object);
}

static void
stempel_pg_cluster_class_init (StempelPgClusterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stempel_pg_cluster_finalize;
}

static void
stempel_pg_cluster_init (StempelPgCluster *self)
{
  g_mutex_init (&self->mutex);
  self->hold = STEMPEL_PG_LOCK_NONE;
}

static char *
choose_folder (const char *folder)
{
  if (folder == NULL)
    folder = g_getenv ("STEMPEL_CLUSTER_DIR");

  if (folder != NULL)
    return g_canonicalize_filename (folder, NULL);

  /* root's own folder is closed to the account of the server. */
  if (geteuid () == 0)
    return g_strdup ("/var/lib/stempel/cluster");

  return g_build_filename (g_get_user_data_dir (), "stempel", "cluster", NULL);
}

/**
 * stempel_pg_cluster_new:
 * @folder: (nullable): where it lives; %NULL for STEMPEL_CLUSTER_DIR or the user's data folder
 *
 * Returns: (transfer full): the cluster of @folder; nothing is touched yet
 */
StempelPgCluster *
stempel_pg_cluster_new (const char *folder)
{
  StempelPgCluster *self = g_object_new (STEMPEL_TYPE_PG_CLUSTER, NULL);

  self->folder = choose_folder (folder);
  self->passfile = g_build_filename (self->folder, "pgpass", NULL);
  self->pin = g_build_filename (self->folder, "pinned", NULL);
  self->server = stempel_pg_server_new (self->folder);

  return self;
}

/**
 * stempel_pg_cluster_get_folder:
 * @self: a cluster
 *
 * Returns: (transfer none): where it lives
 */
const char *
stempel_pg_cluster_get_folder (StempelPgCluster *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), NULL);

  return self->folder;
}

static char *
build_conninfo (StempelPgCluster *self, const char *database, const char *role)
{
  /* The empty password keeps PGPASSWORD out, so that the file is looked into. */
  const char *base = "port=" STEMPEL_PG_PORT " password=''";
  g_autofree char *with_host = stempel_pg_conninfo_with (base, "host",
                                                         stempel_pg_server_get_socket_dir (
                                                             self->server),
                                                         NULL);
  g_autofree char *with_passfile =
    stempel_pg_conninfo_with (with_host, "passfile", self->passfile, NULL);
  g_autofree char *with_database =
    stempel_pg_conninfo_with (with_passfile, "dbname", database, NULL);

  return stempel_pg_conninfo_with (with_database, "user",
                                   role != NULL ? role : STEMPEL_PG_SUPERUSER, NULL);
}

/**
 * stempel_pg_cluster_get_conninfo:
 * @self: a cluster
 * @role: (nullable): the PostgreSQL role to connect as, %NULL for the superuser
 *
 * Returns: (transfer full): a connection string; it names the file with the passwords, not one of
 * them
 */
char *
stempel_pg_cluster_get_conninfo (StempelPgCluster *self, const char *role)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), NULL);

  return build_conninfo (self, STEMPEL_PG_DATABASE, role);
}

/**
 * stempel_pg_cluster_is_running:
 * @self: a cluster
 *
 * Blocks for a moment.
 *
 * Returns: whether it accepts connections
 */
gboolean
stempel_pg_cluster_is_running (StempelPgCluster *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), FALSE);

  return stempel_pg_server_is_running (self->server);
}

/**
 * stempel_pg_cluster_is_pinned:
 * @self: a cluster
 *
 * Returns: whether it stays when the last program leaves
 */
gboolean
stempel_pg_cluster_is_pinned (StempelPgCluster *self)
{
  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), FALSE);

  return g_file_test (self->pin, G_FILE_TEST_EXISTS);
}

static StempelPgLock
take_lock (StempelPgCluster *self, const char *name, gboolean shared, guint seconds, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return stempel_pg_lock_take (path, shared, seconds, error);
}

static gboolean
make_folder (StempelPgCluster *self, GError **error)
{
  /* root's is passed through by the account of the server; nobody else reads anything in it. */
  int mode = geteuid () == 0 ? 0711 : 0700;

  if (g_file_test (self->folder, G_FILE_TEST_IS_DIR))
    return TRUE;

  /* Once more, for a umask may have taken from it. */
  if (g_mkdir_with_parents (self->folder, mode) == 0 && g_chmod (self->folder, mode) == 0)
    return TRUE;

  g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "cannot make %s: %s",
                                                  self->folder, g_strerror (errno)));

  return FALSE;
}

static gboolean
initialise (StempelPgCluster *self, GError **error)
{
  g_autofree char *password = NULL;

  if (stempel_pg_server_is_initialised (self->server))
    return TRUE;

  password = stempel_pg_passfile_generate ();

  return stempel_pg_passfile_set (self->passfile, STEMPEL_PG_SUPERUSER, password, error) &&
         stempel_pg_server_initialise (self->server, password, error);
}

static gboolean
start_watcher (StempelPgCluster *self, GError **error)
{
  g_autofree char *users = g_build_filename (self->folder, "users.lock", NULL);
  g_autofree char *watcher = g_build_filename (self->folder, "watcher.lock", NULL);
  g_auto(StempelPgLock) probe = stempel_pg_lock_take (watcher, FALSE, 0, NULL);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) stop = NULL;
  g_auto(GStrv) command = NULL;
  g_autoptr(GError) local_error = NULL;

  /* Taken: there is one. */
  if (probe == STEMPEL_PG_LOCK_NONE)
    return TRUE;

  stop = stempel_pg_server_get_stop_command (self->server, error);
  if (stop == NULL)
    return FALSE;

  g_strv_builder_add_many (builder, "setsid", "--fork", "/bin/sh", "-c", watcher_script,
                           "stempel-cluster-watcher", users, watcher, self->pin, NULL);
  g_strv_builder_addv (builder, (const char **) stop);
  command = g_strv_builder_end (builder);

  stempel_pg_lock_release (&probe);
  if (g_spawn_sync ("/", command, NULL,
                    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                    NULL, NULL, NULL, NULL, NULL, &local_error))
    return TRUE;

  g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "cannot watch: %s",
                                                  local_error->message));

  return FALSE;
}

static gboolean
create_database (StempelPgCluster *self, GError **error)
{
  g_autofree char *conninfo = build_conninfo (self, "postgres", NULL);
  g_autoptr(PGconn) connection = NULL;
  g_autoptr(PGresult) found = NULL;

  connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);
  if (connection == NULL)
    return FALSE;

  found = stempel_pg_sync_query (connection, error, "select from pg_database where datname = $1",
                                 STEMPEL_PG_DATABASE, NULL);
  if (found == NULL)
    return FALSE;

  return PQntuples (found) == 1 ||
         stempel_pg_sync_execute (connection, "create database " STEMPEL_PG_DATABASE, error);
}

static gboolean
migrate (StempelPgCluster *self, GError **error)
{
  g_autofree char *conninfo = stempel_pg_cluster_get_conninfo (self, NULL);

  return stempel_pg_migrate (conninfo, STEMPEL_PG_SQL_RESOURCES, NULL, error);
}

static gboolean
bring_up (StempelPgCluster *self, GError **error)
{
  g_auto(StempelPgLock) lock = take_lock (self, "cluster.lock", FALSE, LOCK_SECONDS, error);
  g_autoptr(GError) local_error = NULL;

  if (lock == STEMPEL_PG_LOCK_NONE || !initialise (self, error))
    return FALSE;

  /* Most often it runs; then one connection is all it takes. */
  if (migrate (self, &local_error))
    return start_watcher (self, error);

  if (!stempel_pg_error_has_reason (local_error, STEMPEL_PG_REASON_CONNECTION) &&
      !stempel_pg_error_has_reason (local_error, STEMPEL_PG_REASON_DATABASE))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return stempel_pg_server_start (self->server, error) &&
         start_watcher (self, error) &&
         create_database (self, error) &&
         migrate (self, error);
}

/**
 * stempel_pg_cluster_open:
 * @self: a cluster
 * @role: (nullable): the PostgreSQL role to connect as, %NULL for the superuser
 * @cancellable: (nullable): keeps it from beginning; what has begun is brought to its end
 * @error: return location for an %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Makes the cluster when there is none, starts it when it does not run, also after a crash, brings
 * its database to the schema of this program, and keeps it up for as long as @self lives. May be
 * called again when the server went away. Blocks; safe in any thread.
 *
 * Returns: (transfer full): a connection string, or %NULL on error
 */
char *
stempel_pg_cluster_open (StempelPgCluster  *self,
                         const char        *role,
                         GCancellable      *cancellable,
                         GError           **error)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), NULL);

  /* Who cancels before stempel_pg_cluster_stop() must not find it started again by a thread that
   * waited here meanwhile. */
  locker = g_mutex_locker_new (&self->mutex);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !make_folder (self, error))
    return NULL;

  /* A watcher that is stopping the server holds this lock until it has. */
  if (self->hold == STEMPEL_PG_LOCK_NONE)
    self->hold = take_lock (self, "users.lock", TRUE, LOCK_SECONDS, error);

  if (self->hold == STEMPEL_PG_LOCK_NONE || !bring_up (self, error))
    return NULL;

  self->opened = TRUE;

  return stempel_pg_cluster_get_conninfo (self, role);
}

/**
 * stempel_pg_cluster_is_open:
 * @self: a cluster
 *
 * Safe in any thread.
 *
 * Returns: whether stempel_pg_cluster_open() succeeded before; the server may have gone since
 */
gboolean
stempel_pg_cluster_is_open (StempelPgCluster *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);

  return self->opened;
}

/**
 * stempel_pg_cluster_pin:
 * @self: a cluster that was opened
 * @error: return location for an %STEMPEL_ERROR
 *
 * Lets it run until stempel_pg_cluster_stop().
 *
 * Returns: whether that was noted
 */
gboolean
stempel_pg_cluster_pin (StempelPgCluster *self, GError **error)
{
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), FALSE);

  if (g_file_set_contents (self->pin, "", 0, &local_error))
    return TRUE;

  g_propagate_error (error,
                     stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "%s", local_error->message));

  return FALSE;
}

/* Users share the lock. The watcher has it alone, for the moment in which it looks whether there
 * are any or until the server has stopped: that is waited for, and then it pauses long enough to go
 * first. */
static StempelPgLock
take_users_lock_when_unused (StempelPgCluster *self)
{
  StempelPgLock users = take_lock (self, "users.lock", FALSE, 0, NULL);
  g_auto(StempelPgLock) shared = STEMPEL_PG_LOCK_NONE;

  if (users != STEMPEL_PG_LOCK_NONE)
    return users;

  shared = take_lock (self, "users.lock", TRUE, LOCK_SECONDS, NULL);
  stempel_pg_lock_release (&shared);

  return take_lock (self, "users.lock", FALSE, 0, NULL);
}

/**
 * stempel_pg_cluster_stop:
 * @self: a cluster
 * @stopped: (out): whether it is stopped now; else other programs use it and it stops when the last
 *   of them leaves
 * @error: return location for an %STEMPEL_ERROR
 *
 * Takes back stempel_pg_cluster_pin(). Blocks.
 *
 * Returns: %FALSE on error
 */
gboolean
stempel_pg_cluster_stop (StempelPgCluster *self, gboolean *stopped, GError **error)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_auto(StempelPgLock) lock = STEMPEL_PG_LOCK_NONE;
  g_auto(StempelPgLock) users = STEMPEL_PG_LOCK_NONE;

  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), FALSE);
  g_return_val_if_fail (stopped != NULL, FALSE);

  *stopped = TRUE;
  if (!stempel_pg_server_is_initialised (self->server))
    return TRUE;

  locker = g_mutex_locker_new (&self->mutex);
  g_unlink (self->pin); /* not there when nobody pinned it */
  stempel_pg_lock_release (&self->hold);
  self->opened = FALSE;
  users = take_users_lock_when_unused (self);
  if (users != STEMPEL_PG_LOCK_NONE)
    {
      lock = take_lock (self, "cluster.lock", FALSE, LOCK_SECONDS, error);

      return lock != STEMPEL_PG_LOCK_NONE && stempel_pg_server_stop (self->server, error);
    }

  *stopped = FALSE;
  lock = take_lock (self, "cluster.lock", FALSE, LOCK_SECONDS, error);

  return lock != STEMPEL_PG_LOCK_NONE && start_watcher (self, error);
}

/**
 * stempel_pg_cluster_set_password:
 * @self: a cluster
 * @role: a PostgreSQL role
 * @password: (nullable): its password, %NULL to forget it
 * @error: return location for an %STEMPEL_ERROR
 *
 * Notes a password where connection strings of this cluster find it. Blocks.
 *
 * Returns: whether it was written
 */
gboolean
stempel_pg_cluster_set_password (StempelPgCluster  *self,
                                 const char        *role,
                                 const char        *password,
                                 GError           **error)
{
  g_auto(StempelPgLock) lock = STEMPEL_PG_LOCK_NONE;

  g_return_val_if_fail (STEMPEL_IS_PG_CLUSTER (self), FALSE);
  g_return_val_if_fail (role != NULL, FALSE);

  lock = take_lock (self, "cluster.lock", FALSE, LOCK_SECONDS, error);

  return lock != STEMPEL_PG_LOCK_NONE &&
         stempel_pg_passfile_set (self->passfile, role, password, error);
}

/**
 * stempel_pg_cluster_connect:
 * @self: a cluster
 * @role: the PostgreSQL role to connect as
 * @cancellable: (nullable): see stempel_pg_cluster_open()
 * @error: return location for an %STEMPEL_ERROR
 *
 * The cluster is brought up once; after that only when its server does not answer. Blocks.
 *
 * Returns: (transfer full): a connection, or %NULL on error
 */
PGconn *
stempel_pg_cluster_connect (StempelPgCluster *self, const char *role, GCancellable *cancellable,
                            GError **error)
{
  g_autofree char *conninfo = stempel_pg_cluster_get_conninfo (self, role);
  g_autofree char *brought_up = NULL;
  PGconn *handle = NULL;

  if (stempel_pg_cluster_is_open (self))
    handle = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS,
                                   NULL); /* tried again below */

  if (handle != NULL)
    return handle;

  brought_up = stempel_pg_cluster_open (self, role, cancellable, error);

  return brought_up != NULL
    ? stempel_pg_sync_open (brought_up, STEMPEL_PG_CONNECT_SECONDS, error)
    : NULL;
}
