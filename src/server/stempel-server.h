/* stempel-server.h: the operations over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-http-listener.h"
#include "stempel-rate-limits.h"

G_BEGIN_DECLS

/**
 * StempelServerSettings:
 * @conninfo: a libpq connection string; its role must be a member of `stempel_server`
 * @reads: how many reads may be under way in the database
 * @writes: how many writes
 * @longest_line: how many of each may wait
 * @standby: (nullable): the connection string of a server that follows, for lists
 * @standby_ms: how old a list of it may be, in milliseconds
 * @tls: whether there is a door with TLS; what it shows, stempel_tls_use() says
 * @rates: how many requests there may be of whom
 * @limits: what a client may take, on each door
 *
 * What a server needs to know.
 */
typedef struct
{
  const char        *conninfo;
  guint              reads;
  guint              writes;
  guint              longest_line;
  const char        *standby;
  guint              standby_ms;
  gboolean           tls;
  StempelRates       rates;
  StempelHttpLimits  limits;
} StempelServerSettings;

#define STEMPEL_TYPE_SERVER (stempel_server_get_type ())

G_DECLARE_FINAL_TYPE (StempelServer, stempel_server, STEMPEL, SERVER, GObject)

StempelServer *stempel_server_new           (const StempelServerSettings  *settings,
                                             GError                      **error);
gboolean       stempel_server_set           (StempelServer                *self,
                                             const StempelServerSettings  *settings,
                                             GError                      **error);
void           stempel_server_listen        (StempelServer                *self,
                                             GSocket                      *socket,
                                             gboolean                      tls);
void           stempel_server_write_metrics (StempelServer                *self,
                                             GString                      *text);
gboolean       stempel_server_is_draining   (StempelServer                *self);
void           stempel_server_drain_async   (StempelServer                *self,
                                             guint                         longest_ms,
                                             GAsyncReadyCallback           callback,
                                             gpointer                      user_data);
gboolean       stempel_server_drain_finish  (StempelServer                *self,
                                             GAsyncResult                 *result,
                                             GError                      **error);

G_END_DECLS
