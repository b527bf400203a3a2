/* stempel-two-pane.c: a list beside its detail, or one at a time where it is narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-button.h"
#include "stempel-two-pane.h"

/* Below this width, in pixels, list and detail take turns. */
#define FOLD_BELOW 720

/* How much of the width the list gets, and the bounds of it in pixels. */
#define LIST_SHARE 0.42
#define LIST_LEAST 300
#define LIST_MOST 520

struct _StempelTwoPane
{
  GtkWidget  parent_instance;

  GtkWidget *list_child;   /* (nullable) */
  GtkWidget *detail_child; /* (nullable) */
  GtkWidget *separator;
  GtkWidget *back_bar;
  gboolean   detail_shown;
  gboolean   folded;
  guint      notify_source;
  GtkWidget *focus_before; /* (nullable) (owned): where the focus was in the list */
};

enum
{
  PROP_LIST_CHILD = 1,
  PROP_DETAIL_CHILD,
  PROP_DETAIL_SHOWN,
  PROP_FOLDED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void stempel_two_pane_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelTwoPane, stempel_two_pane, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      stempel_two_pane_buildable_init))

static GtkBuildableIface *parent_buildable;

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int for_size, int *minimum,
               int *natural)
{
  *minimum = 0;
  *natural = 0;

  if (child != NULL)
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static int
list_width (int width)
{
  return CLAMP ((int) (width * LIST_SHARE), LIST_LEAST, LIST_MOST);
}

static void
stempel_two_pane_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  StempelTwoPane *self = STEMPEL_TWO_PANE (widget);
  int list_minimum, list_natural, detail_minimum, detail_natural, bar_minimum, bar_natural;

  measure_child (self->list_child, orientation, -1, &list_minimum, &list_natural);
  measure_child (self->detail_child, orientation, -1, &detail_minimum, &detail_natural);
  measure_child (self->back_bar, orientation, -1, &bar_minimum, &bar_natural);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (MAX (list_minimum, detail_minimum), bar_minimum);
      *natural = MAX (list_natural + detail_natural, *minimum);
    }
  else
    {
      *minimum = MAX (list_minimum, detail_minimum + bar_minimum);
      *natural = MAX (MAX (list_natural, detail_natural + bar_natural), *minimum);
    }
}

static gboolean
notify_folded_cb (gpointer user_data)
{
  StempelTwoPane *self = user_data;

  self->notify_source = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);

  return G_SOURCE_REMOVE;
}

static void
set_folded (StempelTwoPane *self, gboolean folded)
{
  if (folded == self->folded)
    return;

  self->folded = folded;

  /* This happens while sizes are given out; listeners may change widgets only afterwards. */
  if (self->notify_source == 0)
    self->notify_source = g_idle_add (notify_folded_cb, self);
}

static void
place (GtkWidget *child, gboolean shown, int x, int y, int width, int height)
{
  if (child == NULL)
    return;

  gtk_widget_set_child_visible (child, shown);
  if (shown)
    gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
allocate_folded (StempelTwoPane *self, int width, int height)
{
  int bar, natural;

  measure_child (self->back_bar, GTK_ORIENTATION_VERTICAL, width, &bar, &natural);
  place (self->list_child, !self->detail_shown, 0, 0, width, height);
  place (self->separator, FALSE, 0, 0, 0, 0);
  place (self->back_bar, self->detail_shown, 0, 0, width, bar);
  place (self->detail_child, self->detail_shown, 0, bar, width, height - bar);
}

static void
allocate_side_by_side (StempelTwoPane *self, int width, int height)
{
  int list_minimum, list_natural, separator, separator_natural, list;

  measure_child (self->list_child, GTK_ORIENTATION_HORIZONTAL, -1, &list_minimum, &list_natural);
  measure_child (self->separator, GTK_ORIENTATION_HORIZONTAL, -1, &separator, &separator_natural);
  list = MAX (list_width (width), list_minimum);

  place (self->list_child, TRUE, 0, 0, list, height);
  place (self->separator, TRUE, list, 0, separator, height);
  place (self->back_bar, FALSE, 0, 0, 0, 0);
  place (self->detail_child, TRUE, list + separator, 0, width - list - separator, height);
}

static void
stempel_two_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  StempelTwoPane *self = STEMPEL_TWO_PANE (widget);
  int list_minimum, detail_minimum, natural;

  measure_child (self->list_child, GTK_ORIENTATION_HORIZONTAL, -1, &list_minimum, &natural);
  measure_child (self->detail_child, GTK_ORIENTATION_HORIZONTAL, -1, &detail_minimum, &natural);
  set_folded (self, width < FOLD_BELOW ||
              MAX (list_width (width), list_minimum) + detail_minimum + 2 > width);

  if (self->folded)
    allocate_folded (self, width, height);
  else
    allocate_side_by_side (self, width, height);
}

static void
back_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (widget), FALSE);
}

static gboolean
back_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  StempelTwoPane *self = STEMPEL_TWO_PANE (widget);

  if (!self->folded || !self->detail_shown)
    return FALSE;

  stempel_two_pane_set_detail_shown (self, FALSE);

  return TRUE;
}

static void
replace_child (StempelTwoPane *self, GtkWidget **place_of, GtkWidget *child, GtkWidget *before,
               guint prop_id)
{
  if (*place_of == child)
    return;

  g_clear_pointer (place_of, gtk_widget_unparent);
  *place_of = child;
  if (child != NULL)
    gtk_widget_insert_before (child, GTK_WIDGET (self), before);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
stempel_two_pane_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child,
                            const char *type)
{
  StempelTwoPane *self = STEMPEL_TWO_PANE (buildable);

  if (g_strcmp0 (type, "list") == 0)
    stempel_two_pane_set_list_child (self, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "detail") == 0)
    stempel_two_pane_set_detail_child (self, GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
stempel_two_pane_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = stempel_two_pane_add_child;
}

static void
stempel_two_pane_set_property (GObject *object, guint prop_id, const GValue *value,
                               GParamSpec *pspec)
{
  StempelTwoPane *self = STEMPEL_TWO_PANE (object);

  switch (prop_id)
    {
    case PROP_LIST_CHILD:
      stempel_two_pane_set_list_child (self, g_value_get_object (value));
      break;

    case PROP_DETAIL_CHILD:
      stempel_two_pane_set_detail_child (self, g_value_get_object (value));
      break;

    case PROP_DETAIL_SHOWN:
      stempel_two_pane_set_detail_shown (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_two_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelTwoPane *self = STEMPEL_TWO_PANE (object);

  switch (prop_id)
    {
    case PROP_LIST_CHILD:
      g_value_set_object (value, self->list_child);
      break;

    case PROP_DETAIL_CHILD:
      g_value_set_object (value, self->detail_child);
      break;

    case PROP_DETAIL_SHOWN:
      g_value_set_boolean (value, self->detail_shown);
      break;

    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_two_pane_dispose (GObject *object)
{
  StempelTwoPane *self = STEMPEL_TWO_PANE (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  g_clear_object (&self->focus_before);
  g_clear_pointer (&self->list_child, gtk_widget_unparent);
  g_clear_pointer (&self->separator, gtk_widget_unparent);
  g_clear_pointer (&self->back_bar, gtk_widget_unparent);
  g_clear_pointer (&self->detail_child, gtk_widget_unparent);

  G_OBJECT_CLASS (stempel_two_pane_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_LIST_CHILD] =
    g_param_spec_object ("list-child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_DETAIL_CHILD] =
    g_param_spec_object ("detail-child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_DETAIL_SHOWN] = g_param_spec_boolean ("detail-shown", NULL, NULL, FALSE, flags);
  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_two_pane_class_init (StempelTwoPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_two_pane_dispose;
  object_class->get_property = stempel_two_pane_get_property;
  object_class->set_property = stempel_two_pane_set_property;
  widget_class->measure = stempel_two_pane_measure;
  widget_class->size_allocate = stempel_two_pane_size_allocate;

  install_properties (object_class);

  gtk_widget_class_set_css_name (widget_class, "stempel-two-pane");
  gtk_widget_class_install_action (widget_class, "pane.back", NULL, back_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, back_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, back_shortcut_cb, NULL);
}

static void
stempel_two_pane_init (StempelTwoPane *self)
{
  GtkWidget *button;

  self->separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (self->separator, GTK_WIDGET (self));

  /* Translators: leads from the detail of one thing back to the list */
  button = stempel_button_new (_("_Back to the List"));
  g_object_set (button, "icon", "go-previous-symbolic", NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "pane.back");
  gtk_widget_add_css_class (button, "flat");
  self->back_bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->back_bar, "stempel-back-bar");
  gtk_box_append (GTK_BOX (self->back_bar), button);
  gtk_widget_set_parent (self->back_bar, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * stempel_two_pane_new:
 *
 * Returns: (transfer floating): two empty panes
 */
GtkWidget *
stempel_two_pane_new (void)
{
  return g_object_new (STEMPEL_TYPE_TWO_PANE, NULL);
}

/**
 * stempel_two_pane_set_list_child:
 * @self: two panes
 * @child: (nullable): what stands first
 */
void
stempel_two_pane_set_list_child (StempelTwoPane *self, GtkWidget *child)
{
  g_return_if_fail (STEMPEL_IS_TWO_PANE (self));

  replace_child (self, &self->list_child, child, self->separator, PROP_LIST_CHILD);
}

/**
 * stempel_two_pane_set_detail_child:
 * @self: two panes
 * @child: (nullable): what stands second
 */
void
stempel_two_pane_set_detail_child (StempelTwoPane *self, GtkWidget *child)
{
  g_return_if_fail (STEMPEL_IS_TWO_PANE (self));

  replace_child (self, &self->detail_child, child, NULL, PROP_DETAIL_CHILD);
}

/**
 * stempel_two_pane_get_detail_shown:
 * @self: two panes
 *
 * Returns: whether the detail is shown when there is room for one pane only
 */
gboolean
stempel_two_pane_get_detail_shown (StempelTwoPane *self)
{
  g_return_val_if_fail (STEMPEL_IS_TWO_PANE (self), FALSE);

  return self->detail_shown;
}

static void
move_focus (StempelTwoPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->detail_shown)
    {
      g_set_object (&self->focus_before, focus);
      gtk_widget_child_focus (self->back_bar, GTK_DIR_TAB_FORWARD);
    }
  else if (self->focus_before != NULL && gtk_widget_get_root (self->focus_before) == root)
    {
      gtk_widget_grab_focus (self->focus_before);
    }
  else if (self->list_child != NULL)
    {
      gtk_widget_child_focus (self->list_child, GTK_DIR_TAB_FORWARD);
    }
}

/**
 * stempel_two_pane_set_detail_shown:
 * @self: two panes
 * @shown: whether to show the detail when there is room for one pane only
 */
void
stempel_two_pane_set_detail_shown (StempelTwoPane *self, gboolean shown)
{
  g_return_if_fail (STEMPEL_IS_TWO_PANE (self));

  if (shown == self->detail_shown)
    return;

  self->detail_shown = shown;

  /* Visible at once and not at the next layout, or the focus could not move there. */
  if (self->folded)
    {
      gtk_widget_set_child_visible (self->back_bar, shown);
      if (self->detail_child != NULL)
        gtk_widget_set_child_visible (self->detail_child, shown);
      if (self->list_child != NULL)
        gtk_widget_set_child_visible (self->list_child, TRUE);
      move_focus (self);
    }

  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL_SHOWN]);
}

/**
 * stempel_two_pane_get_folded:
 * @self: two panes
 *
 * Returns: whether there is room for one pane only
 */
gboolean
stempel_two_pane_get_folded (StempelTwoPane *self)
{
  g_return_val_if_fail (STEMPEL_IS_TWO_PANE (self), FALSE);

  return self->folded;
}
