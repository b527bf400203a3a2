/* test-migrator.c: migrations, each once and in order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "pg-fixture.h"
#include "stempel-error.h"
#include "stempel-pg-migrator.h"
#include "test-sql.h"

#define GOOD "/lu/stempel/test/sql/good"
#define BROKEN "/lu/stempel/test/sql/broken"
#define ENDING "/lu/stempel/test/sql/ending"

static StempelPgMigration
migrate (const char *conninfo, const char *resources)
{
  g_autoptr(GError) error = NULL;
  StempelPgMigration migration;

  stempel_pg_migrate (conninfo, resources, &migration, &error);
  g_assert_no_error (error);

  return migration;
}

static void
assert_refused (const char *conninfo, const char *resources, const char *reason)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (stempel_pg_migrate (conninfo, resources, NULL, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==, reason);
}

static void
test_second_run_does_nothing (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  StempelPgMigration first = migrate (conninfo, GOOD);
  StempelPgMigration second = migrate (conninfo, GOOD);
  g_autofree char *sum = pg_fixture_ask (conninfo, "select one.first()");

  g_assert_cmpuint (first.applied, ==, 2);
  g_assert_cmpuint (first.version, ==, 2);
  g_assert_true (first.reloaded);
  g_assert_cmpuint (second.applied, ==, 0);
  g_assert_cmpuint (second.version, ==, 2);
  g_assert_false (second.reloaded);
  g_assert_cmpstr (sum, ==, "42");
}

static gpointer
migrate_thread (gpointer data)
{
  return GUINT_TO_POINTER (migrate (data, STEMPEL_PG_SQL_RESOURCES).applied);
}

static void
test_of_two_one_applies (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  GThread *threads[4];
  guint applied = 0;
  g_autofree char *registered = NULL;
  g_autofree char *expected = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrate", migrate_thread, conninfo);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      guint own = GPOINTER_TO_UINT (g_thread_join (threads[i]));

      /* All or nothing: the others waited and found nothing to do. */
      g_assert_true (own == 0 || applied == 0);
      applied += own;
    }

  registered = pg_fixture_ask (conninfo, "select count(*) from stempel_meta.migration");
  expected = g_strdup_printf ("%u", applied);
  g_assert_cmpuint (applied, >, 0);
  g_assert_cmpstr (registered, ==, expected);
}

static void
test_changed_migration_is_refused (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();

  migrate (conninfo, GOOD);
  pg_fixture_execute (conninfo,
                      "update stempel_meta.migration set sha256 = 'other' where number = 1");
  assert_refused (conninfo, GOOD, STEMPEL_PG_REASON_MIGRATION_CHANGED);
}

static void
test_newer_database_is_refused (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();

  migrate (conninfo, GOOD);
  pg_fixture_execute (conninfo,
                      "insert into stempel_meta.migration values (3, '0003-later.sql', 'x')");
  assert_refused (conninfo, GOOD, STEMPEL_PG_REASON_DATABASE_NEWER);
}

static void
test_failed_migration_leaves_nothing (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  g_autofree char *registered = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *lost = NULL;

  assert_refused (conninfo, BROKEN, STEMPEL_PG_REASON_MIGRATION);

  registered =
    pg_fixture_ask (conninfo, "select string_agg(name, ' ') from stempel_meta.migration");
  kept = pg_fixture_ask (conninfo, "select to_regclass('kept') is not null");
  lost = pg_fixture_ask (conninfo, "select to_regclass('lost') is null");
  g_assert_cmpstr (registered, ==, "0001-kept.sql");
  g_assert_cmpstr (kept, ==, "t");
  g_assert_cmpstr (lost, ==, "t");
}

static void
test_migration_must_not_end_its_transaction (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  g_autofree char *registered = NULL;

  assert_refused (conninfo, ENDING, STEMPEL_PG_REASON_MIGRATION);
  registered = pg_fixture_ask (conninfo, "select count(*) from stempel_meta.migration");
  g_assert_cmpstr (registered, ==, "0");
}

static void
test_changed_rules_are_loaded (void)
{
  g_autofree char *conninfo = pg_fixture_create_database ();
  g_autofree char *sum = NULL;
  StempelPgMigration migration;

  migrate (conninfo, GOOD);
  pg_fixture_execute (conninfo, "update stempel_meta.code set sha256 = 'older';"
                                "create or replace function one.second() returns integer"
                                " language sql as 'select 0'");
  migration = migrate (conninfo, GOOD);
  sum = pg_fixture_ask (conninfo, "select one.first()");

  g_assert_cmpuint (migration.applied, ==, 0);
  g_assert_true (migration.reloaded);
  g_assert_cmpstr (sum, ==, "42");
}

static void
test_no_server_is_no_connection (void)
{
  assert_refused ("host=/nonexistent", GOOD, STEMPEL_PG_REASON_CONNECTION);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_resources_register (test_sql_get_resource ());

  g_test_add_func ("/migrator/second-run-does-nothing", test_second_run_does_nothing);
  g_test_add_func ("/migrator/of-two-one-applies", test_of_two_one_applies);
  g_test_add_func ("/migrator/changed-migration-is-refused", test_changed_migration_is_refused);
  g_test_add_func ("/migrator/newer-database-is-refused", test_newer_database_is_refused);
  g_test_add_func ("/migrator/failed-migration-leaves-nothing",
                   test_failed_migration_leaves_nothing);
  g_test_add_func ("/migrator/must-not-end-its-transaction",
                   test_migration_must_not_end_its_transaction);
  g_test_add_func ("/migrator/changed-rules-are-loaded", test_changed_rules_are_loaded);
  g_test_add_func ("/migrator/no-server-is-no-connection", test_no_server_is_no_connection);

  return g_test_run ();
}
