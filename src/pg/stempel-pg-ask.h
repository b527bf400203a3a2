/* stempel-pg-ask.h: one question to a database, in bounded time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-pool.h"

G_BEGIN_DECLS

void  stempel_pg_ask_async  (StempelPgPool        *pool,
                             StempelPgQueryFlags   flags,
                             const char           *sql,
                             const char           *value,
                             guint                 timeout_ms,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data);
char *stempel_pg_ask_finish (GAsyncResult         *result,
                             GError              **error);

G_END_DECLS
