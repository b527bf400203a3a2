/* stempel-connect.c: from a saved connection to a client that knows who is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-connect.h"
#include "stempel-error.h"
#include "stempel-local.h"
#include "stempel-pg-backend.h"
#include "stempel-session-keeper.h"

static void
open_client_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelClient *client = STEMPEL_CLIENT (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (stempel_client_open_finish (client, result, &error))
    {
      g_task_return_pointer (task, g_object_ref (client), g_object_unref);
      return;
    }

  stempel_backend_close (stempel_client_get_backend (client));
  g_task_return_error (task, error);
}

/* Takes @task and @backend. */
static void
open_client (GTask *task, gpointer backend)
{
  g_autoptr(StempelBackend) owned = STEMPEL_BACKEND (backend);
  g_autoptr(StempelClient) client = stempel_client_new (owned);

  stempel_client_open_async (client, g_task_get_cancellable (task), open_client_cb, task);
}

static void
find_manager_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelPgCluster *cluster = STEMPEL_PG_CLUSTER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autofree char *role = NULL;
  GError *error = NULL;

  role = stempel_local_find_manager_finish (cluster, result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (role == NULL)
    {
      g_autoptr(JsonNode) problem =
        json_from_string ("{\"code\": \"not_found\", \"what\": \"merchant\"}", NULL);

      error = stempel_error_new_for_problem (json_node_get_object (problem),
                                             "The private cluster holds no merchant yet");
      g_task_return_error (task, error);
      return;
    }

  /* The next start need not look for it again. */
  g_object_set (g_task_get_source_object (task), "user", role, NULL);
  open_client (g_steal_pointer (&task), stempel_pg_backend_new_for_cluster (cluster, role));
}

static void
connect_local (GTask *task, StempelProfile *profile)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (NULL);
  const char *role = stempel_profile_get_user (profile);

  if (role != NULL)
    open_client (task, stempel_pg_backend_new_for_cluster (cluster, role));
  else
    stempel_local_find_manager_async (cluster, g_task_get_cancellable (task), find_manager_cb,
                                      task);
}

static GError *
new_sign_in_error (void)
{
  g_autoptr(JsonNode) problem = json_from_string ("{\"code\": \"unauthenticated\"}", NULL);

  return stempel_error_new_for_problem (json_node_get_object (problem), "nobody is signed in");
}

/* Takes @task. */
static void
connect_server (GTask *task, StempelProfile *profile, const char *token)
{
  g_autoptr(GTask) owned = task;
  StempelSessionKeeper *keeper;
  GError *error = NULL;

  keeper = stempel_session_keeper_new (stempel_profile_get_url (profile), &error);
  if (keeper == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (token == NULL)
    {
      g_object_unref (keeper);
      g_task_return_error (task, new_sign_in_error ());
      return;
    }

  stempel_session_keeper_set_token (keeper, token);
  open_client (g_steal_pointer (&owned), keeper);
}

/**
 * stempel_connect_async:
 * @profile: where to
 * @password: (nullable): the password of its user, where the server asks for one; for a Stempel
 *   server the token of a session that was kept
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Connects and asks who is signed in. "This computer" starts its private cluster first, which takes
 * seconds the first time, and signs in as the user of the profile, or as its first manager when the
 * profile names nobody.
 */
void
stempel_connect_async (StempelProfile      *profile,
                       const char          *password,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *conninfo = NULL;

  g_return_if_fail (STEMPEL_IS_PROFILE (profile));

  task = g_task_new (profile, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_connect_async);

  switch (stempel_profile_get_kind (profile))
    {
    case STEMPEL_PROFILE_KIND_LOCAL:
      connect_local (g_steal_pointer (&task), profile);
      break;

    case STEMPEL_PROFILE_KIND_POSTGRESQL:
      conninfo = stempel_profile_build_conninfo (profile, password);
      open_client (g_steal_pointer (&task), stempel_pg_backend_new (conninfo));
      break;

    case STEMPEL_PROFILE_KIND_SERVER:
      connect_server (g_steal_pointer (&task), profile, password);
      break;
    }
}

/**
 * stempel_connect_finish:
 * @profile: where to
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR or %G_IO_ERROR_CANCELLED. `unauthenticated`: the
 *   password is wrong or missing, nobody knows this user, or the session with a Stempel server has
 *   ended, see stempel_connect_sign_in_async(); `not_found` with the fact `what` =
 *   `merchant`: this computer was never set up, see stempel_local_setup_async()
 *
 * Returns: (transfer full) (nullable): a client whose session is known
 */
StempelClient *
stempel_connect_finish (StempelProfile *profile, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, profile), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_connect_build_sign_in:
 * @profile: a Stempel server
 * @password: the password
 * @code: (nullable): the six digits, where there is a second factor
 *
 * Returns: (transfer full): the request of session_open; keep it out of logs
 */
JsonNode *
stempel_connect_build_sign_in (StempelProfile *profile, const char *password, const char *code)
{
  gint64 merchant_id = stempel_profile_get_merchant_id (profile);
  JsonNode *request = stempel_request_new ("email", "s", stempel_profile_get_user (profile),
                                           "password", "s", password,
                                           "one_time_code", "ms", code, NULL);

  if (merchant_id != 0)
    json_object_set_int_member (json_node_get_object (request), "merchant_id", merchant_id);

  return request;
}

static void
sign_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelSessionKeeper *keeper = STEMPEL_SESSION_KEEPER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (stempel_session_keeper_sign_in_finish (keeper, result, &error))
    open_client (g_steal_pointer (&task), g_object_ref (keeper));
  else
    g_task_return_error (task, error);
}

/**
 * stempel_connect_sign_in_async:
 * @profile: a Stempel server
 * @password: the password of its user
 * @code: (nullable): the six digits, where there is a second factor
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Opens a session. Finish with stempel_connect_finish(); the `reason` of `unauthenticated` is then
 * that of session_open.
 */
void
stempel_connect_sign_in_async (StempelProfile      *profile,
                               const char          *password,
                               const char          *code,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonNode) request = NULL;
  g_autoptr(StempelSessionKeeper) keeper = NULL;
  GError *error = NULL;

  g_return_if_fail (STEMPEL_IS_PROFILE (profile));
  g_return_if_fail (stempel_profile_get_kind (profile) == STEMPEL_PROFILE_KIND_SERVER);

  task = g_task_new (profile, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_connect_sign_in_async);
  keeper = stempel_session_keeper_new (stempel_profile_get_url (profile), &error);
  if (keeper == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  request = stempel_connect_build_sign_in (profile, password, code);
  stempel_session_keeper_sign_in_async (keeper, request, cancellable, sign_in_cb,
                                        g_steal_pointer (&task));
}
