/* stempel-announce.h: what just happened, for eyes and for screen readers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void stempel_announce   (GtkWidget     *widget,
                         const char    *sentence);
void stempel_toast      (GtkWidget     *widget,
                         const char    *sentence);
void stempel_toast_undo (GtkWidget     *widget,
                         const char    *sentence,
                         const char    *button_label,
                         const char    *action_name,
                         GVariant      *target);

G_END_DECLS
