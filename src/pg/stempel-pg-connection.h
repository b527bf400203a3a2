/* stempel-pg-connection.h: one connection to PostgreSQL on the main loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-cluster.h"
#include "stempel-pg-error.h"

G_BEGIN_DECLS

/**
 * StempelPgQueryFlags:
 * @STEMPEL_PG_QUERY_READ: may be cancelled in the server
 * @STEMPEL_PG_QUERY_WRITE: once sent it is never cancelled; out of time the connection is given up
 *
 * How a query ends before its answer is there.
 */
typedef enum
{
  STEMPEL_PG_QUERY_READ,
  STEMPEL_PG_QUERY_WRITE,
} StempelPgQueryFlags;

#define STEMPEL_TYPE_PG_CONNECTION (stempel_pg_connection_get_type ())

G_DECLARE_FINAL_TYPE (StempelPgConnection, stempel_pg_connection, STEMPEL, PG_CONNECTION, GObject)

void                 stempel_pg_connection_open_async   (const char           *conninfo,
                                                         StempelPgCluster     *cluster,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
StempelPgConnection *stempel_pg_connection_open_finish  (GAsyncResult         *result,
                                                         GError              **error);
StempelPgConnection *stempel_pg_connection_new          (PGconn               *handle);
gboolean             stempel_pg_connection_is_open      (StempelPgConnection  *self);
gboolean             stempel_pg_connection_is_idle      (StempelPgConnection  *self);
void                 stempel_pg_connection_probe        (StempelPgConnection  *self);
void                 stempel_pg_connection_retire       (StempelPgConnection  *self);
gint64               stempel_pg_connection_get_sent_at  (StempelPgConnection  *self);
gboolean             stempel_pg_connection_has_server   (StempelPgConnection  *self,
                                                         StempelPgConnection  *other);
void                 stempel_pg_connection_query_async  (StempelPgConnection  *self,
                                                         StempelPgQueryFlags   flags,
                                                         const char           *sql,
                                                         const char * const   *values,
                                                         gint64                deadline,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
PGresult            *stempel_pg_connection_query_finish (StempelPgConnection  *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);
void                 stempel_pg_connection_close        (StempelPgConnection  *self);

G_END_DECLS
