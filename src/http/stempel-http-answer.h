/* stempel-http-answer.h: what came back from a server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

JsonNode *stempel_http_answer_read          (SoupMessage  *message,
                                             GBytes       *body,
                                             GError      **error);
guint     stempel_http_answer_get_pause_ms  (SoupMessage  *message);

G_END_DECLS
