/* stempel-http-daemon-source.h: what drives libmicrohttpd on the main loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <microhttpd.h>

#include "stempel-http-connections.h"

G_BEGIN_DECLS

GSource *stempel_http_daemon_source_new (struct MHD_Daemon      *daemon,
                                         StempelHttpConnections *connections);
void     stempel_http_daemon_source_run (GSource                *source);

G_END_DECLS
