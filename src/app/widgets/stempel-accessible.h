/* stempel-accessible.h: what GTK leaves out for screen readers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *stempel_accessible_plain_label (const char *text_with_mnemonic);
void  stempel_accessible_name        (GtkWidget  *widget,
                                      const char *name);
void  stempel_accessible_describe    (GtkWidget  *widget,
                                      const char *description);
void  stempel_accessible_name_row    (GtkWidget  *cell_child,
                                      const char *name);

G_END_DECLS
