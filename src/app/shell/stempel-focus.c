/* stempel-focus.c: puts the focus into a page that is shown anew
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-focus.h"

/**
 * stempel_focus_within:
 * @page: a page that is visible now
 *
 * Puts the focus on the first widget of @page, unless it is in there already: a #GtkStack has moved
 * it itself when the focus was on the page before, and asking once more would lead to the second
 * widget.
 */
void
stempel_focus_within (GtkWidget *page)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_if_fail (GTK_IS_WIDGET (page));

  root = gtk_widget_get_root (page);
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}
