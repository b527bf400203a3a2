/* stempel-wrap-layout.h: buttons beside each other, in as many rows as it takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_WRAP_LAYOUT (stempel_wrap_layout_get_type ())

G_DECLARE_FINAL_TYPE (StempelWrapLayout, stempel_wrap_layout, STEMPEL, WRAP_LAYOUT,
                      GtkLayoutManager)

/* Property: spacing, in pixels, between the widgets and between the rows. */

G_END_DECLS
