/* stempel-http-address.h: where a server is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GUri *stempel_http_address_parse (const char  *text,
                                  GError     **error);

G_END_DECLS
