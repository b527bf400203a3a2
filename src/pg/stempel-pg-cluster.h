/* stempel-pg-cluster.h: the private PostgreSQL cluster of this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

#define STEMPEL_PG_DATABASE "stempel"

#define STEMPEL_TYPE_PG_CLUSTER (stempel_pg_cluster_get_type ())

G_DECLARE_FINAL_TYPE (StempelPgCluster, stempel_pg_cluster, STEMPEL, PG_CLUSTER, GObject)

StempelPgCluster *stempel_pg_cluster_new                   (const char           *folder);
const char       *stempel_pg_cluster_get_folder            (StempelPgCluster     *self);
char             *stempel_pg_cluster_get_conninfo          (StempelPgCluster     *self,
                                                            const char           *role);
gboolean          stempel_pg_cluster_is_running            (StempelPgCluster     *self);
gboolean          stempel_pg_cluster_is_open               (StempelPgCluster     *self);
gboolean          stempel_pg_cluster_is_pinned             (StempelPgCluster     *self);
gboolean          stempel_pg_cluster_set_password          (StempelPgCluster     *self,
                                                            const char           *role,
                                                            const char           *password,
                                                            GError              **error);

/* These block: for threads, stempelctl and tests. */
char             *stempel_pg_cluster_open                  (StempelPgCluster     *self,
                                                            const char           *role,
                                                            GCancellable         *cancellable,
                                                            GError              **error);
gboolean          stempel_pg_cluster_pin                   (StempelPgCluster     *self,
                                                            GError              **error);
gboolean          stempel_pg_cluster_stop                  (StempelPgCluster     *self,
                                                            gboolean             *stopped,
                                                            GError              **error);
PGconn           *stempel_pg_cluster_connect               (StempelPgCluster     *self,
                                                            const char           *role,
                                                            GCancellable         *cancellable,
                                                            GError              **error);

G_END_DECLS
