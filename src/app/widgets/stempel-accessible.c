/* stempel-accessible.c: what GTK leaves out for screen readers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-accessible.h"

/**
 * stempel_accessible_plain_label:
 * @text_with_mnemonic: a text such as "_Save"
 *
 * Returns: (transfer full): the text as it is read, such as "Save"
 */
char *
stempel_accessible_plain_label (const char *text_with_mnemonic)
{
  GString *plain = g_string_new (NULL);

  g_return_val_if_fail (text_with_mnemonic != NULL, g_string_free (plain, FALSE));

  for (const char *p = text_with_mnemonic; *p != '\0'; p++)
    {
      if (*p == '_' && p[1] != '\0')
        p++;
      g_string_append_c (plain, *p);
    }

  return g_string_free (plain, FALSE);
}

/**
 * stempel_accessible_name:
 * @widget: a widget
 * @name: its name for screen readers
 *
 * Names @widget. The relation to a child that GTK sets by itself would win over the name (an icon
 * button is then "GtkImage"), so it is taken away.
 */
void
stempel_accessible_name (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (name != NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/**
 * stempel_accessible_describe:
 * @widget: a widget
 * @description: (nullable): what screen readers say after its name
 */
void
stempel_accessible_describe (GtkWidget *widget, const char *description)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (description != NULL && description[0] != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static gboolean
is_row_or_cell (GtkWidget *widget)
{
  switch ((int) gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)))
    {
    case GTK_ACCESSIBLE_ROLE_LIST_ITEM:
    case GTK_ACCESSIBLE_ROLE_OPTION:
    case GTK_ACCESSIBLE_ROLE_ROW:
    case GTK_ACCESSIBLE_ROLE_GRID_CELL:
    case GTK_ACCESSIBLE_ROLE_CELL:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * stempel_accessible_name_row:
 * @cell_child: the child of a list item (what a factory made)
 * @name: what the row is about
 *
 * Names the internal widgets that hold @cell_child. Call it at bind and when the data changes: the
 * focus is on those widgets, and without a name Orca is silent on each Down.
 */
void
stempel_accessible_name_row (GtkWidget *cell_child, const char *name)
{
  GtkWidget *parent;

  g_return_if_fail (GTK_IS_WIDGET (cell_child));
  g_return_if_fail (name != NULL);

  parent = gtk_widget_get_parent (cell_child);

  for (int i = 0; parent != NULL && i < 2; i++)
    {
      if (is_row_or_cell (parent))
        gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        name, -1);
      parent = gtk_widget_get_parent (parent);
    }
}
