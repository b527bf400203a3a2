/* test-client.c: requests are built and replies become the right records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-backend.h"
#include "stempel-booking.h"
#include "stempel-client.h"
#include "stempel-error.h"
#include "stempel-hold.h"
#include "stempel-job.h"
#include "stempel-month.h"
#include "stempel-points-preview.h"
#include "stempel-replies.h"
#include "stempel-reward.h"
#include "stempel-store.h"

#define SESSION \
  "{\"login_id\": 1, \"name\": \"Léa\", \"role\": \"manager\", \"operations\": [\"store_list\"]," \
  " \"merchant\": {\"id\": 1, \"name\": \"Bakery\"}}"

static void
keep_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static char *
write_request (JsonNode *request)
{
  g_autoptr(JsonNode) owned = request;

  return json_to_string (owned, FALSE);
}

static void
test_request_holds_what_was_given (void)
{
  g_autoptr(JsonNode) draft = json_from_string ("{\"stamps_target\": 10}", NULL);
  g_autofree char *empty = write_request (stempel_request_new (NULL));
  g_autofree char *full = NULL;
  g_autofree char *without = NULL;

  full = write_request (stempel_request_new ("id", "x", G_GINT64_CONSTANT (5000000000), "name", "s",
                                             "A \"q\"",
                                             "on", "b", TRUE, "draft", "n", draft,
                                             "maybe", "ms", "there",
                                             "more", "mx", (gint64) 7, NULL));
  without = write_request (stempel_request_new ("maybe", "ms", NULL, "more", "mx", (gint64) 0,
                                                "text", "mn", NULL, NULL));

  g_assert_cmpstr (empty, ==, "{}");
  g_assert_cmpstr (full, ==, "{\"id\":5000000000,\"name\":\"A \\\"q\\\"\",\"on\":true,"
                             "\"draft\":{\"stamps_target\":10},\"maybe\":\"there\",\"more\":7}");
  g_assert_cmpstr (without, ==, "{}");
}

static void
test_opening_keeps_the_session (void)
{
  g_autoptr(FakeBackend) backend = fake_backend_new ();
  g_autoptr(StempelClient) client = stempel_client_new (STEMPEL_BACKEND (backend));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (stempel_client_allows (client, STEMPEL_OPERATION_STORE_LIST));

  stempel_client_open_async (client, NULL, keep_result_cb, &result);
  g_assert_cmpint (fake_backend_get_operation (backend, 0), ==, STEMPEL_OPERATION_SESSION_WHOAMI);
  fake_backend_reply (backend, 0, SESSION);

  g_assert_true (stempel_client_open_finish (client, result, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (stempel_session_get_name (stempel_client_get_session (client)), ==, "Léa");
  g_assert_true (stempel_client_allows (client, STEMPEL_OPERATION_STORE_LIST));
  g_assert_false (stempel_client_allows (client, STEMPEL_OPERATION_STORE_SAVE));
}

static void
test_reply_is_the_record_of_the_operation (void)
{
  g_autoptr(FakeBackend) backend = fake_backend_new ();
  g_autoptr(StempelClient) client = stempel_client_new (STEMPEL_BACKEND (backend));
  g_autoptr(JsonNode) request = stempel_request_new ("account_id", "x", (gint64) 5, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(StempelRecord) record = NULL;
  g_autoptr(GError) error = NULL;

  stempel_client_call_async (client, STEMPEL_OPERATION_STAMP_EARN, request, "key", NULL,
                             keep_result_cb, &result);
  g_assert_cmpstr (fake_backend_get_key (backend, 0), ==, "key");
  fake_backend_reply (backend, 0,
                      "{\"entry\": {\"id\": 9, \"kind\": \"stamp_earn\"}, \"replayed\": false}");

  record = stempel_client_call_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_true (STEMPEL_IS_BOOKING (record));
}

#define POINTS_ENTRY "\"entry\": {\"id\": 9, \"kind\": \"points_earn\"}"

static void
test_replies_about_points_are_their_records (void)
{
  static const struct { StempelOperation operation; GType (*type) (void); const char *json; }
  cases[] = {
    { STEMPEL_OPERATION_REWARD_SAVE, stempel_reward_get_type, "{\"id\": 1}" },
    { STEMPEL_OPERATION_REWARD_RETIRE, stempel_reward_get_type, "{\"id\": 1}" },
    { STEMPEL_OPERATION_POINTS_EARN, stempel_booking_get_type,
      "{" POINTS_ENTRY ", \"lot\": {\"id\": 2}}" },
    { STEMPEL_OPERATION_POINTS_PREVIEW, stempel_points_preview_get_type, "{\"points\": 21}" },
    { STEMPEL_OPERATION_POINTS_REDEEM, stempel_booking_get_type, "{" POINTS_ENTRY "}" },
    { STEMPEL_OPERATION_REDEMPTION_RESERVE, stempel_hold_get_type,
      "{\"reservation\": {\"id\": 3}}" },
    { STEMPEL_OPERATION_REDEMPTION_COMMIT, stempel_booking_get_type, "{" POINTS_ENTRY "}" },
    { STEMPEL_OPERATION_REDEMPTION_CANCEL, stempel_hold_get_type,
      "{\"reservation\": {\"id\": 3}}" },
    { STEMPEL_OPERATION_ENTRY_REFUND, stempel_booking_get_type, "{" POINTS_ENTRY "}" },
    { STEMPEL_OPERATION_ACCOUNT_ADJUST, stempel_booking_get_type, "{" POINTS_ENTRY "}" },
    { STEMPEL_OPERATION_ACCOUNT_SET_TIER, stempel_account_get_type, "{\"id\": 5}" },
    { STEMPEL_OPERATION_MONTH_CLOSE, stempel_month_get_type, "{\"month\": \"2026-10\"}" },
    { STEMPEL_OPERATION_JOB_RUN, stempel_job_get_type, "{\"name\": \"expiry\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean writes = stempel_operation_get_info (cases[i].operation)->writes;
      g_autoptr(FakeBackend) backend = fake_backend_new ();
      g_autoptr(StempelClient) client = stempel_client_new (STEMPEL_BACKEND (backend));
      g_autoptr(JsonNode) request = stempel_request_new (NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(StempelRecord) record = NULL;
      g_autoptr(GError) error = NULL;

      stempel_client_call_async (client, cases[i].operation, request, writes ? "key" : NULL, NULL,
                                 keep_result_cb, &result);
      fake_backend_reply (backend, 0, cases[i].json);

      record = stempel_client_call_finish (client, result, &error);
      g_assert_no_error (error);
      g_assert_true (G_OBJECT_TYPE (record) == cases[i].type ());
    }
}

/* All but the end of a session say something. */
static void
test_every_operation_has_its_record (void)
{
  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    {
      const char *name = stempel_operation_get_info ((StempelOperation) i)->name;
      gboolean is_list;
      GType type = stempel_reply_get_record_type ((StempelOperation) i, &is_list);

      g_assert_true (g_type_is_a (type, STEMPEL_TYPE_RECORD) ||
                     i == STEMPEL_OPERATION_SESSION_CLOSE);
      g_assert_true (is_list || !g_str_has_suffix (name, "_list"));
    }
}

static void
test_malformed_reply_is_an_error (void)
{
  g_autoptr(FakeBackend) backend = fake_backend_new ();
  g_autoptr(StempelClient) client = stempel_client_new (STEMPEL_BACKEND (backend));
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  stempel_client_call_async (client, STEMPEL_OPERATION_STORE_LIST, request, NULL, NULL,
                             keep_result_cb, &result);
  fake_backend_reply (backend, 0, "{\"items\": [{\"id\": \"one\"}]}");

  g_assert_null (stempel_client_list_finish (client, result, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE);
}

static void
test_refusal_keeps_its_facts (void)
{
  g_autoptr(FakeBackend) backend = fake_backend_new ();
  g_autoptr(StempelClient) client = stempel_client_new (STEMPEL_BACKEND (backend));
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  stempel_client_call_async (client, STEMPEL_OPERATION_STAMP_EARN, request, "key", NULL,
                             keep_result_cb, &result);
  fake_backend_fail (backend, 0,
                     stempel_error_new_for_sqlstate ("ST008", "{\"last_by\": \"Anna\"}", "no"));

  g_assert_null (stempel_client_call_finish (client, result, &error));
  g_assert_error (error, STEMPEL_ERROR, STEMPEL_ERROR_COOLDOWN_ACTIVE);
  g_assert_cmpstr (stempel_error_get_fact_string (error, "last_by"), ==, "Anna");
}

static void
test_cancelled_write_is_still_reported (void)
{
  g_autoptr(FakeBackend) backend = fake_backend_new ();
  g_autoptr(StempelClient) client = stempel_client_new (STEMPEL_BACKEND (backend));
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(StempelRecord) record = NULL;
  g_autoptr(GError) error = NULL;

  stempel_client_call_async (client, STEMPEL_OPERATION_STAMP_EARN, request, "key", cancellable,
                             keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  fake_backend_reply (backend, 0, "{\"entry\": {\"id\": 9, \"kind\": \"stamp_earn\"}}");

  record = stempel_client_call_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (record);
}

static void
test_cancelled_read_says_so (void)
{
  g_autoptr(FakeBackend) backend = fake_backend_new ();
  g_autoptr(StempelClient) client = stempel_client_new (STEMPEL_BACKEND (backend));
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  stempel_client_call_async (client, STEMPEL_OPERATION_STORE_LIST, request, NULL, cancellable,
                             keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  fake_backend_reply (backend, 0, "{\"items\": []}");

  g_assert_null (stempel_client_list_finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/request-holds-what-was-given", test_request_holds_what_was_given);
  g_test_add_func ("/client/opening-keeps-the-session", test_opening_keeps_the_session);
  g_test_add_func ("/client/reply-is-the-record-of-the-operation",
                   test_reply_is_the_record_of_the_operation);
  g_test_add_func ("/client/replies-about-points-are-their-records",
                   test_replies_about_points_are_their_records);
  g_test_add_func ("/client/every-operation-has-its-record", test_every_operation_has_its_record);
  g_test_add_func ("/client/malformed-reply-is-an-error", test_malformed_reply_is_an_error);
  g_test_add_func ("/client/refusal-keeps-its-facts", test_refusal_keeps_its_facts);
  g_test_add_func ("/client/cancelled-write-is-still-reported",
                   test_cancelled_write_is_still_reported);
  g_test_add_func ("/client/cancelled-read-says-so", test_cancelled_read_says_so);

  return g_test_run ();
}
