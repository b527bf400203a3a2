/* stempel-colour-chip.h: a small spot of colour by which something is found again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_COLOUR_CHIP (stempel_colour_chip_get_type ())

G_DECLARE_FINAL_TYPE (StempelColourChip, stempel_colour_chip, STEMPEL, COLOUR_CHIP, GtkWidget)

void stempel_colour_chip_set_colour (StempelColourChip *self, const char *colour);

G_END_DECLS
