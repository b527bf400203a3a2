/* stempel-backend.h: one call: operation and request in, reply out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * StempelBackendState:
 * @STEMPEL_BACKEND_STATE_IDLE: nothing asked yet
 * @STEMPEL_BACKEND_STATE_CONNECTING: the first connection is being made
 * @STEMPEL_BACKEND_STATE_ONLINE: the last call or connection came through
 * @STEMPEL_BACKEND_STATE_RECONNECTING: the line was lost and is being restored
 * @STEMPEL_BACKEND_STATE_CLOSED: stempel_backend_close() was called
 */
typedef enum
{
  STEMPEL_BACKEND_STATE_IDLE,
  STEMPEL_BACKEND_STATE_CONNECTING,
  STEMPEL_BACKEND_STATE_ONLINE,
  STEMPEL_BACKEND_STATE_RECONNECTING,
  STEMPEL_BACKEND_STATE_CLOSED,
} StempelBackendState;

#define STEMPEL_TYPE_BACKEND (stempel_backend_get_type ())

G_DECLARE_INTERFACE (StempelBackend, stempel_backend, STEMPEL, BACKEND, GObject)

/**
 * StempelBackendInterface:
 * @call_async: see stempel_backend_call_async()
 * @call_finish: see stempel_backend_call_finish()
 * @close: see stempel_backend_close()
 *
 * An implementation has the properties `state` (a #StempelBackendState) and `retry-at` (monotonic
 * time of the next attempt to connect in microseconds, 0 when none is planned), both read-only.
 */
struct _StempelBackendInterface
{
  GTypeInterface parent_interface;

  void      (*call_async)  (StempelBackend       *self,
                            StempelOperation      operation,
                            JsonNode             *request,
                            const char           *idempotency_key,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data);
  JsonNode *(*call_finish) (StempelBackend       *self,
                            GAsyncResult         *result,
                            GError              **error);
  void      (*close)       (StempelBackend       *self);
};

void                 stempel_backend_call_async   (StempelBackend       *self,
                                                   StempelOperation      operation,
                                                   JsonNode             *request,
                                                   const char           *idempotency_key,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
JsonNode            *stempel_backend_call_finish  (StempelBackend       *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
StempelBackendState  stempel_backend_get_state    (StempelBackend       *self);
gint64               stempel_backend_get_retry_at (StempelBackend       *self);
void                 stempel_backend_close        (StempelBackend       *self);

G_END_DECLS
