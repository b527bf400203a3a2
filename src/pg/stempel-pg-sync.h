/* stempel-pg-sync.h: blocking PostgreSQL, for threads, stempelctl and tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-error.h"

G_BEGIN_DECLS

#define STEMPEL_PG_CONNECT_SECONDS 10

PGconn   *stempel_pg_sync_open       (const char  *conninfo,
                                      guint        seconds,
                                      GError     **error);
gboolean  stempel_pg_sync_execute    (PGconn      *connection,
                                      const char  *sql,
                                      GError     **error);
PGresult *stempel_pg_sync_query      (PGconn      *connection,
                                      GError     **error,
                                      const char  *sql,
                                      ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
