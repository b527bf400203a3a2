/* stempel-http-framing.h: whether it is clear where a request begins and ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <microhttpd.h>

#include <glib.h>

G_BEGIN_DECLS

guint stempel_http_framing_check (struct MHD_Connection *mhd,
                                  const char            *path,
                                  const char            *version,
                                  gsize                  body_bytes);

G_END_DECLS
