/* call-through.c: one call through a server whose certificate is signed by an own authority
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: call-through URL AUTHORITY OPERATION REQUEST [KEY]
 *
 * The token is read from STEMPEL_TOKEN. Prints the reply, or the facts of a refusal and exits with
 * 1.
 */

#include "config.h"

#include "http-fixture.h"
#include "stempel-error.h"
#include "stempel-http-address.h"

static void
print_object (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (node, FALSE);

  g_print ("%s\n", text);
}

int
main (int argc, char *argv[])
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GUri) address = stempel_http_address_parse (argv[1], &error);
  g_autoptr(GTlsDatabase) trusted = g_tls_file_database_new (argv[2], &error);
  g_autoptr(JsonNode) request = json_from_string (argv[4], NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(StempelHttpBackend) backend = NULL;
  g_autoptr(JsonNode) reply = NULL;
  StempelOperation operation;

  g_assert_no_error (error);
  g_assert_true (stempel_operation_find (argv[3], &operation));
  backend = stempel_http_backend_new (address, trusted);
  stempel_http_backend_set_token (backend, g_getenv ("STEMPEL_TOKEN"));
  stempel_backend_call_async (STEMPEL_BACKEND (backend), operation, request, argv[5], NULL,
                              http_fixture_take_result, &result);
  http_fixture_wait (&result);
  reply = stempel_backend_call_finish (STEMPEL_BACKEND (backend), result, &error);
  if (reply != NULL)
    print_object (json_node_get_object (reply));
  else
    print_object (stempel_error_get_problem (error));

  return reply != NULL ? 0 : 1;
}
