/* stempel-session-keeper.h: a server, and the session with it that ends and is renewed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-backend.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SESSION_KEEPER (stempel_session_keeper_get_type ())

G_DECLARE_FINAL_TYPE (StempelSessionKeeper, stempel_session_keeper, STEMPEL, SESSION_KEEPER,
                      GObject)

/* Implements StempelBackend. Signal: `session-ended` (calls are held; sign in again or give up). */
StempelSessionKeeper *stempel_session_keeper_new             (const char            *url,
                                                              GError               **error);
void                  stempel_session_keeper_set_token       (StempelSessionKeeper  *self,
                                                              const char            *token);
const char           *stempel_session_keeper_get_token       (StempelSessionKeeper  *self);
void                  stempel_session_keeper_sign_in_async   (StempelSessionKeeper  *self,
                                                              JsonNode              *request,
                                                              GCancellable          *cancellable,
                                                              GAsyncReadyCallback    callback,
                                                              gpointer               user_data);
gboolean              stempel_session_keeper_sign_in_finish  (StempelSessionKeeper  *self,
                                                              GAsyncResult          *result,
                                                              GError               **error);
void                  stempel_session_keeper_claim_async     (StempelSessionKeeper  *self,
                                                              const char            *code,
                                                              GCancellable          *cancellable,
                                                              GAsyncReadyCallback    callback,
                                                              gpointer               user_data);
gint64                stempel_session_keeper_get_login_id    (StempelSessionKeeper  *self);
void                  stempel_session_keeper_give_up         (StempelSessionKeeper  *self);
void                  stempel_session_keeper_sign_out_async  (StempelSessionKeeper  *self,
                                                              GAsyncReadyCallback    callback,
                                                              gpointer               user_data);
gboolean              stempel_session_keeper_sign_out_finish (StempelSessionKeeper  *self,
                                                              GAsyncResult          *result,
                                                              GError               **error);

G_END_DECLS
