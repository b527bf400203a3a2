/* stempel-connector-terminal.c: a device that becomes a terminal with a code, and is none any more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-connector-private.h"
#include "stempel-secrets.h"

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  if (!stempel_secrets_store_finish (STEMPEL_PROFILE (object), result))
    g_message ("This device stays a terminal only until the program ends");
}

/**
 * stempel_connector_forget_claim:
 * @self: a connector
 *
 * Wipes the session of a terminal from memory.
 */
void
stempel_connector_forget_claim (StempelConnector *self)
{
  if (self->claimed != NULL)
    explicit_bzero (self->claimed, strlen (self->claimed));
  g_clear_pointer (&self->claimed, g_free);
}

/**
 * stempel_connector_end_terminal:
 * @self: a connector whose server no longer knows the session of this terminal
 *
 * Forgets the session. What is held stays held: it is sent if the device becomes the same terminal
 * again. Emits `sign-in-needed`.
 */
void
stempel_connector_end_terminal (StempelConnector *self)
{
  self->terminal_ended = TRUE;
  self->keeps_session = FALSE;
  stempel_connector_forget_claim (self);
  stempel_secrets_forget_async (self->profile, NULL, NULL, NULL);
  g_signal_emit_by_name (self, "sign-in-needed");
}

typedef struct
{
  StempelConnector *connector; /* (owned) */
  StempelProfile   *profile;   /* (owned): as it was when the code was sent */
} Claim;

static Claim *
claim_new (StempelConnector *connector)
{
  Claim *claim = g_new0 (Claim, 1);

  claim->connector = g_object_ref (connector);
  claim->profile = g_object_ref (connector->profile);

  return claim;
}

static void
claim_free (Claim *claim)
{
  g_object_unref (claim->connector);
  g_object_unref (claim->profile);
  g_free (claim);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Claim, claim_free)

/* The terminal window is still there behind the question, with all that is in it. */
static gboolean
is_same_terminal (StempelConnector *self, StempelSessionKeeper *keeper)
{
  return keeper == stempel_connector_get_keeper (self) &&
         stempel_session_get_login_id (stempel_client_get_session (self->client)) ==
           stempel_session_keeper_get_login_id (keeper);
}

static void
take_session (StempelConnector *self, StempelSessionKeeper *keeper)
{
  self->keeps_session = TRUE;
  stempel_connector_forget_claim (self);
  self->claimed = g_strdup (stempel_session_keeper_get_token (keeper));
  if (is_same_terminal (self, keeper))
    {
      self->terminal_ended = FALSE;
      g_signal_emit_by_name (self, "renewed");
      return;
    }

  g_object_set (self->profile, "terminal", TRUE, NULL);
  stempel_connector_remember_profile (self);
  self->asked_secrets = TRUE;
  stempel_connector_open_profile (self, self->claimed);
  if (keeper != stempel_connector_get_keeper (self))
    stempel_backend_close (STEMPEL_BACKEND (keeper));
}

static void
claimed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelSessionKeeper *keeper = STEMPEL_SESSION_KEEPER (object);
  g_autoptr(Claim) claim = user_data;
  StempelConnector *self = claim->connector;
  g_autoptr(GError) error = NULL;
  gboolean claimed = stempel_session_keeper_sign_in_finish (keeper, result, &error);

  /* The code is used up: what it gave is kept at once, whatever becomes of the line. */
  if (claimed)
    stempel_secrets_store_async (claim->profile, stempel_session_keeper_get_token (keeper), NULL,
                                 stored_cb, NULL);
  if (claim->profile != self->profile)
    return;

  if (claimed)
    {
      take_session (self, keeper);
      return;
    }

  g_info ("Not paired: %s", error->message);
  g_signal_emit_by_name (self, "sign-in-refused", error);
}

/**
 * stempel_connector_pair:
 * @self: a connector whose profile is a Stempel server
 * @code: the code of a terminal
 *
 * Makes this device the terminal that @code was given for, and keeps its session. Emits `opened`,
 * `renewed` where it is the terminal that it was before, `failed` where the code was taken and the
 * line then broke, or `sign-in-refused`; with the fact `outcome`, `unknown`, the code may have been
 * used.
 */
void
stempel_connector_pair (StempelConnector *self, const char *code)
{
  g_autoptr(StempelSessionKeeper) keeper = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));
  g_return_if_fail (self->profile != NULL);
  g_return_if_fail (code != NULL);

  if (stempel_connector_get_keeper (self) != NULL)
    keeper = g_object_ref (stempel_connector_get_keeper (self));
  else
    keeper = stempel_session_keeper_new (stempel_profile_get_url (self->profile), &error);

  if (keeper != NULL)
    stempel_session_keeper_claim_async (keeper, code, NULL, claimed_cb, claim_new (self));
  else
    g_signal_emit_by_name (self, "sign-in-refused", error);
}

/**
 * stempel_connector_get_terminal_ended:
 * @self: a connector
 *
 * Returns: whether somebody has to be told that this device is no longer a terminal
 */
gboolean
stempel_connector_get_terminal_ended (StempelConnector *self)
{
  g_return_val_if_fail (STEMPEL_IS_CONNECTOR (self), FALSE);

  return self->terminal_ended;
}
