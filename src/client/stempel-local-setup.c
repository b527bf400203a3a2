/* stempel-local-setup.c: the first run on "This computer"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-local-setup.h"
#include "stempel-local.h"
#include "stempel-pg-setup.h"

#define DEMO_REQUEST "{\"members\": 200, \"entries\": 5000, \"seed\": 1}"

typedef struct
{
  JsonNode             *merchant; /* (owned) (nullable) demo data */
  StempelLocalProgress  progress; /* (nullable) */
  gpointer              progress_data;
  GDestroyNotify        progress_destroy;
} Setup;

static void
setup_free (Setup *setup)
{
  g_clear_pointer (&setup->merchant, json_node_unref);

  if (setup->progress_destroy != NULL)
    setup->progress_destroy (setup->progress_data);

  g_free (setup);
}

static void
report (GTask *task, StempelLocalStage stage)
{
  Setup *setup = g_task_get_task_data (task);

  if (setup->progress != NULL)
    setup->progress (stage, setup->progress_data);
}

/**
 * stempel_local_is_made:
 *
 * Returns: whether this computer has a private cluster already. It may still be empty, see
 *   stempel_connect_finish()
 */
gboolean
stempel_local_is_made (void)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (NULL);

  return g_file_test (stempel_pg_cluster_get_folder (cluster), G_FILE_TEST_IS_DIR);
}

static void
find_made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  StempelProfile *profile;
  g_autofree char *role = NULL;
  GError *error = NULL;

  role = stempel_local_find_manager_finish (STEMPEL_PG_CLUSTER (object), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  profile = stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);
  g_object_set (profile, "user", role, NULL);
  g_task_return_pointer (task, profile, g_object_unref);
}

static void
find_made (StempelPgCluster *cluster, GTask *task)
{
  /* What was entered stays, so a stop that comes now would only hide it. */
  stempel_local_find_manager_async (cluster, NULL, find_made_cb, task);
}

static void
merchant_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelPgCluster *cluster = STEMPEL_PG_CLUSTER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(JsonNode) reply = NULL;
  GError *error = NULL;

  reply = stempel_pg_setup_merchant_finish (cluster, result, &error);

  if (reply != NULL)
    find_made (cluster, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
demo_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelPgCluster *cluster = STEMPEL_PG_CLUSTER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(JsonNode) reply = NULL;
  GError *error = NULL;

  reply = stempel_pg_setup_demo_finish (cluster, result, &error);

  if (reply != NULL)
    find_made (cluster, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
fill (StempelPgCluster *cluster, GTask *task)
{
  Setup *setup = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (setup->merchant != NULL)
    {
      report (task, STEMPEL_LOCAL_STAGE_MERCHANT);
      stempel_pg_setup_merchant_async (cluster, setup->merchant, cancellable, merchant_cb, task);
    }
  else
    {
      g_autoptr(JsonNode) request = json_from_string (DEMO_REQUEST, NULL);

      report (task, STEMPEL_LOCAL_STAGE_DEMO);
      stempel_pg_setup_demo_async (cluster, request, cancellable, demo_cb, task);
    }
}

static GError *
new_already_made_error (void)
{
  g_autoptr(JsonNode) problem = NULL;

  problem = json_from_string ("{\"code\": \"conflict\", \"reason\": \"already_set_up\"}", NULL);

  return stempel_error_new_for_problem (json_node_get_object (problem),
                                        "The private cluster holds a merchant already");
}

static void
find_before_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelPgCluster *cluster = STEMPEL_PG_CLUSTER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autofree char *role = NULL;
  GError *error = NULL;

  role = stempel_local_find_manager_finish (cluster, result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (role != NULL)
    g_task_return_error (task, new_already_made_error ());
  else
    fill (cluster, g_steal_pointer (&task));
}

/**
 * stempel_local_setup_async:
 * @merchant: (nullable) (transfer none): what to begin with: {name, currency, zone, language,
 *   country, store {name, zone?, day_start?}, manager {name, email?}}; %NULL for demo data
 * @progress: (nullable): told what is being done, in the thread of the caller
 * @progress_data: for @progress
 * @progress_destroy: (nullable): frees @progress_data
 * @cancellable: (nullable): stops before the next stage
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Makes the private cluster of this computer and its merchant.
 */
void
stempel_local_setup_async (JsonNode             *merchant,
                           StempelLocalProgress  progress,
                           gpointer              progress_data,
                           GDestroyNotify        progress_destroy,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (NULL);
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Setup *setup = g_new0 (Setup, 1);

  setup->merchant = merchant != NULL ? json_node_copy (merchant) : NULL;
  setup->progress = progress;
  setup->progress_data = progress_data;
  setup->progress_destroy = progress_destroy;

  g_task_set_source_tag (task, stempel_local_setup_async);
  g_task_set_task_data (task, setup, (GDestroyNotify) setup_free);

  report (task, STEMPEL_LOCAL_STAGE_DATABASE);
  stempel_local_find_manager_async (cluster, cancellable, find_before_cb, g_steal_pointer (&task));
}

/**
 * stempel_local_setup_finish:
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR (`invalid` with the field errors of @merchant,
 *   `conflict` with the reason `already_set_up`, `unavailable`) or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a profile for stempel_connect_async(), to be kept in a
 *   #StempelProfileStore
 */
StempelProfile *
stempel_local_setup_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
