/* stempel-transients.c: the dialogs in front of a window, together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-transients.h"

/* Returns those directly in front of @window. */
static GList *
find (GtkWindow *window)
{
  GList *windows = gtk_window_list_toplevels ();
  GList *found = NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (gtk_window_get_transient_for (l->data) == window)
        found = g_list_prepend (found, l->data);
    }

  g_list_free (windows);

  return found;
}

/**
 * stempel_transients_exist:
 * @window: a window
 *
 * Returns: whether there is a dialog in front of it
 */
gboolean
stempel_transients_exist (GtkWindow *window)
{
  g_autoptr(GList) found = find (window);

  return found != NULL;
}

/**
 * stempel_transients_show:
 * @window: a window that is shown again
 *
 * Shows what stempel_transients_hide() hid, as windows of the program that @window is of.
 */
void
stempel_transients_show (GtkWindow *window)
{
  g_autoptr(GList) found = find (window);

  for (GList *l = found; l != NULL; l = l->next)
    {
      gtk_window_set_application (l->data, gtk_window_get_application (window));
      gtk_window_present (l->data);
      stempel_transients_show (l->data);
    }
}

/**
 * stempel_transients_hide:
 * @window: a window that is about to be hidden
 *
 * Hides them. They no longer keep the program from ending.
 */
void
stempel_transients_hide (GtkWindow *window)
{
  g_autoptr(GList) found = find (window);

  for (GList *l = found; l != NULL; l = l->next)
    {
      stempel_transients_hide (l->data);
      gtk_widget_set_visible (l->data, FALSE);
      gtk_window_set_application (l->data, NULL);
    }
}

/**
 * stempel_transients_destroy:
 * @window: a window that is about to go
 */
void
stempel_transients_destroy (GtkWindow *window)
{
  g_autoptr(GList) found = find (window);

  for (GList *l = found; l != NULL; l = l->next)
    gtk_window_destroy (l->data);
}
