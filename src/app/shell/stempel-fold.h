/* stempel-fold.h: a sidebar beside a content, or instead of it where it is narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_FOLD (stempel_fold_get_type ())

G_DECLARE_FINAL_TYPE (StempelFold, stempel_fold, STEMPEL, FOLD, GtkWidget)

/* Properties: `folded` (read-only, notified), `sidebar-shown` (matters when folded).
 * In .ui: <child type="sidebar">…</child><child type="content">…</child>. */
gboolean stempel_fold_get_folded        (StempelFold *self);
gboolean stempel_fold_get_sidebar_shown (StempelFold *self);
void     stempel_fold_set_sidebar_shown (StempelFold *self,
                                         gboolean     shown);

G_END_DECLS
