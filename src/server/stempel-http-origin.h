/* stempel-http-origin.h: where a request comes from, behind proxies that say so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GPtrArray *stempel_http_origin_parse_proxies (const char *const  *proxies,
                                              GError            **error);
gboolean   stempel_http_origin_is_proxy      (GPtrArray          *proxies,
                                              GInetAddress       *address);
char      *stempel_http_origin_find          (GPtrArray          *proxies,
                                              const char         *peer,
                                              const char         *forwarded);

G_END_DECLS
