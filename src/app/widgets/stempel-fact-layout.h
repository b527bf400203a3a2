/* stempel-fact-layout.h: a name and its value beside each other, or below where it is narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_FACT_LAYOUT (stempel_fact_layout_get_type ())

G_DECLARE_FINAL_TYPE (StempelFactLayout, stempel_fact_layout, STEMPEL, FACT_LAYOUT,
                      GtkLayoutManager)

GtkLayoutManager *stempel_fact_layout_new (void);

G_END_DECLS
