/* stempel-replies.h: which record an operation replies with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-operations.h"

G_BEGIN_DECLS

GType    stempel_reply_get_record_type (StempelOperation  operation,
                                        gboolean         *is_list);
gboolean stempel_reply_is_paged        (StempelOperation  operation);
gboolean stempel_reply_is_counted      (StempelOperation  operation);

G_END_DECLS
