/* stempel-facts.c: names and values of one thing, for reading
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-fact-layout.h"
#include "stempel-facts.h"

struct _StempelFacts
{
  GtkWidget   parent_instance;

  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (StempelFacts, stempel_facts, GTK_TYPE_WIDGET)

static void
stempel_facts_dispose (GObject *object)
{
  StempelFacts *self = STEMPEL_FACTS (object);

  if (self->list_box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list_box));
  self->list_box = NULL;

  G_OBJECT_CLASS (stempel_facts_parent_class)->dispose (object);
}

static void
stempel_facts_class_init (StempelFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stempel_facts_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "stempel-facts");
}

static void
stempel_facts_init (StempelFacts *self)
{
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  gtk_widget_set_parent (GTK_WIDGET (self->list_box), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), FALSE);
  /* Translators: for screen readers: a list of names and values of one thing, such as the rules of
   * a program. */
  stempel_accessible_name (GTK_WIDGET (self->list_box), C_("list", "Details"));
}

/**
 * stempel_facts_new:
 *
 * Returns: (transfer floating): an empty list of facts
 */
GtkWidget *
stempel_facts_new (void)
{
  return g_object_new (STEMPEL_TYPE_FACTS, NULL);
}

/**
 * stempel_facts_clear:
 * @self: a list of facts
 */
void
stempel_facts_clear (StempelFacts *self)
{
  GtkWidget *row;

  g_return_if_fail (STEMPEL_IS_FACTS (self));

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);

  gtk_widget_set_visible (GTK_WIDGET (self->list_box), FALSE);
}

static GtkWidget *
create_caption (const char *text)
{
  GtkWidget *caption = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_wrap (GTK_LABEL (caption), TRUE);
  gtk_widget_add_css_class (caption, "dim-label");

  return caption;
}

static GtkWidget *
create_value (const char *text)
{
  GtkWidget *value = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_add_css_class (value, "numeric");

  return value;
}

/**
 * stempel_facts_add:
 * @self: a list of facts
 * @caption: what it is, translated
 * @value: (nullable): its value; without one nothing is added
 */
void
stempel_facts_add (StempelFacts *self, const char *caption, const char *value)
{
  GtkWidget *row, *box, *caption_label, *value_label;
  g_autofree char *name = NULL;

  g_return_if_fail (STEMPEL_IS_FACTS (self));
  g_return_if_fail (caption != NULL);

  if (value == NULL || value[0] == '\0')
    return;

  name = g_strdup_printf ("%s: %s", caption, value);
  row = gtk_list_box_row_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (box, stempel_fact_layout_new ());
  gtk_widget_add_css_class (box, "stempel-fact");
  caption_label = create_caption (caption);
  value_label = create_value (value);
  gtk_box_append (GTK_BOX (box), caption_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, caption_label, NULL, -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list_box, row);
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), TRUE);
}
