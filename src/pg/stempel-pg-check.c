/* stempel-pg-check.c: the invariants of all merchants of a database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pg-check.h"
#include "stempel-pg-sync.h"

/**
 * stempel_pg_check_is_superuser:
 * @conninfo: a libpq connection string
 * @superuser: (out): whether it is that of a superuser, who stands outside of all merchants
 * @error: return location for an %STEMPEL_ERROR
 *
 * Blocks.
 *
 * Returns: %FALSE on error
 */
gboolean
stempel_pg_check_is_superuser (const char *conninfo, gboolean *superuser, GError **error)
{
  g_autoptr(PGconn) connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);

  if (connection == NULL)
    return FALSE;

  *superuser = g_strcmp0 (PQparameterStatus (connection, "is_superuser"), "on") == 0;

  return TRUE;
}

/* The owner's rights are what the check is written for: row-level security holds for it. */
static PGresult *
check_merchant (PGconn *connection, const char *merchant, GError **error)
{
  g_autoptr(PGresult) entered = NULL;
  g_autoptr(PGresult) rows = NULL;

  if (!stempel_pg_sync_execute (connection, "begin; set local role stempel_owner", error))
    return NULL;

  entered = stempel_pg_sync_query (connection, error,
                                   "select set_config ('stempel.merchant_id', $1, true)",
                                   merchant, NULL);
  if (entered != NULL)
    rows = stempel_pg_sync_query (connection, error,
      "select v || jsonb_build_object ('merchant_id', $1::bigint) from private.violations () v",
      merchant, NULL);

  stempel_pg_sync_execute (connection, "rollback", NULL); /* it only read */

  return g_steal_pointer (&rows);
}

/**
 * stempel_pg_check_all:
 * @conninfo: a connection string of a superuser
 * @error: return location for an %STEMPEL_ERROR
 *
 * Blocks.
 *
 * Returns: (transfer full): {items} as `self_check` answers, each with its `merchant_id`; %NULL on
 *   error
 */
JsonNode *
stempel_pg_check_all (const char *conninfo, GError **error)
{
  g_autoptr(PGconn) connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error);
  g_autoptr(PGresult) merchants = NULL;
  g_autoptr(JsonNode) reply = json_from_string ("{\"items\": []}", NULL);
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  if (connection == NULL)
    return NULL;

  merchants = stempel_pg_sync_query (connection, error,
                                     "select merchant_id from stempel.merchant order by 1", NULL);
  if (merchants == NULL)
    return NULL;

  for (int i = 0; i < PQntuples (merchants); i++)
    {
      g_autoptr(PGresult) rows = check_merchant (connection, PQgetvalue (merchants, i, 0), error);

      if (rows == NULL)
        return NULL;

      for (int j = 0; j < PQntuples (rows); j++)
        json_array_add_element (items, json_from_string (PQgetvalue (rows, j, 0), NULL));
    }

  return g_steal_pointer (&reply);
}
