/* stempel-local.c: who can sign in on the private cluster of this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-local.h"
#include "stempel-pg-sync.h"

/* The oldest one, who was there from the first run. */
static const char find_manager_sql[] =
  "select database_role from stempel.login"
  " where role = 'manager' and state = 'active' and database_role is not null"
  " order by merchant_id, id limit 1";

/* One thread for all of it: at the start of the program it runs while the screen is prepared. */
static void
find_manager_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *conninfo = NULL;
  g_autoptr(PGconn) connection = NULL;
  g_autoptr(PGresult) rows = NULL;
  GError *error = NULL;

  conninfo = stempel_pg_cluster_open (STEMPEL_PG_CLUSTER (source), NULL, cancellable, &error);
  if (conninfo != NULL)
    connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, &error);
  if (connection != NULL)
    rows = stempel_pg_sync_query (connection, &error, find_manager_sql, NULL);

  if (rows == NULL)
    g_task_return_error (task, error);
  else if (PQntuples (rows) == 0)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, g_strdup (PQgetvalue (rows, 0, 0)), g_free);
}

/*< private >
 * stempel_local_find_manager_async:
 * @cluster: the private cluster; it is made and started where necessary
 * @cancellable: (nullable): stops it
 * @callback: called when the answer is there
 * @user_data: for @callback
 */
void
stempel_local_find_manager_async (StempelPgCluster    *cluster,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (cluster, cancellable, callback, user_data);

  g_task_set_source_tag (task, stempel_local_find_manager_async);
  g_task_run_in_thread (task, find_manager_thread);
}

/*< private >
 * stempel_local_find_manager_finish:
 * @cluster: the private cluster
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the PostgreSQL role of a manager; %NULL on error, and
 * without one when nobody was entered yet
 */
char *
stempel_local_find_manager_finish (StempelPgCluster *cluster, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, cluster), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
