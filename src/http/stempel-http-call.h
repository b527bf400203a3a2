/* stempel-http-call.h: one call of an operation, with its retries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-http-line.h"
#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * StempelHttpTimes:
 * @read_ms: how long a read may take with all its attempts, in milliseconds
 * @write_ms: how long a write may take with all its attempts
 * @attempt_ms: how long one attempt of a write may take
 */
typedef struct
{
  guint read_ms;
  guint write_ms;
  guint attempt_ms;
} StempelHttpTimes;

void      stempel_http_call_async  (StempelHttpLine         *line,
                                    StempelOperation         operation,
                                    JsonNode                *request,
                                    const char              *idempotency_key,
                                    const char              *token,
                                    const StempelHttpTimes  *times,
                                    GCancellable            *cancellable,
                                    GAsyncReadyCallback      callback,
                                    gpointer                 user_data);
JsonNode *stempel_http_call_finish (GAsyncResult            *result,
                                    GError                 **error);

G_END_DECLS
