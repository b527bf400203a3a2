/* http-fixture.c: a backend before a server that does what it is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "http-fixture.h"
#include "stempel-http-address.h"

/* @path stands behind the address of the server, if it is not NULL. */
void
http_fixture_set_up (HttpFixture *self, gconstpointer path)
{
  g_autofree char *url = NULL;
  g_autofree char *whole = NULL;
  g_autoptr(GUri) address = NULL;

  self->script = http_script_new ();
  url = http_script_get_url (self->script);
  whole = g_strconcat (url, path, NULL);
  address = stempel_http_address_parse (whole, NULL);
  self->backend = STEMPEL_BACKEND (stempel_http_backend_new (address, NULL));
  stempel_http_backend_set_token (STEMPEL_HTTP_BACKEND (self->backend), TOKEN);
}

void
http_fixture_tear_down (HttpFixture *self, gconstpointer path)
{
  stempel_backend_close (self->backend);
  http_fixture_spin (20);
  g_assert_finalize_object (self->backend);
  http_script_free (self->script);
}

/* A GAsyncReadyCallback that keeps the result in the GAsyncResult * of user_data. */
void
http_fixture_take_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
http_fixture_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
time_over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
http_fixture_spin (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, time_over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

JsonNode *
http_fixture_call (HttpFixture *self, StempelOperation operation, const char *request,
                   GError **error)
{
  g_autoptr(JsonNode) node = json_from_string (request, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  stempel_backend_call_async (self->backend, operation, node,
                              stempel_operation_get_info (operation)->writes ? KEY : NULL, NULL,
                              http_fixture_take_result, &result);
  http_fixture_wait (&result);

  return stempel_backend_call_finish (self->backend, result, error);
}
