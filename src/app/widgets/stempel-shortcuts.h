/* stempel-shortcuts.h: the window that lists the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void stempel_shortcuts_present (GtkWindow  *parent,
                                const char *resource_path);

G_END_DECLS
