/* stempel-http-connections.h: who is connected, and how long they may keep us waiting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StempelHttpLimits:
 * @connections: how many there may be
 * @connections_per_address: how many of them from one address (IPv6: from one /64); 0: any number.
 *   Unix sockets and @proxies are not counted
 * @request_ms: how long a request may take to come in, from its first byte
 * @idle_ms: how long a connection may stay without a request
 * @answer_ms: how long an answer may take to be fetched
 * @header_bytes: how large request line and headers may be
 * @body_bytes: how large a body may be
 * @proxies: (nullable): addresses or networks of proxies, ended by %NULL
 *
 * What a client may take.
 */
typedef struct
{
  guint               connections;
  guint               connections_per_address;
  guint               request_ms;
  guint               idle_ms;
  guint               answer_ms;
  gsize               header_bytes;
  gsize               body_bytes;
  const char * const *proxies;
} StempelHttpLimits;

/**
 * StempelHttpCounts:
 * @open: how many connections there are
 * @evicted: how many were ended to make room
 * @timed_out: how many were ended because their time was up
 * @refused: how many were not let in
 *
 * What happened to connections; all but @open since the beginning.
 */
typedef struct
{
  guint   open;
  guint64 evicted;
  guint64 timed_out;
  guint64 refused;
} StempelHttpCounts;

typedef struct _StempelHttpConnections StempelHttpConnections;
typedef struct _StempelHttpConnection StempelHttpConnection;

StempelHttpConnections *stempel_http_connections_new        (const StempelHttpLimits *limits);
void                    stempel_http_connections_free       (StempelHttpConnections  *self);
void                    stempel_http_connections_set_limits (StempelHttpConnections  *self,
                                                             const StempelHttpLimits *limits);
guint                   stempel_http_connections_get_count  (StempelHttpConnections  *self);
void                    stempel_http_connections_get_counts (StempelHttpConnections  *self,
                                                             StempelHttpCounts       *counts);
void                    stempel_http_connections_look       (StempelHttpConnections  *self);
gboolean                stempel_http_connections_evict      (StempelHttpConnections  *self);
void                    stempel_http_connections_end_idle   (StempelHttpConnections  *self);
StempelHttpConnection  *stempel_http_connections_add        (StempelHttpConnections  *self,
                                                             int                      fd,
                                                             const char              *address);
void                    stempel_http_connection_serve       (StempelHttpConnection   *connection);
void                    stempel_http_connection_answer      (StempelHttpConnection   *connection);
void                    stempel_http_connection_rest        (StempelHttpConnection   *connection);
void                    stempel_http_connection_remove      (StempelHttpConnection   *connection);
const char             *stempel_http_connection_get_address (StempelHttpConnection   *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelHttpConnections, stempel_http_connections_free)

G_END_DECLS
