/* stempel-pg-probe.c: whether a database can be worked with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-migrator.h"
#include "stempel-pg-probe.h"
#include "stempel-sql-resources.h"

#define MIGRATIONS STEMPEL_PG_SQL_RESOURCES "/migrations"

typedef struct
{
  StempelPgPool       *pool;       /* (owned) */
  StempelPgConnection *connection; /* (owned) (nullable): while it is asked */
  GCancellable        *waiting;    /* (owned) */
  guint                timer_id;
  gint64               deadline;
  guint                version;
} Probe;

static void
probe_free (Probe *probe)
{
  g_clear_handle_id (&probe->timer_id, g_source_remove);
  g_object_unref (probe->pool);
  g_object_unref (probe->waiting);
  g_free (probe);
}

/**
 * stempel_pg_probe_get_wanted:
 *
 * Returns: the number of the newest migration that this program knows
 */
guint
stempel_pg_probe_get_wanted (void)
{
  g_auto(GStrv) names = NULL;

  /* Otherwise the linker leaves it out. */
  stempel_sql_get_resource ();
  names = g_resources_enumerate_children (MIGRATIONS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return names != NULL ? g_strv_length (names) : 0;
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Probe *probe = g_task_get_task_data (task);
  g_autoptr(PGresult) rows = NULL;
  GError *error = NULL;

  rows = stempel_pg_connection_query_finish (STEMPEL_PG_CONNECTION (object), result, &error);
  stempel_pg_pool_release (probe->pool, g_steal_pointer (&probe->connection));
  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  probe->version = (guint) g_ascii_strtoull (PQgetvalue (rows, 0, 0), NULL, 10);
  g_task_return_boolean (task, TRUE);
}

static void
acquired_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Probe *probe = g_task_get_task_data (task);
  const char *none[] = { NULL };
  g_autoptr(GError) error = NULL;

  g_clear_handle_id (&probe->timer_id, g_source_remove);
  probe->connection = stempel_pg_pool_acquire_finish (probe->pool, result, &error);
  if (probe->connection == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_task_return_error (task, stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION,
                                                         "no connection in time"));
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  stempel_pg_connection_query_async (probe->connection, STEMPEL_PG_QUERY_READ,
                                     "select max(number) from stempel_meta.migration", none,
                                     probe->deadline, NULL, asked_cb, g_object_ref (task));
}

static gboolean
time_up_cb (gpointer user_data)
{
  Probe *probe = user_data;

  probe->timer_id = 0;
  g_cancellable_cancel (probe->waiting);

  return G_SOURCE_REMOVE;
}

/**
 * stempel_pg_probe_async:
 * @pool: where connections come from; its role must be a member of `stempel_server`
 * @timeout_ms: how long it may take
 * @callback: called with the version of the schema or the error
 * @user_data: for @callback
 */
void
stempel_pg_probe_async (StempelPgPool       *pool,
                        guint                timeout_ms,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Probe *probe = g_new0 (Probe, 1);

  probe->pool = g_object_ref (pool);
  probe->waiting = g_cancellable_new ();
  probe->deadline = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  probe->timer_id = g_timeout_add (timeout_ms, time_up_cb, probe);
  g_task_set_source_tag (task, stempel_pg_probe_async);
  g_task_set_task_data (task, probe, (GDestroyNotify) probe_free);

  stempel_pg_pool_acquire_async (pool, probe->waiting, acquired_cb, g_object_ref (task));
}

/**
 * stempel_pg_probe_finish:
 * @result: what the callback got
 * @version: (out): the number of the newest migration in the database
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: whether the database answered
 */
gboolean
stempel_pg_probe_finish (GAsyncResult *result, guint *version, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_pg_probe_async), FALSE);

  *version = ((Probe *) g_task_get_task_data (G_TASK (result)))->version;

  return g_task_propagate_boolean (G_TASK (result), error);
}
