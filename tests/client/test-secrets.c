/* test-secrets.c: a password is remembered, or it is not, but nobody waits for ever
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "stempel-secrets.h"

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

static char *
lookup (StempelProfile *profile, GCancellable *cancellable)
{
  g_autoptr(GAsyncResult) result = NULL;

  stempel_secrets_lookup_async (profile, cancellable, keep_result_cb, &result);
  wait_for (&result);

  return stempel_secrets_lookup_finish (profile, result);
}

/* libsecret 0.20 loses the tag of its file's previous version with every write. That is no leak of
 * ours; what we allocate for the call, we allocate before this. */
static void
wait_for_write (GAsyncResult **result)
{
#ifdef __SANITIZE_ADDRESS__
  __lsan_disable ();
#endif
  wait_for (result);
#ifdef __SANITIZE_ADDRESS__
  __lsan_enable ();
#endif
}

static gboolean
store (StempelProfile *profile, const char *password)
{
  g_autoptr(GAsyncResult) result = NULL;

  stempel_secrets_store_async (profile, password, NULL, keep_result_cb, &result);
  wait_for_write (&result);

  return stempel_secrets_store_finish (profile, result);
}

static void
forget (StempelProfile *profile)
{
  g_autoptr(GAsyncResult) result = NULL;

  stempel_secrets_forget_async (profile, NULL, keep_result_cb, &result);
  wait_for_write (&result);
  stempel_secrets_forget_finish (profile, result);
}

static StempelProfile *
new_profile (void)
{
  StempelProfile *profile = stempel_profile_new (STEMPEL_PROFILE_KIND_POSTGRESQL);

  g_object_set (profile, "name", "Office", "host", "db.example.lu", NULL);

  return profile;
}

static void
test_remembers_per_profile (void)
{
  g_autoptr(StempelProfile) profile = new_profile ();
  g_autoptr(StempelProfile) other = new_profile ();
  g_autofree char *before = lookup (profile, NULL);
  g_autofree char *password = NULL;
  g_autofree char *of_other = NULL;
  g_autofree char *after = NULL;

  g_assert_null (before);
  g_assert_true (store (profile, "it's a sécret"));
  password = lookup (profile, NULL);
  of_other = lookup (other, NULL);
  g_assert_cmpstr (password, ==, "it's a sécret");
  g_assert_null (of_other);

  forget (profile);
  after = lookup (profile, NULL);
  g_assert_null (after);
}

static void
test_cancelled_is_not_remembered (void)
{
  g_autoptr(StempelProfile) profile = new_profile ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *password = NULL;

  g_cancellable_cancel (cancellable);
  password = lookup (profile, cancellable);

  g_assert_null (password);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }

  g_rmdir (path);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);

  /* libsecret's own file stands in for the service of a desktop. */
  folder = g_dir_make_tmp ("stempel-secrets-XXXXXX", NULL);
  path = g_build_filename (folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);

  g_test_add_func ("/secrets/remembers-per-profile", test_remembers_per_profile);
  g_test_add_func ("/secrets/cancelled-is-not-remembered", test_cancelled_is_not_remembered);

  status = g_test_run ();

  remove_folder (folder);

  return status;
}
