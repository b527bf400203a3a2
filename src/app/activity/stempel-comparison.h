/* stempel-comparison.h: a record before and after, side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_COMPARISON (stempel_comparison_get_type ())

G_DECLARE_FINAL_TYPE (StempelComparison, stempel_comparison, STEMPEL, COMPARISON, AdwBin)

/* One row per member: its name, and its value before and after. What changed comes first and is
 * marked by a word, a colour and the name of the row for screen readers. */
GtkWidget *stempel_comparison_new  (void);
void       stempel_comparison_show (StempelComparison *self,
                                    JsonNode          *before,
                                    JsonNode          *after);

G_END_DECLS
