/* stempel-two-pane.h: a list beside its detail, or one at a time where it is narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_TWO_PANE (stempel_two_pane_get_type ())

G_DECLARE_FINAL_TYPE (StempelTwoPane, stempel_two_pane, STEMPEL, TWO_PANE, GtkWidget)

/* Properties: `list-child`, `detail-child`, `detail-shown` (matters when folded: set it when a row
 * is activated), `folded` (read-only, notified). Action `pane.back` (also Escape and Alt+Left)
 * returns to the list. In .ui: <child type="list">…</child><child type="detail">…</child> or the
 * properties. */
GtkWidget *stempel_two_pane_new              (void);
void       stempel_two_pane_set_list_child   (StempelTwoPane *self,
                                              GtkWidget      *child);
void       stempel_two_pane_set_detail_child (StempelTwoPane *self,
                                              GtkWidget      *child);
gboolean   stempel_two_pane_get_detail_shown (StempelTwoPane *self);
void       stempel_two_pane_set_detail_shown (StempelTwoPane *self,
                                              gboolean        shown);
gboolean   stempel_two_pane_get_folded       (StempelTwoPane *self);

G_END_DECLS
