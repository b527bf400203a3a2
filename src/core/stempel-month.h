/* stempel-month.h: a month that was closed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MONTH (stempel_month_get_type ())

G_DECLARE_FINAL_TYPE (StempelMonth, stempel_month, STEMPEL, MONTH, StempelRecord)

const char *stempel_month_get_month     (StempelMonth *self);
GDateTime  *stempel_month_get_closed_at (StempelMonth *self);
gint64      stempel_month_get_entries   (StempelMonth *self);

G_END_DECLS
