/* stempel-record-json.h: records from and to JSON, for stempel-record.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record-private.h"

G_BEGIN_DECLS

GListModel *stempel_record_list_from_json (GType          record_type,
                                           JsonNode      *node,
                                           GError       **error);

G_END_DECLS
