/* stempel-http-reply.h: what the headers say of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "stempel-operations.h"

G_BEGIN_DECLS

char *stempel_http_reply_get_tag (const StempelOperationInfo *info,
                                  GBytes                     *reply);

G_END_DECLS
