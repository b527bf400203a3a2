/* stempel-client.h: calls with typed replies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-backend.h"
#include "stempel-page.h"
#include "stempel-record.h"
#include "stempel-session.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CLIENT (stempel_client_get_type ())

G_DECLARE_FINAL_TYPE (StempelClient, stempel_client, STEMPEL, CLIENT, GObject)

StempelClient  *stempel_client_new          (StempelBackend       *backend);
StempelBackend *stempel_client_get_backend  (StempelClient        *self);
StempelSession *stempel_client_get_session  (StempelClient        *self);
gboolean        stempel_client_allows       (StempelClient        *self,
                                             StempelOperation      operation);
gboolean        stempel_client_is_terminal  (StempelClient        *self);

void            stempel_client_open_async   (StempelClient        *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean        stempel_client_open_finish  (StempelClient        *self,
                                             GAsyncResult         *result,
                                             GError              **error);

JsonNode       *stempel_request_new         (const char           *first_member,
                                             ...);

void            stempel_client_call_async   (StempelClient        *self,
                                             StempelOperation      operation,
                                             JsonNode             *request,
                                             const char           *idempotency_key,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
StempelRecord  *stempel_client_call_finish  (StempelClient        *self,
                                             GAsyncResult         *result,
                                             GError              **error);
StempelPage    *stempel_client_list_finish  (StempelClient        *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
