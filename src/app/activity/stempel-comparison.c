/* stempel-comparison.c: a record before and after, side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-audit-words.h"
#include "stempel-comparison.h"
#include "stempel-list-row.h"

struct _StempelComparison
{
  AdwBin      parent_instance;

  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (StempelComparison, stempel_comparison, ADW_TYPE_BIN)

/* The members of both sides in the order in which they come, those of nested records by their path.
 * What was made has no side before, and what is gone none after. */
typedef struct
{
  GPtrArray  *paths;  /* (owned) (element-type utf8) */
  GHashTable *before; /* (owned) path → JsonNode (not owned) */
  GHashTable *after;  /* (owned) path → JsonNode (not owned) */
  gboolean    has_before;
  gboolean    has_after;
} Sides;

static void
sides_clear (Sides *sides)
{
  g_ptr_array_unref (sides->paths);
  g_hash_table_unref (sides->before);
  g_hash_table_unref (sides->after);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sides, sides_clear)

static void
collect (Sides *sides, GHashTable *side, const char *prefix, JsonNode *node)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *path = *prefix != '\0' ? g_strdup_printf ("%s.%s", prefix, name)
                                              : g_strdup (name);

      if (JSON_NODE_HOLDS_OBJECT (value))
        {
          collect (sides, side, path, value);
          continue;
        }

      if (!g_hash_table_contains (sides->before, path) &&
          !g_hash_table_contains (sides->after, path))
        g_ptr_array_add (sides->paths, g_strdup (path));

      g_hash_table_insert (side, g_steal_pointer (&path), value);
    }
}

static gboolean
is_nothing (JsonNode *value)
{
  return value == NULL || JSON_NODE_HOLDS_NULL (value);
}

static gboolean
is_changed (Sides *sides, const char *path)
{
  JsonNode *before = g_hash_table_lookup (sides->before, path);
  JsonNode *after = g_hash_table_lookup (sides->after, path);

  /* Of what was made everything is new: marks would say nothing. */
  if (!sides->has_before || !sides->has_after)
    return FALSE;

  if (is_nothing (before) || is_nothing (after))
    return is_nothing (before) != is_nothing (after);

  return !json_node_equal (before, after);
}

static GtkWidget *
create_cell (const char *caption, const char *text, gboolean changed)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *caption_label = gtk_label_new (caption);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (caption_label), 0);
  gtk_widget_add_css_class (caption_label, "caption");
  gtk_widget_add_css_class (caption_label, "dim-label");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (label),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, caption_label, NULL, -1);

  gtk_box_append (GTK_BOX (box), caption_label);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "stempel-comparison-cell");

  if (changed)
    gtk_widget_add_css_class (box, "changed");

  return box;
}

static GtkWidget *
create_heading (const char *member, gboolean changed)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (member);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);

  if (changed)
    gtk_box_append (GTK_BOX (box),
                    /* Translators: badge of a part of a record that differs before and after. */
                    stempel_badge_new (C_("value of a record", "Changed"), STEMPEL_TONE_WARNING));

  return box;
}

static void
add_row (StempelComparison *self, Sides *sides, const char *path, gboolean changed)
{
  g_autofree char *member = stempel_audit_member_text (path);
  g_autofree char *before =
    stempel_audit_value_text (path, g_hash_table_lookup (sides->before, path));
  g_autofree char *after =
    stempel_audit_value_text (path, g_hash_table_lookup (sides->after, path));
  g_autofree char *name = NULL;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *cells = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (changed)
    /* Translators: for screen readers: %1$s is a part of a record, %2$s its value before, %3$s
     * after. */
    name = g_strdup_printf (_("%1$s, changed, before: %2$s, after: %3$s"), member, before, after);
  else if (sides->has_before && sides->has_after)
    /* Translators: for screen readers: %1$s is a part of a record, %2$s its value. */
    name = g_strdup_printf (_("%1$s, unchanged: %2$s"), member, after);
  else
    name = g_strdup_printf ("%s: %s", member, sides->has_after ? after : before);

  gtk_box_set_homogeneous (GTK_BOX (cells), TRUE);
  if (sides->has_before)
    gtk_box_append (GTK_BOX (cells), create_cell (_("Before"), before, changed));
  if (sides->has_after)
    gtk_box_append (GTK_BOX (cells), create_cell (_("After"), after, changed));
  gtk_box_append (GTK_BOX (box), create_heading (member, changed));
  gtk_box_append (GTK_BOX (box), cells);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_add_css_class (row, "stempel-comparison-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list_box, row);
}

static void
add_rows (StempelComparison *self, Sides *sides, gboolean changed)
{
  for (guint i = 0; i < sides->paths->len; i++)
    {
      const char *path = sides->paths->pdata[i];

      if (is_changed (sides, path) == changed)
        add_row (self, sides, path, changed);
    }
}

static void
stempel_comparison_class_init (StempelComparisonClass *klass)
{
}

static void
stempel_comparison_init (StempelComparison *self)
{
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Before and after"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list_box));
}

/**
 * stempel_comparison_new:
 *
 * Returns: (transfer floating): a comparison of nothing
 */
GtkWidget *
stempel_comparison_new (void)
{
  return g_object_new (STEMPEL_TYPE_COMPARISON, NULL);
}

/**
 * stempel_comparison_show:
 * @self: a comparison
 * @before: (nullable): the record before; %NULL when it was made
 * @after: (nullable): the record after; %NULL when it is gone
 *
 * Without either of them nothing is shown at all.
 */
void
stempel_comparison_show (StempelComparison *self, JsonNode *before, JsonNode *after)
{
  g_auto(Sides) sides = {
    g_ptr_array_new_with_free_func (g_free),
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    before != NULL && JSON_NODE_HOLDS_OBJECT (before),
    after != NULL && JSON_NODE_HOLDS_OBJECT (after),
  };
  GtkWidget *row;

  g_return_if_fail (STEMPEL_IS_COMPARISON (self));

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);

  collect (&sides, sides.before, "", before);
  collect (&sides, sides.after, "", after);
  add_rows (self, &sides, TRUE);
  add_rows (self, &sides, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), sides.paths->len > 0);
}
