/* stempel-stamp-meter.h: the stamps of an account as on a paper card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_STAMP_METER (stempel_stamp_meter_get_type ())

G_DECLARE_FINAL_TYPE (StempelStampMeter, stempel_stamp_meter, STEMPEL, STAMP_METER, GtkWidget)

GtkWidget *stempel_stamp_meter_new     (void);
void       stempel_stamp_meter_set     (StempelStampMeter *self,
                                        gint64             stamps,
                                        gint64             target,
                                        const char        *colour);
char      *stempel_stamp_meter_to_text (gint64             stamps,
                                        gint64             target);

G_END_DECLS
