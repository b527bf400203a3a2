/* test-profile-store.c: saved connections come back, whatever happens in between
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "stempel-profile-store.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("stempel-profiles-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "stempel", "connections.ini", NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
keep_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static StempelProfileStore *
load (Fixture *fixture, GError **error)
{
  g_autoptr(StempelProfileStore) store = stempel_profile_store_new (fixture->path);

  return stempel_profile_store_load (store, error) ? g_steal_pointer (&store) : NULL;
}

static void
save (StempelProfileStore *store)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  stempel_profile_store_save_async (store, keep_result_cb, &result);
  wait_for (&result);
  stempel_profile_store_save_finish (store, result, &error);
  g_assert_no_error (error);
}

static StempelProfile *
new_profile (const char *name)
{
  StempelProfile *profile = stempel_profile_new (STEMPEL_PROFILE_KIND_POSTGRESQL);

  g_object_set (profile, "name", name, "host", "db.example.lu", "port", 5433, "database", "stempel",
                "user", "léa o'neill", NULL);

  return profile;
}

static void
test_profiles_come_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelProfileStore) store = load (fixture, NULL);
  g_autoptr(StempelProfileStore) again = NULL;
  g_autoptr(StempelProfile) server = new_profile ("Büro\n[x]=;#");
  g_autoptr(StempelProfile) local = stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);
  StempelProfile *found;

  stempel_profile_touch (server);
  stempel_profile_store_add (store, server);
  stempel_profile_store_add (store, local);
  save (store);

  again = load (fixture, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 2);
  found = stempel_profile_store_find (again, stempel_profile_get_id (server));
  g_assert_cmpstr (stempel_profile_get_name (found), ==, "Büro\n[x]=;#");
  g_assert_cmpstr (stempel_profile_get_host (found), ==, "db.example.lu");
  g_assert_cmpuint (stempel_profile_get_port (found), ==, 5433);
  g_assert_cmpstr (stempel_profile_get_user (found), ==, "léa o'neill");
  g_assert_null (stempel_profile_get_sslmode (found));
  g_assert_true (stempel_profile_store_get_latest (again) == found);

  found = stempel_profile_store_find (again, stempel_profile_get_id (local));
  g_assert_cmpint (stempel_profile_get_kind (found), ==, STEMPEL_PROFILE_KIND_LOCAL);
  g_assert_null (stempel_profile_get_last_used (found));
}

static void
test_servers_come_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelProfileStore) store = load (fixture, NULL);
  g_autoptr(StempelProfileStore) again = NULL;
  g_autoptr(StempelProfile) server = stempel_profile_new (STEMPEL_PROFILE_KIND_SERVER);
  g_autofree char *url = stempel_profile_check_url ("bäckerei.example.org/", NULL);
  g_autofree char *place = NULL;
  StempelProfile *found;

  g_object_set (server, "name", "Shop", "url", url, "user", "lea@example.org",
                "merchant-id", G_GINT64_CONSTANT (9007199254740993), "terminal", TRUE, NULL);
  stempel_profile_store_add (store, server);
  save (store);

  again = load (fixture, NULL);
  found = stempel_profile_store_find (again, stempel_profile_get_id (server));
  g_assert_cmpint (stempel_profile_get_kind (found), ==, STEMPEL_PROFILE_KIND_SERVER);
  g_assert_cmpstr (stempel_profile_get_url (found), ==, "https://xn--bckerei-5wa.example.org");
  g_assert_cmpstr (stempel_profile_get_user (found), ==, "lea@example.org");
  g_assert_cmpint (stempel_profile_get_merchant_id (found), ==, 9007199254740993);
  g_assert_true (stempel_profile_get_terminal (found));
  place = stempel_profile_dup_place (found);
  g_assert_cmpstr (place, ==, "bäckerei.example.org");
}

static void
test_removed_profiles_are_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelProfileStore) store = load (fixture, NULL);
  g_autoptr(StempelProfileStore) again = NULL;
  g_autoptr(StempelProfile) one = new_profile ("One");
  g_autoptr(StempelProfile) two = new_profile ("Two");

  stempel_profile_store_add (store, one);
  stempel_profile_store_add (store, two);
  save (store);
  stempel_profile_store_remove (store, one);
  save (store);

  again = load (fixture, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 1);
  g_assert_null (stempel_profile_store_find (again, stempel_profile_get_id (one)));
}

static void
test_file_is_private (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelProfileStore) store = load (fixture, NULL);
  GStatBuf status;

  save (store);

  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static gboolean stop_reading;

/* A reader must see the old file or the new one, never half of one. */
static gpointer
read_in_thread (gpointer data)
{
  guint n_read = 0;

  while (!g_atomic_int_get (&stop_reading))
    {
      g_autoptr(GKeyFile) file = g_key_file_new ();
      g_autoptr(GError) error = NULL;
      g_auto(GStrv) groups = NULL;

      g_key_file_load_from_file (file, data, G_KEY_FILE_NONE, &error);
      g_assert_no_error (error);
      groups = g_key_file_get_groups (file, NULL);
      g_assert_cmpuint (g_strv_length (groups), ==, 200);
      n_read++;
    }

  return GUINT_TO_POINTER (n_read);
}

static void
test_file_is_replaced_as_a_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelProfileStore) store = load (fixture, NULL);
  GThread *reader;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(StempelProfile) profile = new_profile ("Profile");

      stempel_profile_store_add (store, profile);
    }

  save (store);
  reader = g_thread_new ("reader", read_in_thread, fixture->path);

  for (guint i = 0; i < 20; i++)
    save (store);

  g_atomic_int_set (&stop_reading, TRUE);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (reader)), >, 0);
}

static void
count_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (stempel_profile_store_save_finish (STEMPEL_PROFILE_STORE (object), result, NULL));
  (*(guint *) user_data)++;
}

static void
test_last_of_many_saves_wins (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelProfileStore) store = load (fixture, NULL);
  g_autoptr(StempelProfileStore) again = NULL;
  g_autoptr(StempelProfile) profile = new_profile ("0");
  guint n_saved = 0;

  stempel_profile_store_add (store, profile);

  for (guint i = 1; i <= 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      g_object_set (profile, "name", name, NULL);
      stempel_profile_store_save_async (store, count_cb, &n_saved);
    }

  while (n_saved < 30)
    g_main_context_iteration (NULL, TRUE);

  again = load (fixture, NULL);
  g_assert_cmpstr (stempel_profile_get_name (stempel_profile_store_find (again,
                                                                         stempel_profile_get_id (
                                                                             profile))),
                   ==, "30");
}

static void
test_unreadable_file_is_kept_aside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *aside = g_strconcat (fixture->path, ".broken", NULL);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (fixture->path, "this is no key file", -1, NULL);

  g_assert_null (load (fixture, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_useless_groups_are_left_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr(StempelProfileStore) store = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (fixture->path,
                       "[not a uuid]\nKind=local\n"
                       "[0a4d6c3e-8a36-4e3c-9a43-0f9f0a4d6c3e]\nKind=oracle\n"
                       "[1a4d6c3e-8a36-4e3c-9a43-0f9f0a4d6c3e]\nKind=postgresql\nPort=99999999\n",
                       -1, NULL);

  store = load (fixture, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 1);
}

static void
test_conninfo_is_quoted (Fixture *fixture, gconstpointer data)
{
  g_autoptr(StempelProfile) profile = new_profile ("Office");
  g_autofree char *conninfo = stempel_profile_build_conninfo (profile, "it's a \\ pass='word'");
  g_autofree char *without = NULL;

  g_assert_cmpstr (conninfo, ==,
                   "host='db.example.lu' port='5433' dbname='stempel' user='léa o\\'neill'"
                   " password='it\\'s a \\\\ pass=\\'word\\'' sslmode='verify-full'");

  g_object_set (profile, "sslmode", "require", "port", 0, "database", "", NULL);
  without = stempel_profile_build_conninfo (profile, NULL);
  g_assert_cmpstr (without, ==, "host='db.example.lu' user='léa o\\'neill' sslmode='require'");
}

#define ADD(name) \
  g_test_add ("/profile-store/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD (profiles_come_back);
  ADD (servers_come_back);
  ADD (removed_profiles_are_gone);
  ADD (file_is_private);
  ADD (file_is_replaced_as_a_whole);
  ADD (last_of_many_saves_wins);
  ADD (unreadable_file_is_kept_aside);
  ADD (useless_groups_are_left_out);
  ADD (conninfo_is_quoted);

  return g_test_run ();
}
