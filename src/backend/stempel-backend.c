/* stempel-backend.c: one call: operation and request in, reply out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-backend-enums.h"
#include "stempel-backend.h"

G_DEFINE_INTERFACE (StempelBackend, stempel_backend, G_TYPE_OBJECT)

static void
stempel_backend_default_init (StempelBackendInterface *iface)
{
  g_object_interface_install_property (iface,
    g_param_spec_enum ("state", NULL, NULL,
                       STEMPEL_TYPE_BACKEND_STATE, STEMPEL_BACKEND_STATE_IDLE,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_interface_install_property (iface,
    g_param_spec_int64 ("retry-at", NULL, NULL,
                        0, G_MAXINT64, 0,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
}

/**
 * stempel_backend_call_async:
 * @self: a backend
 * @operation: what to ask
 * @request: (transfer none): a JSON object, see docs/operations.md
 * @idempotency_key: (nullable): a UUID; needed when the operation writes, %NULL when it does not
 * @cancellable: (nullable): stops a read; a write that was sent is never reported as cancelled
 * @callback: called when the reply or an error is there
 * @user_data: for @callback
 *
 * A write whose outcome is unknown because the line was lost is sent again with its key until it is
 * known or the time for the call is over.
 */
void
stempel_backend_call_async (StempelBackend      *self,
                            StempelOperation     operation,
                            JsonNode            *request,
                            const char          *idempotency_key,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (STEMPEL_IS_BACKEND (self));
  g_return_if_fail (request != NULL && JSON_NODE_HOLDS_OBJECT (request));
  g_return_if_fail (stempel_operation_get_info (operation)->writes == (idempotency_key != NULL));

  STEMPEL_BACKEND_GET_IFACE (self)->call_async (self, operation, request, idempotency_key,
                                                cancellable, callback, user_data);
}

/**
 * stempel_backend_call_finish:
 * @self: a backend
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR (a refusal, or `unavailable`) or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the reply, a JSON object, or %NULL on error
 */
JsonNode *
stempel_backend_call_finish (StempelBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (STEMPEL_IS_BACKEND (self), NULL);

  return STEMPEL_BACKEND_GET_IFACE (self)->call_finish (self, result, error);
}

/**
 * stempel_backend_get_state:
 * @self: a backend
 *
 * Returns: how the line is
 */
StempelBackendState
stempel_backend_get_state (StempelBackend *self)
{
  StempelBackendState state;

  g_return_val_if_fail (STEMPEL_IS_BACKEND (self), STEMPEL_BACKEND_STATE_CLOSED);

  g_object_get (self, "state", &state, NULL);

  return state;
}

/**
 * stempel_backend_get_retry_at:
 * @self: a backend
 *
 * Returns: monotonic time in microseconds of the next attempt to connect, 0 when none is planned
 */
gint64
stempel_backend_get_retry_at (StempelBackend *self)
{
  gint64 retry_at;

  g_return_val_if_fail (STEMPEL_IS_BACKEND (self), 0);

  g_object_get (self, "retry-at", &retry_at, NULL);

  return retry_at;
}

/**
 * stempel_backend_close:
 * @self: a backend
 *
 * Ends all connections. Calls that are under way end with `unavailable`.
 */
void
stempel_backend_close (StempelBackend *self)
{
  g_return_if_fail (STEMPEL_IS_BACKEND (self));

  STEMPEL_BACKEND_GET_IFACE (self)->close (self);
}
