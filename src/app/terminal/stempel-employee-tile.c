/* stempel-employee-tile.c: an employee to be chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-employee-tile.h"
#include "stempel-format.h"

struct _StempelEmployeeTile
{
  AdwBin           parent_instance;

  StempelEmployee *employee;   /* (owned) (nullable) */
  char            *name;       /* (owned) (nullable): for screen readers */
};

G_DEFINE_FINAL_TYPE (StempelEmployeeTile, stempel_employee_tile, ADW_TYPE_BIN)

static void
stempel_employee_tile_finalize (GObject *object)
{
  StempelEmployeeTile *self = STEMPEL_EMPLOYEE_TILE (object);

  g_clear_object (&self->employee);
  g_free (self->name);

  G_OBJECT_CLASS (stempel_employee_tile_parent_class)->finalize (object);
}

static void
stempel_employee_tile_class_init (StempelEmployeeTileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stempel_employee_tile_finalize;
}

static void
stempel_employee_tile_init (StempelEmployeeTile *self)
{
}

static char *
describe (StempelEmployee *employee, gboolean is_locked)
{
  const char *number = stempel_employee_get_number (employee);
  g_autofree char *until = NULL;

  if (is_locked)
    {
      until = stempel_format_until (stempel_employee_get_locked_until (employee));
      /* Translators: the PIN of an employee; %s is a time, such as "14:35". */
      return g_strdup_printf (_("locked until %s"), until);
    }

  if (number == NULL)
    return g_strdup ("");

  /* Translators: %s is the number of an employee. */
  return g_strdup_printf (_("Number %s"), number);
}

/**
 * stempel_employee_tile_new:
 * @employee: the employee
 * @is_locked: whether the PIN is locked
 *
 * Returns: (transfer floating): a tile
 */
GtkWidget *
stempel_employee_tile_new (StempelEmployee *employee, gboolean is_locked)
{
  StempelEmployeeTile *self = g_object_new (STEMPEL_TYPE_EMPLOYEE_TILE, NULL);
  const char *name = stempel_employee_get_name (employee);
  g_autofree char *detail = describe (employee, is_locked);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *avatar = adw_avatar_new (56, name, TRUE);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *detail_label = gtk_label_new (detail);

  self->employee = g_object_ref (employee);
  self->name = *detail != '\0' ? g_strdup_printf ("%s, %s", name, detail) : g_strdup (name);

  gtk_label_set_wrap (GTK_LABEL (name_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (name_label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (name_label, "heading");
  gtk_label_set_wrap (GTK_LABEL (detail_label), TRUE);
  gtk_label_set_justify (GTK_LABEL (detail_label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (detail_label, is_locked ? "stempel-terminal-warning" : "dim-label");

  gtk_widget_set_halign (avatar, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), detail_label);
  adw_bin_set_child (ADW_BIN (self), box);

  return GTK_WIDGET (self);
}

/**
 * stempel_employee_tile_get_employee:
 * @self: a tile
 *
 * Returns: (transfer none): the employee
 */
StempelEmployee *
stempel_employee_tile_get_employee (StempelEmployeeTile *self)
{
  g_return_val_if_fail (STEMPEL_IS_EMPLOYEE_TILE (self), NULL);

  return self->employee;
}

/**
 * stempel_employee_tile_get_name:
 * @self: a tile
 *
 * Returns: (transfer none): what it says, for screen readers
 */
const char *
stempel_employee_tile_get_name (StempelEmployeeTile *self)
{
  g_return_val_if_fail (STEMPEL_IS_EMPLOYEE_TILE (self), NULL);

  return self->name;
}
