/* stempel-transients.h: the dialogs in front of a window, together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean stempel_transients_exist   (GtkWindow *window);
void     stempel_transients_show    (GtkWindow *window);
void     stempel_transients_hide    (GtkWindow *window);
void     stempel_transients_destroy (GtkWindow *window);

G_END_DECLS
