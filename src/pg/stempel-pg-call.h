/* stempel-pg-call.h: one call of an operation, with its retries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-operations.h"
#include "stempel-pg-pool.h"

G_BEGIN_DECLS

void      stempel_pg_call_async        (StempelPgPool        *pool,
                                        StempelOperation      operation,
                                        JsonNode             *request,
                                        JsonNode             *envelope,
                                        guint                 timeout_ms,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
JsonNode *stempel_pg_call_finish       (GAsyncResult         *result,
                                        GError              **error);
void      stempel_pg_call_bytes_async  (StempelPgPool        *pool,
                                        StempelOperation      operation,
                                        char                 *request,
                                        char                 *envelope,
                                        guint                 timeout_ms,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
GBytes   *stempel_pg_call_bytes_finish (GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
