/* stempel-focus.h: puts the focus into a page that is shown anew
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void stempel_focus_within (GtkWidget *page);

G_END_DECLS
