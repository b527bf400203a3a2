/* stempel-shortcuts.c: the keys of a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-dialog.h"
#include "stempel-facts.h"
#include "stempel-shortcuts.h"

/* The keys as they are written on the keyboard of this language. */
static char *
describe_keys (const char *keys)
{
  g_auto(GStrv) parts = g_strsplit (keys, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      GdkModifierType modifiers;
      guint key;

      if (gtk_accelerator_parse (parts[i], &key, &modifiers) && key != 0 &&
          !g_str_equal (parts[i], "/"))
        {
          g_free (parts[i]);
          parts[i] = gtk_accelerator_get_label (key, modifiers);
        }
    }

  return g_strjoinv (" ", parts);
}

static GtkWidget *
create_heading (const char *title)
{
  GtkWidget *heading = g_object_new (GTK_TYPE_LABEL,
                                     "label", title,
                                     "xalign", 0.0,
                                     "wrap", TRUE,
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING,
                                     NULL);

  gtk_widget_add_css_class (heading, "heading");

  return heading;
}

static GtkWidget *
create_body (const StempelShortcut *shortcuts, guint n_shortcuts)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *facts = NULL;

  for (guint i = 0; i < n_shortcuts; i++)
    {
      const char *title = g_dpgettext2 (NULL, "shortcut window", shortcuts[i].title);
      g_autofree char *keys = NULL;

      if (shortcuts[i].keys == NULL)
        {
          facts = stempel_facts_new ();
          gtk_box_append (GTK_BOX (box), create_heading (title));
          gtk_box_append (GTK_BOX (box), facts);
          continue;
        }

      keys = describe_keys (shortcuts[i].keys);
      stempel_facts_add (STEMPEL_FACTS (facts), title, keys);
    }

  return box;
}

/**
 * stempel_shortcuts_present:
 * @parent: the window whose keys they are
 * @shortcuts: (array length=n_shortcuts): the keys, a heading first
 * @n_shortcuts: how many there are
 *
 * Shows the keys in a window that is no wider than a narrow @parent, as GtkShortcutsWindow is.
 */
void
stempel_shortcuts_present (GtkWindow *parent, const StempelShortcut *shortcuts, guint n_shortcuts)
{
  StempelDialog *dialog;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (n_shortcuts > 0 && shortcuts[0].keys == NULL);

  dialog = stempel_dialog_new (_("Keyboard Shortcuts"), NULL, create_body (shortcuts, n_shortcuts));
  g_object_set (dialog, "cancel-label", _("_Close"), NULL);
  stempel_dialog_present_for (dialog, GTK_WIDGET (parent));
}
