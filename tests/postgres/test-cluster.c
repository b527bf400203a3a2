/* test-cluster.c: the life of the private cluster, and its accidents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pg-fixture.h"
#include "stempel-error.h"
#include "stempel-pg-account.h"
#include "stempel-pg-cluster.h"
#include "stempel-pg-process.h"

#define NOBODY 65534
#define STOP_SECONDS 15

static const char *own_path;

typedef struct
{
  char *top;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->top = g_dir_make_tmp ("stempel-cluster-XXXXXX", &error);
  g_assert_no_error (error);
  /* The account of the server passes through it. */
  g_chmod (fixture->top, 0755);
  fixture->folder = g_build_filename (fixture->top, data != NULL ? data : "cluster", NULL);
}

static void
run (const char *program, ...)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  const char *argument;
  va_list args;

  g_ptr_array_add (arguments, (char *) program);
  va_start (args, program);
  do
    {
      argument = va_arg (args, const char *);
      g_ptr_array_add (arguments, (char *) argument);
    }
  while (argument != NULL);
  va_end (args);

  g_spawn_sync (NULL, (char **) arguments->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
}

static gboolean
wait_for_stop (Fixture *fixture)
{
  g_autofree char *data = g_build_filename (fixture->folder, "data", NULL);

  for (guint i = 0; i < STOP_SECONDS * 20 && stempel_pg_process_uses_folder (data); i++)
    g_usleep (50 * 1000);

  return !stempel_pg_process_uses_folder (data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autoptr(GError) error = NULL;
  gboolean stopped;

  stempel_pg_cluster_stop (cluster, &stopped, &error);
  g_assert_no_error (error);
  g_assert_true (wait_for_stop (fixture));
  run ("rm", "-rf", "--", fixture->top, NULL);
  g_free (fixture->folder);
  g_free (fixture->top);
}

static char *
open_cluster (StempelPgCluster *cluster)
{
  g_autoptr(GError) error = NULL;
  char *conninfo = stempel_pg_cluster_open (cluster, NULL, NULL, &error);

  g_assert_no_error (error);

  return conninfo;
}

static pid_t
read_server_pid (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "data", "postmaster.pid", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return (pid_t) g_ascii_strtoll (text, NULL, 10);
}

/* Another program that holds the cluster: this one with --hold. */
static GSubprocess *
start_holder (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *holder;

  holder = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                             own_path, "--hold", fixture->folder, NULL);
  g_assert_no_error (error);

  return holder;
}

static char *
read_conninfo (GSubprocess *holder)
{
  g_autoptr(GDataInputStream) output =
    g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));

  return g_data_input_stream_read_line (output, NULL, NULL, NULL);
}

static int
hold (const char *folder)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (folder);
  g_autoptr(GError) error = NULL;
  g_autofree char *conninfo = stempel_pg_cluster_open (cluster, NULL, NULL, &error);

  if (conninfo == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  g_print ("%s\n", conninfo);
  fflush (stdout);
  while (getchar () != EOF)
    continue;

  return 0;
}

static void
kill_holder (GSubprocess *holder)
{
  g_subprocess_force_exit (holder);
  g_subprocess_wait (holder, NULL, NULL);
}

static guint
get_mode (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  struct stat status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);

  return status.st_mode & 0777;
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autofree char *conninfo = open_cluster (cluster);
  g_autofree char *settings = NULL;

  settings = pg_fixture_ask (conninfo,
    "select concat_ws(' ', current_setting('server_encoding'), current_setting('listen_addresses'),"
    " current_setting('data_checksums'), current_setting('password_encryption'),"
    " current_setting('fsync'), current_setting('synchronous_commit'), current_database(),"
    " (select count(*) > 0 from stempel_meta.migration))");
  g_assert_cmpstr (settings, ==, "UTF8  on scram-sha-256 on on stempel t");
  g_assert_cmpuint (get_mode (fixture, "pgpass"), ==, 0600);
  g_assert_cmpuint (get_mode (fixture, "data"), ==, 0700);
  g_assert_cmpuint (get_mode (fixture, "run"), ==, 0700);
}

static void
test_password_is_needed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autofree char *conninfo = open_cluster (cluster);
  g_autofree char *without = g_strconcat (conninfo, " passfile=/dev/null", NULL);
  g_autoptr(StempelPgConnection) connection = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  stempel_pg_connection_open_async (without, NULL, NULL, pg_fixture_take_result, &result);
  pg_fixture_wait ((gpointer *) &result);
  connection = stempel_pg_connection_open_finish (result, &error);
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED);
}

static void
test_two_starters (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSubprocess) first = start_holder (fixture);
  g_autoptr(GSubprocess) second = start_holder (fixture);
  g_autofree char *first_conninfo = read_conninfo (first);
  g_autofree char *second_conninfo = read_conninfo (second);

  g_assert_nonnull (first_conninfo);
  g_assert_cmpstr (first_conninfo, ==, second_conninfo);
  kill_holder (first);
  kill_holder (second);
}

static void
test_last_one_stops_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSubprocess) first = start_holder (fixture);
  g_autofree char *conninfo = read_conninfo (first);
  g_autoptr(GSubprocess) second = start_holder (fixture);
  g_autofree char *second_conninfo = read_conninfo (second);
  g_autoptr(StempelPgCluster) observer = stempel_pg_cluster_new (fixture->folder);
  pid_t pid = read_server_pid (fixture);

  /* As in a crash: nobody gets to say good-bye. */
  kill_holder (first);
  g_usleep (4 * G_USEC_PER_SEC);
  g_assert_true (stempel_pg_cluster_is_running (observer));
  g_assert_cmpint (read_server_pid (fixture), ==, pid);

  kill_holder (second);
  g_assert_true (wait_for_stop (fixture));
  g_assert_false (stempel_pg_cluster_is_running (observer));
}

static void
test_pinned_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSubprocess) holder = start_holder (fixture);
  g_autofree char *conninfo = read_conninfo (holder);
  g_autoptr(StempelPgCluster) observer = stempel_pg_cluster_new (fixture->folder);
  g_autoptr(GError) error = NULL;
  gboolean stopped = TRUE;

  stempel_pg_cluster_pin (observer, &error);
  g_assert_no_error (error);
  kill_holder (holder);
  g_usleep (4 * G_USEC_PER_SEC);
  g_assert_true (stempel_pg_cluster_is_running (observer));

  /* In use it is not taken away; then it goes with the last one. */
  g_clear_object (&holder);
  g_free (conninfo);
  holder = start_holder (fixture);
  conninfo = read_conninfo (holder);
  stempel_pg_cluster_stop (observer, &stopped, &error);
  g_assert_no_error (error);
  g_assert_false (stopped);
  g_assert_true (stempel_pg_cluster_is_running (observer));
  kill_holder (holder);
  g_assert_true (wait_for_stop (fixture));
}

static void
test_stop_waits_for_the_watcher (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autofree char *conninfo = open_cluster (cluster);
  g_autofree char *lock = g_build_filename (fixture->folder, "users.lock", NULL);
  g_autoptr(GSubprocess) watcher = NULL;
  g_autoptr(GError) error = NULL;
  gboolean stopped = FALSE;

  stempel_pg_cluster_pin (cluster, &error);
  g_assert_no_error (error);
  g_clear_object (&cluster);

  /* Nobody uses it, but somebody is looking whether anybody does. */
  watcher = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                              "flock", lock, "sh", "-c", "echo; sleep 1", NULL);
  g_assert_no_error (error);
  g_free (read_conninfo (watcher));

  cluster = stempel_pg_cluster_new (fixture->folder);
  stempel_pg_cluster_stop (cluster, &stopped, &error);
  g_assert_no_error (error);
  g_assert_true (stopped);
  g_assert_false (stempel_pg_cluster_is_running (cluster));
}

static void
test_cancelled_is_not_started (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (stempel_pg_cluster_open (cluster, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

static void
kill_server (Fixture *fixture)
{
  g_assert_cmpint (kill (read_server_pid (fixture), SIGKILL), ==, 0);
}

static void
test_crash_is_recovered (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autofree char *conninfo = open_cluster (cluster);
  g_autofree char *again = NULL;
  g_autofree char *kept = NULL;

  pg_fixture_execute (conninfo, "create table kept as select 42 as number");
  kill_server (fixture);
  again = open_cluster (cluster);
  kept = pg_fixture_ask (again, "select number from kept");
  g_assert_cmpstr (kept, ==, "42");
}

/* A process of the server's account that has nothing to do with PostgreSQL. */
static GPid
start_stranger (void)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) command = NULL;
  g_autoptr(GError) error = NULL;
  GPid pid = 0;

  stempel_pg_account_add_prefix (builder);
  g_strv_builder_add_many (builder, "sleep", "60", NULL);
  command = g_strv_builder_end (builder);
  g_spawn_async ("/", command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                 &pid, &error);
  g_assert_no_error (error);

  return pid;
}

static void
replace_pid (const char *path, GPid pid)
{
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_strdup_printf ("%d%s", pid, strchr (text, '\n'));
  g_file_set_contents (path, changed, -1, &error);
  g_assert_no_error (error);
  g_assert_true (stempel_pg_account_own (path, NULL));
}

static void
test_reused_pid_is_seen_through (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autofree char *conninfo = open_cluster (cluster);
  g_autofree char *pid_file = g_build_filename (fixture->folder, "data", "postmaster.pid", NULL);
  g_autofree char *lock_file =
    g_build_filename (fixture->folder, "run", ".s.PGSQL.5432.lock", NULL);
  g_autofree char *again = NULL;
  GPid stranger;

  kill_server (fixture);
  g_assert_true (wait_for_stop (fixture));
  stranger = start_stranger ();
  replace_pid (pid_file, stranger);
  replace_pid (lock_file, stranger);

  again = open_cluster (cluster);
  g_assert_cmpint (read_server_pid (fixture), !=, stranger);
  g_assert_cmpint (kill (stranger, SIGKILL), ==, 0);
  waitpid (stranger, NULL, 0);
}

static void
test_half_finished_initdb (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autofree char *unfinished = g_build_filename (fixture->folder, "data.new", "base", NULL);
  g_autofree char *conninfo = NULL;
  g_autofree char *one = NULL;

  g_assert_cmpint (g_mkdir_with_parents (unfinished, 0700), ==, 0);
  g_chmod (fixture->folder, 0711);
  conninfo = open_cluster (cluster);
  one = pg_fixture_ask (conninfo, "select 1");
  g_assert_cmpstr (one, ==, "1");
}

static void
test_difficult_path (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autofree char *conninfo = open_cluster (cluster);
  const char *ask = "select btrim (current_setting ('unix_socket_directories'), '\"')";
  g_autofree char *folders = pg_fixture_ask (conninfo, ask);
  g_autofree char *one = pg_fixture_ask (conninfo, "select 1");
  gboolean stopped;

  g_assert_cmpuint (strlen (folders), <, 94);
  g_assert_cmpstr (one, ==, "1");

  /* A long one has its socket elsewhere. */
  if (!g_str_has_prefix (folders, fixture->folder))
    {
      g_assert_true (stempel_pg_cluster_stop (cluster, &stopped, NULL));
      run ("rm", "-rf", "--", folders, NULL);
    }
}

static void
test_missing_postgresql (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (fixture->folder);
  g_autoptr(GError) error = NULL;

  g_setenv ("STEMPEL_POSTGRESQL_BINDIR", "/nonexistent", TRUE);
  g_assert_null (stempel_pg_cluster_open (cluster, NULL, NULL, &error));
  g_unsetenv ("STEMPEL_POSTGRESQL_BINDIR");

  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==,
                   STEMPEL_PG_REASON_NOT_INSTALLED);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "package"), ==, "postgresql");
}

static void
test_of_another_user (void)
{
  g_autoptr(GSubprocess) nested = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *output = NULL;

  /* The source tree may be in root's home, where nobody else finds a program. */
  folder = g_dir_make_tmp ("stempel-nobody-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  copy = g_build_filename (folder, "test-pg-cluster", NULL);
  run ("install", "--mode=755", own_path, copy, NULL);

  nested = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                             &error,
                             "setpriv", "--reuid=" G_STRINGIFY (
                                 NOBODY), "--regid=" G_STRINGIFY (NOBODY),
                             "--clear-groups", "--", copy, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (nested, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  run ("rm", "-rf", "--", folder, NULL);
  if (!g_subprocess_get_successful (nested))
    g_error ("as a normal user: %s", output);
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);

  own_path = path;
  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, function) \
  g_test_add ("/cluster/" path, Fixture, data, set_up, function, tear_down)
  ADD ("settings", NULL, test_settings);
  ADD ("password-is-needed", NULL, test_password_is_needed);
  ADD ("two-starters", NULL, test_two_starters);
  ADD ("last-one-stops-it", NULL, test_last_one_stops_it);
  ADD ("pinned-stays", NULL, test_pinned_stays);
  ADD ("stop-waits-for-the-watcher", NULL, test_stop_waits_for_the_watcher);
  ADD ("cancelled-is-not-started", NULL, test_cancelled_is_not_started);
  ADD ("crash-is-recovered", NULL, test_crash_is_recovered);
  ADD ("reused-pid-is-seen-through", NULL, test_reused_pid_is_seen_through);
  ADD ("half-finished-initdb", NULL, test_half_finished_initdb);
  ADD ("long-path",
       "a-folder-with-a-name-that-is-much-too-long-for-the-path-of-a-socket-in-it-because-"
                    "such-a-path-has-107-bytes-only", test_difficult_path);
  ADD ("odd-path", "it's odd, isn't it", test_difficult_path);
  ADD ("missing-postgresql", NULL, test_missing_postgresql);
  /* A normal user is one already. */
  if (geteuid () == 0)
    g_test_add_func ("/cluster/of-another-user", test_of_another_user);

  return g_test_run ();
}
