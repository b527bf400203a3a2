/* stempel-http-listener.h: HTTP on the main loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "stempel-http-connections.h"
#include "stempel-http-exchange.h"

G_BEGIN_DECLS

/**
 * StempelHttpHandler:
 * @exchange: a request that is there as a whole
 * @user_data: what stempel_http_listener_new() got
 *
 * Answers @exchange, now or later; for later it keeps a reference. An observer only looks at it.
 */
typedef void (*StempelHttpHandler) (StempelHttpExchange *exchange,
                                    gpointer             user_data);

#define STEMPEL_TYPE_HTTP_LISTENER (stempel_http_listener_get_type ())

G_DECLARE_FINAL_TYPE (StempelHttpListener, stempel_http_listener, STEMPEL, HTTP_LISTENER, GObject)

StempelHttpListener *stempel_http_listener_new        (const StempelHttpLimits  *limits,
                                                       gboolean                  tls,
                                                       StempelHttpHandler        handler,
                                                       StempelHttpHandler        observer,
                                                       gpointer                  user_data,
                                                       GError                  **error);
void                 stempel_http_listener_listen     (StempelHttpListener      *self,
                                                       GSocket                  *socket);
void                 stempel_http_listener_set_limits (StempelHttpListener      *self,
                                                       const StempelHttpLimits  *limits);
guint                stempel_http_listener_get_count  (StempelHttpListener      *self);
void                 stempel_http_listener_get_counts (StempelHttpListener      *self,
                                                       StempelHttpCounts        *counts);
void                 stempel_http_listener_end_idle   (StempelHttpListener      *self);
void                 stempel_http_listener_stop       (StempelHttpListener      *self);

G_END_DECLS
