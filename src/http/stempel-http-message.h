/* stempel-http-message.h: a request of an operation, as HTTP says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "stempel-operations.h"

G_BEGIN_DECLS

SoupMessage *stempel_http_message_new       (GUri              *address,
                                             StempelOperation   operation,
                                             JsonNode          *request,
                                             const char        *idempotency_key,
                                             const char        *token,
                                             GError           **error);
SoupMessage *stempel_http_message_new_probe (GUri              *address);

G_END_DECLS
