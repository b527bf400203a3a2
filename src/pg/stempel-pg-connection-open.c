/* stempel-pg-connection-open.c: opens a connection in a thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-connection.h"
#include "stempel-pg-sync.h"

typedef struct
{
  char             *conninfo; /* (owned): with a cluster the name of a role */
  StempelPgCluster *cluster;  /* (owned) (nullable) */
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->cluster);
  g_free (opening->conninfo);
  g_free (opening);
}

/* Looking up names blocks in libpq, so the connection is made in a thread and then handed over. */
static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  PGconn *handle;

  /* A backend that was closed meanwhile must not start a server again. */
  if (g_task_return_error_if_cancelled (task))
    return;

  if (opening->cluster != NULL)
    handle = stempel_pg_cluster_connect (opening->cluster, opening->conninfo, cancellable, &error);
  else
    handle = stempel_pg_sync_open (opening->conninfo, STEMPEL_PG_CONNECT_SECONDS, &error);

  if (handle != NULL)
    g_task_return_pointer (task, handle, (GDestroyNotify) PQfinish);
  else
    g_task_return_error (task, error);
}

/**
 * stempel_pg_connection_open_async:
 * @conninfo: a libpq connection string; with @cluster the name of a role
 * @cluster: (nullable): the private cluster to start first when it does not run
 * @cancellable: (nullable): drops the wait
 * @callback: called when the connection is there
 * @user_data: for @callback
 */
void
stempel_pg_connection_open_async (const char          *conninfo,
                                  StempelPgCluster    *cluster,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  g_set_object (&opening->cluster, cluster);
  opening->conninfo = g_strdup (conninfo);

  g_task_set_source_tag (task, stempel_pg_connection_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_thread);
}

/**
 * stempel_pg_connection_open_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): an idle connection that belongs to the main context of the caller, or
 *   %NULL on error
 */
StempelPgConnection *
stempel_pg_connection_open_finish (GAsyncResult *result, GError **error)
{
  PGconn *handle;

  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_pg_connection_open_async), NULL);

  handle = g_task_propagate_pointer (G_TASK (result), error);

  return handle != NULL ? stempel_pg_connection_new (handle) : NULL;
}
