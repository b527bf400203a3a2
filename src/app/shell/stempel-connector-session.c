/* stempel-connector-session.c: sessions with a Stempel server: opened, renewed, given up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-connect.h"
#include "stempel-connector-private.h"
#include "stempel-secrets.h"

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  /* Where nothing remembers sessions, they end with the program. */
  stempel_secrets_store_finish (STEMPEL_PROFILE (object), result);
}

/* A session that is not kept must not open anything the next time either. */
static void
keep_session (StempelConnector *self)
{
  const char *token = stempel_session_keeper_get_token (stempel_connector_get_keeper (self));

  if (self->keeps_session)
    stempel_secrets_store_async (self->profile, token, NULL, stored_cb, NULL);
  else
    stempel_secrets_forget_async (self->profile, NULL, NULL, NULL);
}

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelConnector) self = STEMPEL_CONNECTOR (user_data);
  g_autoptr(StempelClient) client = NULL;
  g_autoptr(GError) error = NULL;

  client = stempel_connect_finish (STEMPEL_PROFILE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      g_info ("Not signed in: %s", error->message);
      g_signal_emit_by_name (self, "sign-in-refused", error);
      return;
    }

  stempel_connector_adopt (self, client);
  keep_session (self);
}

/**
 * stempel_connector_sign_in:
 * @self: a connector whose profile is a Stempel server
 * @email: the address of a login
 * @password: its password; not kept
 * @code: (nullable): the six digits, where the server asked for them
 * @keep: whether to keep the session in the secret service
 *
 * Emits `opened`, or `sign-in-refused`.
 */
void
stempel_connector_sign_in (StempelConnector *self, const char *email, const char *password,
                           const char *code, gboolean keep)
{
  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));
  g_return_if_fail (self->profile != NULL);

  stempel_connector_begin (self);
  self->keeps_session = keep;
  g_object_set (self->profile, "user", email, NULL);
  stempel_connect_sign_in_async (self->profile, password, code, self->cancellable, signed_in_cb,
                                 g_object_ref (self));
}

static void
renewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelConnector) self = STEMPEL_CONNECTOR (user_data);
  StempelSessionKeeper *keeper = STEMPEL_SESSION_KEEPER (object);
  g_autoptr(GError) error = NULL;

  stempel_session_keeper_sign_in_finish (keeper, result, &error);
  if (keeper != stempel_connector_get_keeper (self))
    return;

  if (error != NULL)
    {
      g_info ("Not signed in again: %s", error->message);
      g_signal_emit_by_name (self, "sign-in-refused", error);
      return;
    }

  keep_session (self);
  g_signal_emit_by_name (self, "renewed");
}

/**
 * stempel_connector_renew:
 * @self: a connector whose session has ended
 * @password: the password of who was signed in
 * @code: (nullable): the six digits, where the server asked for them
 *
 * Emits `renewed`, or `sign-in-refused`.
 */
void
stempel_connector_renew (StempelConnector *self, const char *password, const char *code)
{
  g_autoptr(JsonNode) request = NULL;
  StempelMerchant *merchant;

  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));
  g_return_if_fail (stempel_connector_get_keeper (self) != NULL);

  /* Not of another merchant who knows the same person. */
  merchant = stempel_session_get_merchant (stempel_client_get_session (self->client));
  g_object_set (self->profile, "merchant-id", stempel_merchant_get_id (merchant), NULL);
  request = stempel_connect_build_sign_in (self->profile, password, code);
  stempel_session_keeper_sign_in_async (stempel_connector_get_keeper (self), request, NULL,
                                        renewed_cb, g_object_ref (self));
}

/**
 * stempel_connector_give_up_session:
 * @self: a connector whose session has ended
 *
 * What waits for somebody to sign in again fails.
 */
void
stempel_connector_give_up_session (StempelConnector *self)
{
  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));

  if (stempel_connector_get_keeper (self) != NULL)
    stempel_session_keeper_give_up (stempel_connector_get_keeper (self));
}

static void
signed_out_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!stempel_session_keeper_sign_out_finish (STEMPEL_SESSION_KEEPER (object), result, &error))
    g_message ("The session ends by itself: %s", error->message);

  stempel_backend_close (STEMPEL_BACKEND (object));
}

/**
 * stempel_connector_sign_out:
 * @self: a connector that is open to a Stempel server
 *
 * Ends the session there and forgets it here. Emits `sign-in-needed`.
 */
void
stempel_connector_sign_out (StempelConnector *self)
{
  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));
  g_return_if_fail (stempel_connector_get_keeper (self) != NULL);

  stempel_session_keeper_sign_out_async (stempel_connector_get_keeper (self), signed_out_cb, NULL);
  self->keeps_session = FALSE;
  self->terminal_ended = FALSE;
  stempel_secrets_forget_async (self->profile, NULL, NULL, NULL);
  g_clear_object (&self->client);
  g_signal_emit_by_name (self, "sign-in-needed");
}
