/* stempel-listen-address.h: where a server answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocketAddress *stempel_listen_address_parse       (const char      *text,
                                                    GError         **error);
gboolean        stempel_listen_address_has_tls     (const char      *text);
gboolean        stempel_listen_address_is_loopback (GSocketAddress  *address);
GSocket        *stempel_listen_address_open        (const char      *text,
                                                    GError         **error);

G_END_DECLS
