/* stempel-connector.c: finds the connection to use and opens it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-connect.h"
#include "stempel-connector-private.h"
#include "stempel-error.h"
#include "stempel-first-program.h"
#include "stempel-format.h"
#include "stempel-local-setup.h"
#include "stempel-secrets.h"
#include "stempel-settings.h"

enum
{
  SIGNAL_OPENING,
  SIGNAL_OPENED,
  SIGNAL_FAILED,
  SIGNAL_SETUP_NEEDED,
  SIGNAL_PASSWORD_NEEDED,
  SIGNAL_SIGN_IN_NEEDED,
  SIGNAL_SIGN_IN_REFUSED,
  SIGNAL_SESSION_ENDED,
  SIGNAL_RENEWED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelConnector, stempel_connector, G_TYPE_OBJECT)

static void
forget_password (StempelConnector *self)
{
  if (self->password != NULL)
    memset (self->password, 0, strlen (self->password));
  g_clear_pointer (&self->password, g_free);
}

static void
stempel_connector_dispose (GObject *object)
{
  StempelConnector *self = STEMPEL_CONNECTOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  stempel_connector_close (self);
  g_clear_object (&self->profile);
  g_clear_object (&self->store);
  forget_password (self);
  stempel_connector_forget_claim (self);

  G_OBJECT_CLASS (stempel_connector_parent_class)->dispose (object);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, STEMPEL_TYPE_CONNECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
stempel_connector_class_init (StempelConnectorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stempel_connector_dispose;

  signals[SIGNAL_OPENING] = new_signal ("opening", G_TYPE_NONE);
  signals[SIGNAL_OPENED] = new_signal ("opened", STEMPEL_TYPE_CLIENT);
  signals[SIGNAL_FAILED] = new_signal ("failed", G_TYPE_ERROR);
  signals[SIGNAL_SETUP_NEEDED] = new_signal ("setup-needed", G_TYPE_NONE);
  signals[SIGNAL_PASSWORD_NEEDED] = new_signal ("password-needed", STEMPEL_TYPE_PROFILE);
  signals[SIGNAL_SIGN_IN_NEEDED] = new_signal ("sign-in-needed", G_TYPE_NONE);
  signals[SIGNAL_SIGN_IN_REFUSED] = new_signal ("sign-in-refused", G_TYPE_ERROR);
  signals[SIGNAL_SESSION_ENDED] = new_signal ("session-ended", G_TYPE_NONE);
  signals[SIGNAL_RENEWED] = new_signal ("renewed", G_TYPE_NONE);
}

static void
stempel_connector_init (StempelConnector *self)
{
  self->store = stempel_profile_store_new (NULL);
  self->first_program = -1;
}

/**
 * stempel_connector_new:
 *
 * Returns: (transfer full): a connector
 */
StempelConnector *
stempel_connector_new (void)
{
  return g_object_new (STEMPEL_TYPE_CONNECTOR, NULL);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!stempel_profile_store_save_finish (STEMPEL_PROFILE_STORE (object), result, &error))
    g_warning ("The connections could not be saved: %s", error->message);
}

/**
 * stempel_connector_remember_profile:
 * @self: a connector whose profile led somewhere
 *
 * It is there at the next start, and opened then.
 */
void
stempel_connector_remember_profile (StempelConnector *self)
{
  StempelProfile *profile = self->profile;

  if (stempel_profile_store_find (self->store, stempel_profile_get_id (profile)) == NULL)
    stempel_profile_store_add (self->store, profile);

  stempel_profile_touch (profile);
  stempel_profile_store_save_async (self->store, saved_cb, NULL);
  g_settings_set_string (stempel_settings_get_default (), "last-profile",
                         stempel_profile_get_id (profile));
}

static void
secret_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  /* Where nothing remembers passwords they are asked for each time. */
  stempel_secrets_store_finish (STEMPEL_PROFILE (object), result);
}

/* What the secret service has was of no use, or is not there. */
static void
ask_person (StempelConnector *self)
{
  if (stempel_profile_get_kind (self->profile) != STEMPEL_PROFILE_KIND_SERVER)
    g_signal_emit (self, signals[SIGNAL_PASSWORD_NEEDED], 0, self->profile);
  else if (self->gave_password && stempel_profile_get_terminal (self->profile))
    stempel_connector_end_terminal (self);
  else
    g_signal_emit (self, signals[SIGNAL_SIGN_IN_NEEDED], 0);
}

static void
secret_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelConnector) self = STEMPEL_CONNECTOR (user_data);
  StempelProfile *profile = STEMPEL_PROFILE (object);
  g_autofree char *password = stempel_secrets_lookup_finish (profile, result);

  if (profile != self->profile)
    return;

  self->keeps_session = password != NULL;
  if (password != NULL)
    stempel_connector_open_profile (self, password);
  else
    ask_person (self);
}

/* The server wants a password, or another one; a login that is disabled is not helped by any. */
static gboolean
is_about_password (StempelConnector *self, const GError *error)
{
  return g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED) &&
         (stempel_profile_get_kind (self->profile) == STEMPEL_PROFILE_KIND_SERVER ||
          g_strcmp0 (stempel_error_get_fact_string (error, "reason"), "password") == 0);
}

static void
handle_failure (StempelConnector *self, GError *error)
{
  gboolean is_local = stempel_profile_get_kind (self->profile) == STEMPEL_PROFILE_KIND_LOCAL;

  if (is_local && g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_NOT_FOUND))
    g_signal_emit (self, signals[SIGNAL_SETUP_NEEDED], 0);
  else if (is_local || !is_about_password (self, error))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
  else if (!self->asked_secrets)
    {
      self->asked_secrets = TRUE;
      stempel_secrets_lookup_async (self->profile, self->cancellable, secret_found_cb,
                                    g_object_ref (self));
    }
  else
    ask_person (self);
}

static void
first_program_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelConnector) self = STEMPEL_CONNECTOR (user_data);
  StempelClient *client = STEMPEL_CLIENT (object);
  g_autoptr(GError) error = NULL;

  /* The business is set up all the same; the page of programs offers to make one. */
  if (!stempel_first_program_create_finish (client, result, &error))
    g_warning ("The first program could not be made: %s", error->message);

  if (client == self->client)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, client);
}

/**
 * stempel_connector_get_keeper:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): the session with a Stempel server, when it is open
 */
StempelSessionKeeper *
stempel_connector_get_keeper (StempelConnector *self)
{
  StempelBackend *backend = self->client != NULL ? stempel_client_get_backend (self->client) : NULL;

  return STEMPEL_IS_SESSION_KEEPER (backend) ? STEMPEL_SESSION_KEEPER (backend) : NULL;
}

static void
session_ended_cb (StempelConnector *self, StempelSessionKeeper *keeper)
{
  if (keeper != stempel_connector_get_keeper (self))
    return;

  if (stempel_client_is_terminal (self->client))
    stempel_connector_end_terminal (self);
  else
    g_signal_emit (self, signals[SIGNAL_SESSION_ENDED], 0);
}

/**
 * stempel_connector_adopt:
 * @self: a connector
 * @client: an opened client
 *
 * Takes it into use, and emits `opened`.
 */
void
stempel_connector_adopt (StempelConnector *self, StempelClient *client)
{
  g_set_object (&self->client, client);
  if (stempel_connector_get_keeper (self) != NULL)
    g_signal_connect_object (stempel_connector_get_keeper (self), "session-ended",
                             G_CALLBACK (session_ended_cb), self, G_CONNECT_SWAPPED);
  stempel_format_set_zone (stempel_merchant_get_zone (
    stempel_session_get_merchant (stempel_client_get_session (client))));
  self->terminal_ended = FALSE;
  g_object_set (self->profile, "terminal", stempel_client_is_terminal (client), NULL);
  if (!stempel_client_is_terminal (client))
    stempel_connector_forget_claim (self);
  stempel_connector_remember_profile (self);

  if (self->first_program >= 0)
    stempel_first_program_create_async (client, self->first_program, first_program_cb,
                                        g_object_ref (self));
  else
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, client);

  self->first_program = -1;
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelConnector) self = STEMPEL_CONNECTOR (user_data);
  StempelProfile *profile = STEMPEL_PROFILE (object);
  g_autoptr(StempelClient) client = NULL;
  g_autoptr(GError) error = NULL;

  client = stempel_connect_finish (profile, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      g_info ("No connection: %s", error->message);
      forget_password (self);
      handle_failure (self, error);
      return;
    }

  if (self->password != NULL)
    stempel_secrets_store_async (profile, self->password, NULL, secret_stored_cb, NULL);
  forget_password (self);
  stempel_connector_adopt (self, client);
}

/**
 * stempel_connector_begin:
 * @self: a connector
 *
 * Whatever was under way or open is no longer.
 */
void
stempel_connector_begin (StempelConnector *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  stempel_connector_close (self);
}

/**
 * stempel_connector_open_profile:
 * @self: a connector with a profile
 * @password: (nullable): the password, or the token of a session
 */
void
stempel_connector_open_profile (StempelConnector *self, const char *password)
{
  stempel_connector_begin (self);
  self->gave_password = password != NULL;
  g_signal_emit (self, signals[SIGNAL_OPENING], 0);
  stempel_connect_async (self->profile, password, self->cancellable, connected_cb,
                         g_object_ref (self));
}

static void
setup_needed_cb (gpointer user_data)
{
  g_autoptr(StempelConnector) self = STEMPEL_CONNECTOR (user_data);

  g_signal_emit (self, signals[SIGNAL_SETUP_NEEDED], 0);
}

static StempelProfile *
choose_profile (StempelConnector *self)
{
  g_autofree char *last = g_settings_get_string (stempel_settings_get_default (), "last-profile");
  StempelProfile *profile = stempel_profile_store_find (self->store, last);

  if (profile == NULL)
    profile = stempel_profile_store_get_latest (self->store);
  if (profile == NULL && stempel_local_is_made ())
    return stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);

  return profile != NULL ? g_object_ref (profile) : NULL;
}

/**
 * stempel_connector_start:
 * @self: a connector
 *
 * Opens the connection that was used last, or emits `setup-needed` later. Meant for the start,
 * while there is no window yet that could freeze: the small file of connections is read here.
 */
void
stempel_connector_start (StempelConnector *self)
{
  g_autoptr(StempelProfile) profile = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));

  if (!stempel_profile_store_load (self->store, &error))
    g_warning ("The connections could not be loaded: %s", error->message);

  profile = choose_profile (self);
  if (profile != NULL)
    stempel_connector_open (self, profile, NULL, FALSE);
  else
    g_idle_add_once (setup_needed_cb, g_object_ref (self));
}

/**
 * stempel_connector_open:
 * @self: a connector
 * @profile: where to connect
 * @password: (nullable): the password, where it was asked for
 * @remember: whether to keep @password in the secret service when it proves right
 */
void
stempel_connector_open (StempelConnector *self, StempelProfile *profile, const char *password,
                        gboolean remember)
{
  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));
  g_return_if_fail (STEMPEL_IS_PROFILE (profile));

  if (g_set_object (&self->profile, profile))
    stempel_connector_forget_claim (self);
  self->terminal_ended = FALSE;
  self->asked_secrets = password != NULL;
  forget_password (self);
  if (remember)
    self->password = g_strdup (password);

  stempel_connector_open_profile (self, password);
}

/**
 * stempel_connector_reopen:
 * @self: a connector
 *
 * Tries the same connection once more.
 */
void
stempel_connector_reopen (StempelConnector *self)
{
  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));

  /* Where nothing keeps it, the session of a terminal is good until the program ends. */
  if (self->profile != NULL)
    stempel_connector_open (self, self->profile, self->claimed, FALSE);
  else
    stempel_connector_start (self);
}

/**
 * stempel_connector_close:
 * @self: a connector
 *
 * Ends the connection.
 */
void
stempel_connector_close (StempelConnector *self)
{
  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));

  if (self->client != NULL)
    stempel_backend_close (stempel_client_get_backend (self->client));
  g_clear_object (&self->client);
}

/**
 * stempel_connector_set_first_program:
 * @self: a connector
 * @template_index: what to make once the next connection is open, see
 *   stempel_first_program_get_title(); -1 for nothing
 */
void
stempel_connector_set_first_program (StempelConnector *self, int template_index)
{
  g_return_if_fail (STEMPEL_IS_CONNECTOR (self));

  self->first_program = template_index;
}

/**
 * stempel_connector_get_store:
 * @self: a connector
 *
 * Returns: (transfer none): the saved connections
 */
StempelProfileStore *
stempel_connector_get_store (StempelConnector *self)
{
  g_return_val_if_fail (STEMPEL_IS_CONNECTOR (self), NULL);

  return self->store;
}

/**
 * stempel_connector_get_profile:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): the connection in use
 */
StempelProfile *
stempel_connector_get_profile (StempelConnector *self)
{
  g_return_val_if_fail (STEMPEL_IS_CONNECTOR (self), NULL);

  return self->profile;
}

/**
 * stempel_connector_get_gave_password:
 * @self: a connector
 *
 * Returns: whether the server was given a password the last time; when it then asks for one, that
 * was wrong
 */
gboolean
stempel_connector_get_gave_password (StempelConnector *self)
{
  g_return_val_if_fail (STEMPEL_IS_CONNECTOR (self), FALSE);

  return self->gave_password;
}

/**
 * stempel_connector_get_client:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): the client, when the connection is open
 */
StempelClient *
stempel_connector_get_client (StempelConnector *self)
{
  g_return_val_if_fail (STEMPEL_IS_CONNECTOR (self), NULL);

  return self->client;
}
