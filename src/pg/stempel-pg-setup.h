/* stempel-pg-setup.h: what makes an empty database usable: merchant, roles, demo data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-pg-cluster.h"

G_BEGIN_DECLS

/* These block: for threads, stempelctl and tests. */
JsonNode *stempel_pg_setup_merchant         (const char           *conninfo,
                                             StempelPgCluster     *cluster,
                                             JsonNode             *request,
                                             GError              **error);
JsonNode *stempel_pg_setup_demo             (const char           *conninfo,
                                             StempelPgCluster     *cluster,
                                             JsonNode             *request,
                                             GError              **error);
gboolean  stempel_pg_setup_role             (const char           *conninfo,
                                             StempelPgCluster     *cluster,
                                             const char           *role,
                                             const char           *kind,
                                             const char           *password,
                                             GError              **error);

void      stempel_pg_setup_merchant_async   (StempelPgCluster     *cluster,
                                             JsonNode             *request,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
JsonNode *stempel_pg_setup_merchant_finish  (StempelPgCluster     *cluster,
                                             GAsyncResult         *result,
                                             GError              **error);
void      stempel_pg_setup_demo_async       (StempelPgCluster     *cluster,
                                             JsonNode             *request,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
JsonNode *stempel_pg_setup_demo_finish      (StempelPgCluster     *cluster,
                                             GAsyncResult         *result,
                                             GError              **error);
void      stempel_pg_setup_role_async       (StempelPgCluster     *cluster,
                                             const char           *role,
                                             const char           *kind,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean  stempel_pg_setup_role_finish      (StempelPgCluster     *cluster,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
