/* test-connect.c: from nothing to a client, on this computer and on a server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "stempel-connect.h"
#include "stempel-error.h"
#include "stempel-local-setup.h"
#include "stempel-record-list.h"
#include "stempel-store.h"

#define MERCHANT \
  "{\"name\": \"Bäckerei Weber\", \"currency\": \"EUR\", \"zone\": \"Europe/Luxembourg\"," \
  " \"language\": \"lb\", \"country\": \"LU\", \"store\": {\"name\": \"Gare\"}," \
  " \"manager\": {\"name\": \"Léa\"}}"

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

static StempelClient *
connect_to (StempelProfile *profile, const char *password, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  stempel_connect_async (profile, password, NULL, keep_result_cb, &result);
  wait_for (&result);

  return stempel_connect_finish (profile, result, error);
}

static void
note_stage_cb (StempelLocalStage stage, gpointer user_data)
{
  g_string_append_printf (user_data, "%d ", stage);
}

static StempelProfile *
set_up_merchant (const char *json, GString *stages, GError **error)
{
  g_autoptr(JsonNode) merchant = json_from_string (json, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  stempel_local_setup_async (merchant, stages != NULL ? note_stage_cb : NULL, stages, NULL, NULL,
                             keep_result_cb, &result);
  wait_for (&result);

  return stempel_local_setup_finish (result, error);
}

static void
test_new_computer_says_so (void)
{
  g_autoptr(StempelProfile) profile = stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);
  g_autoptr(GError) error = NULL;

  g_assert_false (stempel_local_is_made ());
  g_assert_null (connect_to (profile, NULL, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_NOT_FOUND);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "what"), ==, "merchant");
  g_assert_true (stempel_local_is_made ());
}

static void
test_field_errors_of_the_setup (void)
{
  g_autoptr(GError) error = NULL;
  JsonArray *errors;

  g_assert_null (set_up_merchant ("{\"name\": \"\", \"currency\": \"euro\"}", NULL, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID);

  errors = json_object_get_array_member (stempel_error_get_problem (error), "errors");
  g_assert_cmpuint (json_array_get_length (errors), >=, 4);
}

static void
test_setup_then_connect (void)
{
  g_autoptr(GString) stages = g_string_new (NULL);
  g_autoptr(StempelProfile) profile = NULL;
  g_autoptr(StempelClient) client = NULL;
  g_autoptr(GError) error = NULL;
  StempelSession *session;

  profile = set_up_merchant (MERCHANT, stages, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stages->str, ==, "0 1 ");
  g_assert_nonnull (stempel_profile_get_user (profile));

  client = connect_to (profile, NULL, &error);
  g_assert_no_error (error);
  session = stempel_client_get_session (client);
  g_assert_cmpstr (stempel_session_get_name (session), ==, "Léa");
  g_assert_cmpstr (stempel_merchant_get_name (stempel_session_get_merchant (session)), ==,
                   "Bäckerei Weber");
  g_assert_cmpstr (stempel_merchant_get_zone (stempel_session_get_merchant (session)), ==,
                   "Europe/Luxembourg");
  g_assert_true (stempel_client_allows (client, STEMPEL_OPERATION_PROGRAM_SAVE));
  stempel_backend_close (stempel_client_get_backend (client));
}

static void
test_second_setup_is_refused (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (set_up_merchant (MERCHANT, NULL, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_CONFLICT);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "reason"), ==, "already_set_up");
}

/* A profile that was lost costs nothing: the first manager is found. */
static void
test_connects_without_a_user (void)
{
  g_autoptr(StempelProfile) profile = stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);
  g_autoptr(StempelClient) client = NULL;
  g_autoptr(StempelRecordList) stores = NULL;
  g_autoptr(StempelStore) store = NULL;
  g_autoptr(GError) error = NULL;

  client = connect_to (profile, NULL, &error);
  g_assert_no_error (error);

  stores = stempel_record_list_new (client, STEMPEL_OPERATION_STORE_LIST);
  stempel_record_list_reload (stores);
  while (stempel_record_list_get_state (stores) == STEMPEL_RECORD_LIST_STATE_LOADING)
    g_main_context_iteration (NULL, TRUE);

  if (stempel_record_list_get_error (stores) != NULL)
    g_error ("%s", stempel_record_list_get_error (stores)->message);

  store = g_list_model_get_item (G_LIST_MODEL (stores), 0);
  g_assert_cmpstr (stempel_store_get_name (store), ==, "Gare");
  stempel_backend_close (stempel_client_get_backend (client));
}

static void
test_unreachable_server (void)
{
  g_autoptr(StempelProfile) profile = stempel_profile_new (STEMPEL_PROFILE_KIND_POSTGRESQL);
  g_autoptr(GError) error = NULL;

  g_object_set (profile, "host", "/nonexistent", "database", "stempel", "user", "nobody", NULL);

  g_assert_null (connect_to (profile, "secret", &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
  g_assert_null (g_strstr_len (error->message, -1, "secret"));
}

static void
test_cancelled_connecting_says_so (void)
{
  g_autoptr(StempelProfile) profile = stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  stempel_connect_async (profile, NULL, cancellable, keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  wait_for (&result);

  g_assert_null (stempel_connect_finish (profile, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connect/new-computer-says-so", test_new_computer_says_so);
  g_test_add_func ("/connect/field-errors-of-the-setup", test_field_errors_of_the_setup);
  g_test_add_func ("/connect/setup-then-connect", test_setup_then_connect);
  g_test_add_func ("/connect/second-setup-is-refused", test_second_setup_is_refused);
  g_test_add_func ("/connect/connects-without-a-user", test_connects_without_a_user);
  g_test_add_func ("/connect/unreachable-server", test_unreachable_server);
  g_test_add_func ("/connect/cancelled-connecting-says-so", test_cancelled_connecting_says_so);

  return g_test_run ();
}
