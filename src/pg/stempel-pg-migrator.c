/* stempel-pg-migrator.c: brings a database to the schema of this program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-pg-migrator.h"
#include "stempel-pg-sync.h"
#include "stempel-sql-resources.h"

/* "Stempel" as a number: the key of the lock that lets one migration run at a time. */
#define LOCK "x'005374656d70656c'::bigint"

typedef struct
{
  guint  number;
  char  *name;
  char  *sql;
  char  *sha256;
} Script;

static void
script_free (Script *script)
{
  g_free (script->name);
  g_free (script->sql);
  g_free (script->sha256);
  g_free (script);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Script, script_free)

typedef char *StrvElement;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const StrvElement *) a, *(const StrvElement *) b);
}

/* All `.sql` files of one folder of the resources, by name. */
static GPtrArray *
load_scripts (const char *folder, GError **error)
{
  g_autoptr(GPtrArray) scripts = g_ptr_array_new_with_free_func ((GDestroyNotify) script_free);
  g_auto(GStrv) names = g_resources_enumerate_children (folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* A folder without files is not in the resources at all. */
  if (names == NULL)
    return g_steal_pointer (&scripts);

  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", folder, names[i]);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(Script) script = NULL;

      bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      if (bytes == NULL)
        return NULL;

      script = g_new0 (Script, 1);
      script->number = (guint) g_ascii_strtoull (names[i], NULL, 10);
      script->name = g_strdup (names[i]);
      script->sql = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      script->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      g_ptr_array_add (scripts, g_steal_pointer (&script));
    }

  return g_steal_pointer (&scripts);
}

static GPtrArray *
load_migrations (const char *resources, GError **error)
{
  g_autofree char *folder = g_strdup_printf ("%s/migrations", resources);
  g_autoptr(GPtrArray) scripts = load_scripts (folder, error);

  for (guint i = 0; scripts != NULL && i < scripts->len; i++)
    {
      Script *script = g_ptr_array_index (scripts, i);

      if (script->number != i + 1)
        {
          g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_MIGRATION,
                                                          "%s should be number %u",
                                                          script->name, i + 1));
          return NULL;
        }
    }

  return g_steal_pointer (&scripts);
}

/* PostgreSQL's own words belong here: migrations hold no data of persons. */
static gboolean
execute_script (PGconn *connection, const Script *script, GError **error)
{
  g_autoptr(PGresult) result = PQexec (connection, script->sql);
  const char *position = PQresultErrorField (result, PG_DIAG_STATEMENT_POSITION);
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    {
      g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_MIGRATION,
                                                      "%s, character %s: %s", script->name,
                                                      position != NULL ? position : "?",
                                                      PQresultErrorMessage (result)));
      return FALSE;
    }

  if (PQtransactionStatus (connection) != PQTRANS_INTRANS)
    {
      g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_MIGRATION,
                                                      "%s ends its transaction", script->name));
      return FALSE;
    }

  return TRUE;
}

static gboolean
end_transaction (PGconn *connection, gboolean succeeded, GError **error)
{
  if (succeeded)
    succeeded = stempel_pg_sync_execute (connection, "commit", error);
  else
    stempel_pg_sync_execute (connection, "rollback",
                             NULL); /* the first error is the one to report */

  /* A script may have taken a role or a search path. */
  return stempel_pg_sync_execute (connection, "reset session authorization; reset role; reset all",
                                  succeeded ? error : NULL) && succeeded;
}

static gboolean
apply_migration (PGconn *connection, const Script *script, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", script->number);
  g_autoptr(PGresult) registered = NULL;
  gboolean succeeded;

  if (!stempel_pg_sync_execute (connection, "begin", error))
    return FALSE;

  registered = stempel_pg_sync_query (connection, error,
    "insert into stempel_meta.migration (number, name, sha256) values ($1::integer, $2, $3)",
    number, script->name, script->sha256, NULL);
  succeeded = registered != NULL && execute_script (connection, script, error);

  return end_transaction (connection, succeeded, error);
}

static gboolean
check_applied (PGresult *applied, GPtrArray *scripts, GError **error)
{
  for (int i = 0; i < PQntuples (applied); i++)
    {
      Script *script;

      if ((guint) i >= scripts->len)
        {
          g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_DATABASE_NEWER,
                                                          "the database is newer: it has %s",
                                                          PQgetvalue (applied, i, 0)));
          return FALSE;
        }

      script = g_ptr_array_index (scripts, i);
      if (g_strcmp0 (script->sha256, PQgetvalue (applied, i, 1)) != 0)
        {
          g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_MIGRATION_CHANGED,
                                                          "%s is not what was applied as %s",
                                                          script->name, PQgetvalue (applied, i,
                                                                                    0)));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
apply_migrations (PGconn *connection, GPtrArray *scripts, StempelPgMigration *migration,
                  GError **error)
{
  g_autoptr(PGresult) applied = NULL;

  applied = stempel_pg_sync_query (connection, error,
    "select name, sha256 from stempel_meta.migration order by number", NULL);

  if (applied == NULL || !check_applied (applied, scripts, error))
    return FALSE;

  for (guint i = (guint) PQntuples (applied); i < scripts->len; i++)
    {
      if (!apply_migration (connection, g_ptr_array_index (scripts, i), error))
        return FALSE;
      migration->applied++;
    }
  migration->version = scripts->len;

  return TRUE;
}

static GPtrArray *
load_code (const char *resources, char **sha256, GError **error)
{
  g_autofree char *rules_folder = g_strdup_printf ("%s/rules", resources);
  g_autofree char *api_folder = g_strdup_printf ("%s/api", resources);
  g_autoptr(GPtrArray) scripts = load_scripts (rules_folder, error);
  g_autoptr(GPtrArray) api = scripts != NULL ? load_scripts (api_folder, error) : NULL;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  if (api == NULL)
    return NULL;

  g_ptr_array_extend_and_steal (scripts, g_steal_pointer (&api));
  for (guint i = 0; i < scripts->len; i++)
    {
      Script *script = g_ptr_array_index (scripts, i);

      g_checksum_update (checksum, (const guchar *) script->name, -1);
      g_checksum_update (checksum, (const guchar *) script->sha256, -1);
    }
  *sha256 = g_strdup (g_checksum_get_string (checksum));

  return g_steal_pointer (&scripts);
}

static gboolean
reload_code (PGconn *connection, GPtrArray *scripts, const char *sha256, GError **error)
{
  g_autoptr(PGresult) registered = NULL;
  gboolean succeeded;

  /* Functions may name each other in any order. */
  if (!stempel_pg_sync_execute (connection, "begin; set local check_function_bodies = off", error))
    return FALSE;

  registered = stempel_pg_sync_query (connection, error,
    "insert into stempel_meta.code (sha256) values ($1)"
    " on conflict (one) do update set sha256 = excluded.sha256, loaded_at = clock_timestamp()",
    sha256, NULL);
  succeeded = registered != NULL;
  for (guint i = 0; succeeded && i < scripts->len; i++)
    succeeded = execute_script (connection, g_ptr_array_index (scripts, i), error);

  return end_transaction (connection, succeeded, error);
}

static gboolean
refresh_code (PGconn *connection, const char *resources, StempelPgMigration *migration,
              GError **error)
{
  g_autofree char *sha256 = NULL;
  g_autoptr(GPtrArray) scripts = load_code (resources, &sha256, error);
  g_autoptr(PGresult) loaded = NULL;

  if (scripts == NULL)
    return FALSE;

  loaded = stempel_pg_sync_query (connection, error,
    "select 1 from stempel_meta.code where sha256 = $1", sha256, NULL);

  if (loaded == NULL)
    return FALSE;

  /* A migration may have dropped what a function stands on. */
  migration->reloaded = PQntuples (loaded) == 0 || migration->applied > 0;

  return !migration->reloaded || reload_code (connection, scripts, sha256, error);
}

static gboolean
prepare_registry (PGconn *connection, GError **error)
{
  return stempel_pg_sync_execute (connection,
    "create schema if not exists stempel_meta;"
    "create table if not exists stempel_meta.migration ("
    "  number integer primary key,"
    "  name text not null,"
    "  sha256 text not null,"
    "  applied_at timestamptz not null default clock_timestamp());"
    "comment on table stempel_meta.migration is 'Migrations that were applied to this database';"
    "create table if not exists stempel_meta.code ("
    "  one boolean primary key default true check (one),"
    "  sha256 text not null,"
    "  loaded_at timestamptz not null default clock_timestamp());"
    "comment on table stempel_meta.code is 'Checksum of the rules and operations loaded last'",
    error);
}

/**
 * stempel_pg_migrate:
 * @conninfo: connection string of a superuser or of the owner with CREATEROLE
 * @resources: the path of the resources that hold `migrations`, `rules` and `api`
 * @migration: (out) (optional): what was done
 * @error: return location for an %STEMPEL_ERROR
 *
 * Applies the migrations that are missing, each in a transaction of its own, then loads the rules
 * and operations when they are not those loaded last. Of several that do this at once to one
 * database one works and the others wait. Blocks.
 *
 * Returns: whether the database is now that of this program
 */
gboolean
stempel_pg_migrate (const char          *conninfo,
                    const char          *resources,
                    StempelPgMigration  *migration,
                    GError             **error)
{
  g_autoptr(PGconn) connection = NULL;
  g_autoptr(GPtrArray) scripts = NULL;
  StempelPgMigration done = { 0 };

  g_return_val_if_fail (conninfo != NULL, FALSE);
  g_return_val_if_fail (resources != NULL, FALSE);

  /* Naming it is what makes the linker keep it; it registers itself. */
  stempel_sql_get_resource ();
  scripts = load_migrations (resources, error);
  connection = scripts != NULL
    ? stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, error)
    : NULL;

  /* The lock goes with the connection. */
  if (connection == NULL ||
      !stempel_pg_sync_execute (connection, "select pg_advisory_lock (" LOCK ")", error) ||
      !prepare_registry (connection, error) ||
      !apply_migrations (connection, scripts, &done, error) ||
      !refresh_code (connection, resources, &done, error))
    return FALSE;

  if (migration != NULL)
    *migration = done;

  return TRUE;
}

/**
 * stempel_pg_migrator_get_newest:
 *
 * Returns: the number of the newest migration that this program brings along
 */
guint
stempel_pg_migrator_get_newest (void)
{
  g_auto(GStrv) names = NULL;

  stempel_sql_get_resource ();
  names = g_resources_enumerate_children (STEMPEL_PG_SQL_RESOURCES "/migrations",
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return names != NULL ? g_strv_length (names) : 0;
}
