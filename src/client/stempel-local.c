/* stempel-local.c: who can sign in on the private cluster of this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-local.h"
#include "stempel-pg-connection.h"

#define TIME_LIMIT (10 * G_USEC_PER_SEC)

/* The oldest one, who was there from the first run. */
static const char find_manager_sql[] =
  "select database_role from stempel.login"
  " where role = 'manager' and state = 'active' and database_role is not null"
  " order by merchant_id, id limit 1";

static void
find_query_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(PGresult) rows = NULL;
  GError *error = NULL;

  rows = stempel_pg_connection_query_finish (STEMPEL_PG_CONNECTION (object), result, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else if (PQntuples (rows) == 0)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, g_strdup (PQgetvalue (rows, 0, 0)), g_free);
}

static void
find_connect_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(StempelPgConnection) connection = NULL;
  static const char * const no_values[] = { NULL };
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  connection = stempel_pg_connection_open_finish (result, &error);

  if (connection == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  stempel_pg_connection_query_async (connection, STEMPEL_PG_QUERY_READ, find_manager_sql, no_values,
                                     g_get_monotonic_time () + TIME_LIMIT, cancellable,
                                     find_query_cb, g_steal_pointer (&task));
}

static void
find_open_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelPgCluster *cluster = STEMPEL_PG_CLUSTER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autofree char *conninfo = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  conninfo = stempel_pg_cluster_open_finish (cluster, result, &error);

  if (conninfo == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  stempel_pg_connection_open_async (conninfo, NULL, cancellable, find_connect_cb,
                                    g_steal_pointer (&task));
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
  stempel_pg_cluster_open_async (cluster, NULL, cancellable, find_open_cb, g_steal_pointer (&task));
}

/*< private >
 * stempel_local_find_manager_finish:
 * @cluster: the private cluster
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the PostgreSQL role of a manager; %NULL on error, and without one
 *   when nobody was entered yet
 */
char *
stempel_local_find_manager_finish (StempelPgCluster *cluster, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, cluster), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
