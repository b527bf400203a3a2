/* stempel-local.h: who can sign in on the private cluster of this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-cluster.h"

G_BEGIN_DECLS

void      stempel_local_find_manager_async  (StempelPgCluster     *cluster,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
char     *stempel_local_find_manager_finish (StempelPgCluster     *cluster,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
