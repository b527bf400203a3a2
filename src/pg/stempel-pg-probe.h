/* stempel-pg-probe.h: whether a database can be worked with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-pool.h"

G_BEGIN_DECLS

guint    stempel_pg_probe_get_wanted (void);
void     stempel_pg_probe_async      (StempelPgPool        *pool,
                                      guint                 timeout_ms,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean stempel_pg_probe_finish     (GAsyncResult         *result,
                                      guint                *version,
                                      GError              **error);

G_END_DECLS
