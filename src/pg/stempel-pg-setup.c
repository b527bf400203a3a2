/* stempel-pg-setup.c: what makes an empty database usable: merchant, roles, demo data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-json.h"
#include "stempel-pg-passfile.h"
#include "stempel-pg-role.h"
#include "stempel-pg-setup.h"
#include "stempel-pg-sync.h"

#define FIRST_MANAGER "manager"

static const struct
{
  const char *role;
  const char *kind;
} demo_roles[] = {
  { "stempel_demo_manager", "manager" },
  { "stempel_demo_staff", "staff" },
  { "stempel_demo_auditor", "auditor" },
};

/* The password is noted before the role is committed: one too many is harmless, one missing is
 * not. */
static gboolean
create_role (PGconn            *connection,
             StempelPgCluster  *cluster,
             const char        *role,
             const char        *kind,
             const char        *password,
             GError           **error)
{
  return stempel_pg_role_create (connection, role, kind, password, error) &&
         (cluster == NULL || stempel_pg_cluster_set_password (cluster, role, password, error));
}

static JsonNode *
call_private (PGconn *connection, const char *sql, JsonNode *request, GError **error)
{
  g_autofree char *text = stempel_json_to_text (request);
  g_autoptr(PGresult) rows = stempel_pg_sync_query (connection, error, sql, text, NULL);

  return rows != NULL ? json_from_string (PQgetvalue (rows, 0, 0), error) : NULL;
}

static gboolean
commit (PGconn *connection, gboolean succeeded, GError **error)
{
  if (succeeded)
    return stempel_pg_sync_execute (connection, "commit", error);

  stempel_pg_sync_execute (connection, "rollback", NULL); /* the first error is the one to report */

  return FALSE;
}

/* The request with the manager's PostgreSQL role in it. One without a manager goes as it is, for
 * the database to say what is missing. */
static JsonNode *
name_manager (PGconn *connection, JsonNode *request, char **role, GError **error)
{
  g_autofree char *text = stempel_json_to_text (request);
  g_autoptr(JsonNode) named = json_from_string (text, NULL);
  JsonNode *node = json_object_get_member (json_node_get_object (named), "manager");
  JsonObject *manager = node != NULL &&
                        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *wanted = FIRST_MANAGER;

  if (manager != NULL)
    wanted = json_object_get_string_member_with_default (manager, "database_role", FIRST_MANAGER);

  *role = stempel_pg_role_choose_name (connection, wanted, error);
  if (*role == NULL)
    return NULL;

  if (manager != NULL)
    json_object_set_string_member (manager, "database_role", *role);

  return g_steal_pointer (&named);
}

static JsonNode *
create_merchant (PGconn *connection, StempelPgCluster *cluster, JsonNode *request, GError **error)
{
  g_autofree char *role = NULL;
  g_autofree char *password = stempel_pg_passfile_generate ();
  g_autoptr(JsonNode) named = name_manager (connection, request, &role, error);
  g_autoptr(JsonNode) reply = NULL;

  if (named == NULL)
    return NULL;

  reply = call_private (connection, "select private.merchant_create ($1::jsonb)", named, error);
  if (reply == NULL || !create_role (connection, cluster, role, "manager", password, error))
    return NULL;

  json_object_set_string_member (json_node_get_object (reply), "database_role", role);
  if (cluster == NULL)
    json_object_set_string_member (json_node_get_object (reply), "password", password);

  return g_steal_pointer (&reply);
}

static gboolean
create_demo_roles (PGconn *connection, StempelPgCluster *cluster, JsonObject *passwords,
                   GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (demo_roles); i++)
    {
      g_autofree char *password = stempel_pg_passfile_generate ();
      g_autofree char *free_name =
        stempel_pg_role_choose_name (connection, demo_roles[i].role, error);

      if (free_name == NULL)
        return FALSE;

      /* They are shared by all databases of a cluster, and one of those may have a demo already. */
      if (g_strcmp0 (free_name, demo_roles[i].role) != 0)
        continue;

      if (!create_role (connection, cluster, demo_roles[i].role, demo_roles[i].kind, password,
                        error))
        return FALSE;

      json_object_set_string_member (passwords, demo_roles[i].role, password);
    }

  return TRUE;
}

static JsonNode *
create_demo (PGconn *connection, StempelPgCluster *cluster, JsonNode *request, GError **error)
{
  g_autoptr(JsonObject) passwords = json_object_new ();
  JsonNode *reply;

  if (!create_demo_roles (connection, cluster, passwords, error))
    return NULL;

  reply = call_private (connection, "select private.demo ($1::jsonb)", request, error);
  if (reply != NULL && cluster == NULL)
    json_object_set_object_member (json_node_get_object (reply), "passwords",
                                   g_steal_pointer (&passwords));

  return reply;
}

typedef JsonNode *(*Creator) (PGconn            *connection,
                              StempelPgCluster  *cluster,
                              JsonNode          *request,
                              GError           **error);

static JsonNode *
create_in_transaction (const char        *conninfo,
                       StempelPgCluster  *cluster,
                       Creator            create,
                       JsonNode          *request,
                       GError           **error)
{
  g_autoptr(PGconn) connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);
  g_autoptr(JsonNode) reply = NULL;

  if (connection == NULL || !stempel_pg_sync_execute (connection, "begin", error))
    return NULL;

  reply = create (connection, cluster, request, error);

  return commit (connection, reply != NULL, error) ? g_steal_pointer (&reply) : NULL;
}

/**
 * stempel_pg_setup_merchant:
 * @conninfo: a connection string of the superuser
 * @cluster: (nullable): the private cluster, which then keeps the password
 * @request: the request of `private.merchant_create`; without `manager.database_role` a name is
 *   chosen
 * @error: return location for an %STEMPEL_ERROR
 *
 * Makes a merchant with its first store and manager, and the PostgreSQL role the manager connects
 * as.
 *
 * Returns: (transfer full): {merchant_id, store_id, login_id, database_role} and, without @cluster,
 *   `password`; %NULL on error
 */
JsonNode *
stempel_pg_setup_merchant (const char        *conninfo,
                           StempelPgCluster  *cluster,
                           JsonNode          *request,
                           GError           **error)
{
  g_return_val_if_fail (conninfo != NULL, NULL);
  g_return_val_if_fail (request != NULL && JSON_NODE_HOLDS_OBJECT (request), NULL);

  return create_in_transaction (conninfo, cluster, create_merchant, request, error);
}

/**
 * stempel_pg_setup_demo:
 * @conninfo: a connection string of the superuser
 * @cluster: (nullable): the private cluster, which then keeps the passwords
 * @request: {members, entries, seed}
 * @error: return location for an %STEMPEL_ERROR
 *
 * Fills an empty database with demo data, and makes the roles `stempel_demo_manager`,
 * `stempel_demo_staff` and `stempel_demo_auditor` where they are missing.
 *
 * Returns: (transfer full): what was made and, without @cluster, `passwords` by role; %NULL on
 * error
 */
JsonNode *
stempel_pg_setup_demo (const char        *conninfo,
                       StempelPgCluster  *cluster,
                       JsonNode          *request,
                       GError           **error)
{
  g_return_val_if_fail (conninfo != NULL, NULL);
  g_return_val_if_fail (request != NULL && JSON_NODE_HOLDS_OBJECT (request), NULL);

  return create_in_transaction (conninfo, cluster, create_demo, request, error);
}

/**
 * stempel_pg_setup_role:
 * @conninfo: a connection string of the superuser
 * @cluster: (nullable): the private cluster, which then keeps the password
 * @role: the name of the new role
 * @kind: `manager`, `staff` or `auditor`
 * @password: its password
 * @error: return location for an %STEMPEL_ERROR
 *
 * Makes a PostgreSQL role for a person. A login whose `database_role` is @role says who that is.
 *
 * Returns: whether it was made
 */
gboolean
stempel_pg_setup_role (const char        *conninfo,
                       StempelPgCluster  *cluster,
                       const char        *role,
                       const char        *kind,
                       const char        *password,
                       GError           **error)
{
  g_autoptr(PGconn) connection = NULL;

  g_return_val_if_fail (conninfo != NULL, FALSE);

  connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);

  return connection != NULL &&
         stempel_pg_sync_execute (connection, "begin", error) &&
         commit (connection, create_role (connection, cluster, role, kind, password, error), error);
}

typedef struct
{
  Creator   create;
  JsonNode *request; /* (owned) (nullable) */
  char     *role;    /* (owned) (nullable) */
  char     *kind;    /* (owned) (nullable) */
} Setup;

static void
setup_free (Setup *setup)
{
  g_clear_pointer (&setup->request, json_node_unref);
  g_free (setup->role);
  g_free (setup->kind);
  g_free (setup);
}

static void
create_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Setup *setup = data;
  GError *error = NULL;
  JsonNode *reply = NULL;
  g_autofree char *conninfo = stempel_pg_cluster_open (source, NULL, NULL, &error);

  if (conninfo != NULL)
    reply = create_in_transaction (conninfo, source, setup->create, setup->request, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

static void
role_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Setup *setup = data;
  GError *error = NULL;
  g_autofree char *password = stempel_pg_passfile_generate ();
  g_autofree char *conninfo = stempel_pg_cluster_open (source, NULL, NULL, &error);

  if (conninfo != NULL &&
      stempel_pg_setup_role (conninfo, source, setup->role, setup->kind, password, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What is made is made, so it is never reported as cancelled. */
static GTask *
new_task (StempelPgCluster    *cluster,
          gpointer             tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (cluster, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Setup, 1), (GDestroyNotify) setup_free);

  return task;
}

static void
run_creator (GTask *task, Creator create, JsonNode *request)
{
  g_autofree char *text = stempel_json_to_text (request);
  Setup *setup = g_task_get_task_data (task);

  setup->create = create;
  setup->request = json_from_string (text, NULL);
  g_task_run_in_thread (task, create_thread);
}

/**
 * stempel_pg_setup_merchant_async:
 * @cluster: the private cluster; it is started when it does not run
 * @request: see stempel_pg_setup_merchant()
 * @cancellable: (nullable): not looked at
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
stempel_pg_setup_merchant_async (StempelPgCluster    *cluster,
                                 JsonNode            *request,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (STEMPEL_IS_PG_CLUSTER (cluster));
  g_return_if_fail (request != NULL && JSON_NODE_HOLDS_OBJECT (request));

  task = new_task (cluster, stempel_pg_setup_merchant_async, cancellable, callback, user_data);
  run_creator (task, create_merchant, request);
}

/**
 * stempel_pg_setup_merchant_finish:
 * @cluster: the private cluster
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): {merchant_id, store_id, login_id, database_role}, or %NULL on error
 */
JsonNode *
stempel_pg_setup_merchant_finish (StempelPgCluster *cluster, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, cluster), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_pg_setup_demo_async:
 * @cluster: the private cluster; it is started when it does not run
 * @request: see stempel_pg_setup_demo()
 * @cancellable: (nullable): not looked at
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
stempel_pg_setup_demo_async (StempelPgCluster    *cluster,
                             JsonNode            *request,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (STEMPEL_IS_PG_CLUSTER (cluster));
  g_return_if_fail (request != NULL && JSON_NODE_HOLDS_OBJECT (request));

  task = new_task (cluster, stempel_pg_setup_demo_async, cancellable, callback, user_data);
  run_creator (task, create_demo, request);
}

/**
 * stempel_pg_setup_demo_finish:
 * @cluster: the private cluster
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): what was made, or %NULL on error
 */
JsonNode *
stempel_pg_setup_demo_finish (StempelPgCluster *cluster, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, cluster), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_pg_setup_role_async:
 * @cluster: the private cluster; it is started when it does not run
 * @role: the name of the new role
 * @kind: `manager`, `staff` or `auditor`
 * @cancellable: (nullable): not looked at
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * See stempel_pg_setup_role(); the password is made up and kept by @cluster.
 */
void
stempel_pg_setup_role_async (StempelPgCluster    *cluster,
                             const char          *role,
                             const char          *kind,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Setup *setup;

  g_return_if_fail (STEMPEL_IS_PG_CLUSTER (cluster));
  g_return_if_fail (role != NULL && kind != NULL);

  task = new_task (cluster, stempel_pg_setup_role_async, cancellable, callback, user_data);
  setup = g_task_get_task_data (task);
  setup->role = g_strdup (role);
  setup->kind = g_strdup (kind);
  g_task_run_in_thread (task, role_thread);
}

/**
 * stempel_pg_setup_role_finish:
 * @cluster: the private cluster
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: whether it was made
 */
gboolean
stempel_pg_setup_role_finish (StempelPgCluster *cluster, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, cluster), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
