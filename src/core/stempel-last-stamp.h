/* stempel-last-stamp.h: the stamp that a cooldown counts from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LAST_STAMP (stempel_last_stamp_get_type ())

G_DECLARE_FINAL_TYPE (StempelLastStamp, stempel_last_stamp, STEMPEL, LAST_STAMP, StempelRecord)

gint64      stempel_last_stamp_get_entry_id (StempelLastStamp *self);
GDateTime  *stempel_last_stamp_get_at       (StempelLastStamp *self);
const char *stempel_last_stamp_get_by       (StempelLastStamp *self);
const char *stempel_last_stamp_get_store    (StempelLastStamp *self);

G_END_DECLS
