/* stempel-connector-private.h: what the files of the connector share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-connector.h"
#include "stempel-session-keeper.h"

G_BEGIN_DECLS

struct _StempelConnector
{
  GObject              parent_instance;

  StempelProfileStore *store;
  StempelProfile      *profile;     /* (owned) (nullable) */
  StempelClient       *client;      /* (owned) (nullable) */
  GCancellable        *cancellable; /* (owned) (nullable): of the opening under way */
  char                *password;    /* (nullable): to be remembered when it proves right */
  char                *claimed;     /* (nullable): the session of this terminal */
  gboolean             asked_secrets;
  gboolean             gave_password; /* to the opening under way or done last */
  gboolean             keeps_session; /* in the secret service */
  gboolean             terminal_ended; /* this device was a terminal until now */
  int                  first_program; /* a template to make once connected, -1 for none */
};

/* stempel-connector.c */
void                  stempel_connector_begin        (StempelConnector *self);
void                  stempel_connector_open_profile (StempelConnector *self,
                                                      const char       *password);
void                  stempel_connector_remember_profile (StempelConnector *self);
void                  stempel_connector_adopt        (StempelConnector *self,
                                                      StempelClient    *client);
StempelSessionKeeper *stempel_connector_get_keeper   (StempelConnector *self);

/* stempel-connector-terminal.c */
void                  stempel_connector_end_terminal (StempelConnector *self);
void                  stempel_connector_forget_claim (StempelConnector *self);

G_END_DECLS
