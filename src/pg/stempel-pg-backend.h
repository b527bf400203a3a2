/* stempel-pg-backend.h: operations by a direct connection to PostgreSQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-backend.h"
#include "stempel-pg-cluster.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PG_BACKEND (stempel_pg_backend_get_type ())

G_DECLARE_FINAL_TYPE (StempelPgBackend, stempel_pg_backend, STEMPEL, PG_BACKEND, GObject)

StempelPgBackend *stempel_pg_backend_new             (const char       *conninfo);
StempelPgBackend *stempel_pg_backend_new_for_cluster (StempelPgCluster *cluster,
                                                      const char       *role);
void              stempel_pg_backend_set_session     (StempelPgBackend *self,
                                                      const char       *session);
void              stempel_pg_backend_set_timeouts    (StempelPgBackend *self,
                                                      guint             read_ms,
                                                      guint             write_ms);

G_END_DECLS
