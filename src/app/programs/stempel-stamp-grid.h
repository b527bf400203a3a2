/* stempel-stamp-grid.h: the fields of a stamp card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_STAMP_GRID (stempel_stamp_grid_get_type ())

G_DECLARE_FINAL_TYPE (StempelStampGrid, stempel_stamp_grid, STEMPEL, STAMP_GRID, GtkWidget)

GtkWidget *stempel_stamp_grid_new (void);
void       stempel_stamp_grid_set (StempelStampGrid *self,
                                   int               stamps,
                                   int               target);
void       stempel_stamp_grid_set_colour (StempelStampGrid *self,
                                          const GdkRGBA    *colour);

G_END_DECLS
