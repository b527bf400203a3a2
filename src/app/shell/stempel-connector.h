/* stempel-connector.h: finds the connection to use and opens it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-client.h"
#include "stempel-profile-store.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CONNECTOR (stempel_connector_get_type ())

G_DECLARE_FINAL_TYPE (StempelConnector, stempel_connector, STEMPEL, CONNECTOR, GObject)

/* Signals: `opening`, `opened` (StempelClient), `failed` (GError), `setup-needed` (nothing to
 * connect to yet), `password-needed` (StempelProfile). Of a Stempel server: `sign-in-needed`,
 * `sign-in-refused` (GError), `session-ended` (renew it or give up), `renewed`. Of a terminal that
 * was shut out `sign-in-needed` while the client is still there: what it holds is sent if the
 * device is paired as the same terminal again. */
StempelConnector    *stempel_connector_new           (void);
void                 stempel_connector_start         (StempelConnector *self);
void                 stempel_connector_open          (StempelConnector *self,
                                                      StempelProfile   *profile,
                                                      const char       *password,
                                                      gboolean          remember);
void                 stempel_connector_reopen        (StempelConnector *self);
void                 stempel_connector_sign_in       (StempelConnector *self,
                                                      const char       *email,
                                                      const char       *password,
                                                      const char       *code,
                                                      gboolean          keep);
void                 stempel_connector_renew         (StempelConnector *self,
                                                      const char       *password,
                                                      const char       *code);
void                 stempel_connector_pair          (StempelConnector *self,
                                                      const char       *code);
gboolean             stempel_connector_get_terminal_ended (StempelConnector *self);
void                 stempel_connector_give_up_session (StempelConnector *self);
void                 stempel_connector_sign_out      (StempelConnector *self);
void                 stempel_connector_close         (StempelConnector *self);
void                 stempel_connector_set_first_program (StempelConnector *self,
                                                          int               template_index);
StempelProfileStore *stempel_connector_get_store     (StempelConnector *self);
StempelProfile      *stempel_connector_get_profile   (StempelConnector *self);
gboolean             stempel_connector_get_gave_password (StempelConnector *self);
StempelClient       *stempel_connector_get_client    (StempelConnector *self);

G_END_DECLS
