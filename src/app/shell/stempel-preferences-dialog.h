/* stempel-preferences-dialog.h: language, light or dark, size of the text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"

G_BEGIN_DECLS

void stempel_preferences_dialog_present (GtkWidget *origin);

G_END_DECLS
