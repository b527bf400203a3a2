/* stempel-pg-role.c: PostgreSQL roles that persons connect as
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-pg-role.h"
#include "stempel-pg-sync.h"

#define MOST_OF_A_NAME 100

static GError *
new_conflict_error (const char *reason, const char *message)
{
  g_autoptr(JsonObject) problem = json_object_new ();

  json_object_set_string_member (problem, "code",
                                 stempel_error_code_to_wire (STEMPEL_ERROR_CONFLICT));
  json_object_set_string_member (problem, "reason", reason);

  return stempel_error_new_for_problem (problem, message);
}

static GError *
new_not_found_error (void)
{
  g_autoptr(JsonObject) problem = json_object_new ();

  json_object_set_string_member (problem, "code",
                                 stempel_error_code_to_wire (STEMPEL_ERROR_NOT_FOUND));
  json_object_set_string_member (problem, "what", "role");

  return stempel_error_new_for_problem (problem, "there is no such role of a person");
}

/* Commands take no parameters, so PostgreSQL itself quotes them into one and that is executed. The
 * password goes as its SCRAM verifier: it must not turn up in a log. */
static gboolean
execute_formatted (PGconn      *connection,
                   const char  *format,
                   const char  *role,
                   const char  *secret,
                   const char  *group,
                   GError     **error)
{
  g_autoptr(PGresult) command = NULL;

  command =
    stempel_pg_sync_query (connection, error, "select format ($1, $2::text, $3::text, $4::text)",
                           format, role, secret, group, NULL);

  return command != NULL && stempel_pg_sync_execute (connection, PQgetvalue (command, 0, 0), error);
}

static gboolean
role_exists (PGconn *connection, const char *role, gboolean *exists, GError **error)
{
  g_autoptr(PGresult) found = NULL;

  found = stempel_pg_sync_query (connection, error, "select from pg_roles where rolname = $1", role,
                                 NULL);
  if (found == NULL)
    return FALSE;

  *exists = PQntuples (found) > 0;

  return TRUE;
}

/* Only roles of persons: those that are in one of our groups and have no power beside that. */
static gboolean
check_person (PGconn *connection, const char *role, GError **error)
{
  g_autoptr(PGresult) found = NULL;

  found = stempel_pg_sync_query (connection, error,
    "select from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = "
    "m.member"
    " where r.rolname = $1 and not r.rolsuper"
    " and g.rolname in ('stempel_manager', 'stempel_staff', 'stempel_auditor')",
    role, NULL);
  if (found == NULL)
    return FALSE;

  if (PQntuples (found) == 0)
    g_propagate_error (error, new_not_found_error ());

  return PQntuples (found) > 0;
}

static char *
encrypt (PGconn *connection, const char *role, const char *password, GError **error)
{
  char *verifier = PQencryptPasswordConn (connection, password, role, "scram-sha-256");
  char *copy = g_strdup (verifier);

  if (verifier == NULL)
    g_propagate_error (error,
                       stempel_pg_error_new (STEMPEL_PG_REASON_SERVER, "cannot use the password"));
  PQfreemem (verifier);

  return copy;
}

/**
 * stempel_pg_role_create:
 * @connection: a connection as superuser or with CREATEROLE
 * @role: the name of the new role
 * @kind: `manager`, `staff` or `auditor`
 * @password: its password
 * @error: return location for an %STEMPEL_ERROR; a `conflict` when there is such a role
 *
 * Returns: whether the role was made
 */
gboolean
stempel_pg_role_create (PGconn *connection, const char *role, const char *kind,
                        const char *password, GError **error)
{
  g_autofree char *group = NULL;
  g_autofree char *verifier = NULL;
  gboolean exists;

  g_return_val_if_fail (connection != NULL && role != NULL && password != NULL, FALSE);
  g_return_val_if_fail (g_strv_contains ((const char *[]) { "manager", "staff", "auditor", NULL },
                                         kind),
                        FALSE);

  if (!role_exists (connection, role, &exists, error))
    return FALSE;

  if (exists)
    {
      g_propagate_error (error, new_conflict_error ("taken", "there is a role of that name"));
      return FALSE;
    }

  group = g_strconcat ("stempel_", kind, NULL);
  verifier = encrypt (connection, role, password, error);

  return verifier != NULL &&
         execute_formatted (connection, "create role %1$I login password %2$L in role %3$I",
                            role, verifier, group, error);
}

/**
 * stempel_pg_role_set_password:
 * @conninfo: connection string of a superuser or one with CREATEROLE
 * @role: the role of a person
 * @password: its new password
 * @error: return location for an %STEMPEL_ERROR; `not_found` when it is not one of a person
 *
 * A role that was disabled may connect again.
 *
 * Returns: whether it was set
 */
gboolean
stempel_pg_role_set_password (const char *conninfo, const char *role, const char *password,
                              GError **error)
{
  g_autoptr(PGconn) connection = NULL;
  g_autofree char *verifier = NULL;

  g_return_val_if_fail (conninfo != NULL && role != NULL && password != NULL, FALSE);

  connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);
  if (connection == NULL || !check_person (connection, role, error))
    return FALSE;

  verifier = encrypt (connection, role, password, error);

  return verifier != NULL &&
         execute_formatted (connection, "alter role %1$I login password %2$L", role, verifier, "",
                            error);
}

/**
 * stempel_pg_role_disable:
 * @conninfo: connection string of a superuser or one with CREATEROLE
 * @role: the role of a person
 * @error: return location for an %STEMPEL_ERROR; `not_found` when it is not one of a person
 *
 * Takes the right to connect, and ends the connections that there are.
 *
 * Returns: whether it was done
 */
gboolean
stempel_pg_role_disable (const char *conninfo, const char *role, GError **error)
{
  g_autoptr(PGconn) connection = NULL;
  g_autoptr(PGresult) ended = NULL;

  g_return_val_if_fail (conninfo != NULL && role != NULL, FALSE);

  connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);
  if (connection == NULL ||
      !check_person (connection, role, error) ||
      !execute_formatted (connection, "alter role %1$I nologin password null", role, "", "", error))
    return FALSE;

  ended = stempel_pg_sync_query (connection, error,
    "select pg_terminate_backend (pid) from pg_stat_activity where usename = $1", role, NULL);

  return ended != NULL;
}

/**
 * stempel_pg_role_choose_name:
 * @connection: a connection
 * @wanted: the name to begin with
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): @wanted, or @wanted with a number when there is such a role
 */
char *
stempel_pg_role_choose_name (PGconn *connection, const char *wanted, GError **error)
{
  g_return_val_if_fail (connection != NULL && wanted != NULL, NULL);

  for (guint i = 1; i < MOST_OF_A_NAME; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup (wanted) : g_strdup_printf ("%s_%u", wanted, i);
      gboolean exists;

      if (!role_exists (connection, name, &exists, error))
        return NULL;

      if (!exists)
        return g_steal_pointer (&name);
    }

  g_propagate_error (error, new_conflict_error ("taken", "there are too many roles of that name"));

  return NULL;
}
