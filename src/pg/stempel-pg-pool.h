/* stempel-pg-pool.h: a few connections to one database, restored when they are lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-connection.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PG_POOL (stempel_pg_pool_get_type ())

G_DECLARE_FINAL_TYPE (StempelPgPool, stempel_pg_pool, STEMPEL, PG_POOL, GObject)

StempelPgPool       *stempel_pg_pool_new            (const char           *conninfo,
                                                     StempelPgCluster     *cluster,
                                                     guint                 size);
StempelPgConnection *stempel_pg_pool_take           (StempelPgPool        *self);
void                 stempel_pg_pool_acquire_async  (StempelPgPool        *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
StempelPgConnection *stempel_pg_pool_acquire_finish (StempelPgPool        *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 stempel_pg_pool_release        (StempelPgPool        *self,
                                                     StempelPgConnection  *connection);
void                 stempel_pg_pool_renew          (StempelPgPool        *self,
                                                     StempelPgConnection  *connection);
void                 stempel_pg_pool_close          (StempelPgPool        *self);

G_END_DECLS
