/* stempel-stamp-progress.h: a stamp card as a row of places, full and empty
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_STAMP_PROGRESS (stempel_stamp_progress_get_type ())

G_DECLARE_FINAL_TYPE (StempelStampProgress, stempel_stamp_progress, STEMPEL, STAMP_PROGRESS,
                      GtkWidget)

void stempel_stamp_progress_set (StempelStampProgress *self,
                                 gint64                stamps,
                                 gint64                target,
                                 gint64                fresh,
                                 const char           *colour);

G_END_DECLS
