/* stempel-shortcuts.c: the window that lists the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-shortcuts.h"

/**
 * stempel_shortcuts_present:
 * @parent: the window whose keys they are
 * @resource_path: a template with a GtkShortcutsWindow named `help_overlay`
 *
 * Makes the window when it is asked for. One that waits hidden, as GtkApplicationWindow keeps it, is handed out by
 * GTK 4.8 to a screen reader that asks for a window that has just closed, and that ends the program.
 */
void
stempel_shortcuts_present (GtkWindow *parent, const char *resource_path)
{
  g_autoptr(GtkBuilder) builder = NULL;
  GtkWindow *window;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (resource_path != NULL);

  builder = gtk_builder_new_from_resource (resource_path);
  window = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_present (window);
}
