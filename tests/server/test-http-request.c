/* test-http-request.c: bodies, queries and headers as requests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-http-reply.h"
#include "stempel-http-request.h"

#define JSON "application/json"
#define NOBODY ",\"client_address\":null,\"client_application\":null"
#define ANYBODY "{\"session\":null" NOBODY "}"
/* SHA-256 of "secret". */
#define SESSION "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"

static StempelHttpFault
read_request (const char *name, StempelHttpHead head, const char *body, char **request,
              char **envelope)
{
  g_autoptr(JsonObject) members = json_object_new ();
  StempelOperation operation;

  g_assert_true (stempel_operation_find (name, &operation));

  return stempel_http_request_read (stempel_operation_get_info (operation), members, &head, body,
                                    body != NULL ? strlen (body) : 0, request, envelope);
}

static void
assert_request (const char *name, StempelHttpHead head, const char *body, const char *wanted,
                const char *beside)
{
  g_autofree char *request = NULL;
  g_autofree char *envelope = NULL;

  g_assert_cmpint (read_request (name, head, body, &request, &envelope), ==,
                   STEMPEL_HTTP_FAULT_NONE);
  g_assert_cmpstr (request, ==, wanted);
  g_assert_cmpstr (envelope, ==, beside);
}

static void
assert_fault (StempelHttpFault fault, const char *name, StempelHttpHead head, const char *body)
{
  g_autofree char *request = NULL;
  g_autofree char *envelope = NULL;

  g_assert_cmpint (read_request (name, head, body, &request, &envelope), ==, fault);
  g_assert_null (request);
  g_assert_null (envelope);
}

static void
test_passes_bodies_on (void)
{
  assert_request ("store_save", (StempelHttpHead) { .content_type = JSON },
                  " { \"name\" : \"Gare\" } ", " { \"name\" : \"Gare\" } ", ANYBODY);
  assert_request ("store_save",
                  (StempelHttpHead) { .content_type = "Application/JSON ; charset=utf-8" },
                  "{}", "{}", ANYBODY);
  assert_request ("program_publish", (StempelHttpHead) { NULL }, NULL, "{}", ANYBODY);
}

static void
test_puts_headers_beside (void)
{
  assert_request ("store_save",
                  (StempelHttpHead) { .content_type = JSON, .session = SESSION,
                                      .idempotency_key = "k\"", .if_match = "\"12\"" },
                  "{\"session\":\"x\"}", "{\"session\":\"x\"}",
                  "{\"revision\":12,\"idempotency_key\":\"k\\\"\","
                  "\"session\":\"" SESSION "\"" NOBODY "}");
}

static void
test_knows_a_session_by_its_hash (void)
{
  static const struct
  {
    const char *header;
    const char *session;
  } headers[] = {
    { "Bearer secret", SESSION }, { "bearer  secret", SESSION },
    { "Basic c2VjcmV0", NULL }, { "Bearer", NULL }, { "", NULL }, { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *session = stempel_http_request_read_session (headers[i].header);

      g_assert_cmpstr (session, ==, headers[i].session);
    }
}

static void
test_says_who_asks (void)
{
  assert_request ("store_list",
                  (StempelHttpHead) { .user_agent = "Till/1 (\"x\")",
                                      .address = "192.0.2.7" }, NULL,
                  "{}", "{\"session\":null,\"client_address\":\"192.0.2.7\","
                        "\"client_application\":\"Till/1 ( x )\"}");
  assert_request ("store_list", (StempelHttpHead) { .user_agent = "Kasse \xc3\xa9" }, NULL,
                  "{}", ANYBODY);
}

static void
test_reads_queries (void)
{
  assert_request ("customer_search", (StempelHttpHead) { .query = "q=Zo%C3%A9+M&limit=5" }, NULL,
                  "{}", "{\"q\":\"Zoé M\",\"limit\":5,\"session\":null" NOBODY "}");
  assert_request ("customer_search", (StempelHttpHead) { .query = "session=x" }, NULL,
                  "{}", ANYBODY);
  assert_request ("store_list", (StempelHttpHead) { .query = "" }, NULL, "{}",
                  ANYBODY);
}

static void
test_refuses_what_cannot_be_read (void)
{
  static const char *const queries[] = { "q=%", "q=%zz", "q=%00", "q=%ff", "q=a&q=b", "q" };
  static const char *const tags[] = { "*", "12", "\"\"", "\"x\"", "W/\"12\"", "\"1\", \"2\"",
                                      "\"1234567890\"" };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    assert_fault (STEMPEL_HTTP_FAULT_MALFORMED, "customer_search",
                  (StempelHttpHead) { .query = queries[i] }, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    assert_fault (STEMPEL_HTTP_FAULT_MALFORMED, "store_save",
                  (StempelHttpHead) { .if_match = tags[i], .content_type = JSON }, "{}");

  assert_fault (STEMPEL_HTTP_FAULT_MALFORMED, "store_save",
                (StempelHttpHead) { .content_type = JSON }, "{\"name\":}");
  assert_fault (STEMPEL_HTTP_FAULT_MALFORMED, "store_save",
                (StempelHttpHead) { .content_type = JSON, .query = "name=a" }, "{}");
  assert_fault (STEMPEL_HTTP_FAULT_MALFORMED, "store_list",
                (StempelHttpHead) { .content_type = JSON }, "{}");
  assert_fault (STEMPEL_HTTP_FAULT_MALFORMED, "store_save",
                (StempelHttpHead) { .idempotency_key = "\xff" }, NULL);
  assert_fault (STEMPEL_HTTP_FAULT_MEDIA_TYPE, "store_save", (StempelHttpHead) { NULL }, "{}");
  assert_fault (STEMPEL_HTTP_FAULT_MEDIA_TYPE, "store_save",
                (StempelHttpHead) { .content_type = "application/jsonx" }, "{}");
  assert_fault (STEMPEL_HTTP_FAULT_MEDIA_TYPE, "store_save",
                (StempelHttpHead) { .content_type = "" }, "{}");
  assert_fault (STEMPEL_HTTP_FAULT_MEDIA_TYPE, "store_save",
                (StempelHttpHead) { .content_type = ";" }, "{}");
}

static void
assert_tag (const char *name, const char *reply, const char *wanted)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (reply, strlen (reply));
  g_autofree char *tag = NULL;
  StempelOperation operation;

  g_assert_true (stempel_operation_find (name, &operation));
  tag = stempel_http_reply_get_tag (stempel_operation_get_info (operation), bytes);
  g_assert_cmpstr (tag, ==, wanted);
}

static void
test_tags_revisions (void)
{
  assert_tag ("program_get", "{\"id\": 1, \"revision\": 12}", "\"12\"");
  assert_tag ("program_get", "{\"a\": [{\"revision\": 3}], \"b\": \"\\\"revision\\\": 4\"}", NULL);
  assert_tag ("program_get", "{\"a\": {\"b\": \"}\\\\\"}, \"revision\": 5, \"c\": 1}", "\"5\"");
  assert_tag ("card_get", "{\"id\": 1}", NULL);
  assert_tag ("program_get", "", NULL);
  assert_tag ("program_get", "{\"a\": \"\\", NULL);
  assert_tag ("program_get", "{\"revision\": ", NULL);
  assert_tag ("program_get", "{\"revision\": null}", NULL);
  assert_tag ("store_list", "{\"items\": [], \"revision\": 1}", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http-request/passes-bodies-on", test_passes_bodies_on);
  g_test_add_func ("/http-request/puts-headers-beside", test_puts_headers_beside);
  g_test_add_func ("/http-request/knows-a-session-by-its-hash", test_knows_a_session_by_its_hash);
  g_test_add_func ("/http-request/says-who-asks", test_says_who_asks);
  g_test_add_func ("/http-request/reads-queries", test_reads_queries);
  g_test_add_func ("/http-request/refuses-what-cannot-be-read", test_refuses_what_cannot_be_read);
  g_test_add_func ("/http-reply/tags-revisions", test_tags_revisions);

  return g_test_run ();
}
