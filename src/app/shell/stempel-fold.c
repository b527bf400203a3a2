/* stempel-fold.c: a sidebar beside a content, or instead of it where it is narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-fold.h"

/* In pixels. */
#define FOLD_BELOW 800
#define SIDEBAR_WIDTH 240

struct _StempelFold
{
  GtkWidget  parent_instance;

  GtkWidget *sidebar; /* (nullable) */
  GtkWidget *separator;
  GtkWidget *content; /* (nullable) */
  gboolean   folded;
  gboolean   sidebar_shown;
  guint      notify_source;
};

enum
{
  PROP_FOLDED = 1,
  PROP_SIDEBAR_SHOWN,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void stempel_fold_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelFold, stempel_fold, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      stempel_fold_buildable_init))

static GtkBuildableIface *parent_buildable;

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int *minimum, int *natural)
{
  *minimum = 0;
  *natural = 0;

  if (child != NULL)
    gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
}

static void
stempel_fold_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  StempelFold *self = STEMPEL_FOLD (widget);
  int sidebar_minimum, sidebar_natural, content_minimum, content_natural;

  measure_child (self->sidebar, orientation, &sidebar_minimum, &sidebar_natural);
  measure_child (self->content, orientation, &content_minimum, &content_natural);

  *minimum = MAX (sidebar_minimum, content_minimum);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL
               ? SIDEBAR_WIDTH + content_natural
               : MAX (sidebar_natural, content_natural);
}

static void
place (GtkWidget *child, gboolean shown, int x, int width, int height)
{
  if (child == NULL)
    return;

  gtk_widget_set_child_visible (child, shown);
  if (shown)
    gtk_widget_size_allocate (child, &(GtkAllocation) { x, 0, width, height }, -1);
}

static gboolean
notify_folded_cb (gpointer user_data)
{
  StempelFold *self = user_data;

  self->notify_source = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);

  return G_SOURCE_REMOVE;
}

static void
set_folded (StempelFold *self, gboolean folded)
{
  if (folded == self->folded)
    return;

  self->folded = folded;

  /* This happens while sizes are given out; listeners may change widgets only afterwards. */
  if (self->notify_source == 0)
    self->notify_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, notify_folded_cb, self, NULL);
}

static void
stempel_fold_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  StempelFold *self = STEMPEL_FOLD (widget);
  int minimum, natural, sidebar, separator;
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  measure_child (self->content, GTK_ORIENTATION_HORIZONTAL, &minimum, &natural);
  measure_child (self->sidebar, GTK_ORIENTATION_HORIZONTAL, &sidebar, &natural);
  measure_child (self->separator, GTK_ORIENTATION_HORIZONTAL, &separator, &natural);
  sidebar = MAX (sidebar, SIDEBAR_WIDTH);
  set_folded (self, width < FOLD_BELOW || sidebar + separator + minimum > width);

  if (self->folded)
    {
      place (self->sidebar, self->sidebar_shown, 0, width, height);
      place (self->separator, FALSE, 0, 0, 0);
      place (self->content, !self->sidebar_shown, 0, width, height);
    }
  else
    {
      place (self->sidebar, TRUE, is_rtl ? width - sidebar : 0, sidebar, height);
      place (self->separator, TRUE, is_rtl ? width - sidebar - separator
                                           : sidebar, separator, height);
      place (self->content, TRUE, is_rtl ? 0
                                         : sidebar +
                                         separator, width - sidebar - separator, height);
    }
}

static void
stempel_fold_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child,
                        const char *type)
{
  StempelFold *self = STEMPEL_FOLD (buildable);

  if (g_strcmp0 (type, "sidebar") == 0)
    {
      self->sidebar = GTK_WIDGET (child);
      gtk_widget_insert_before (self->sidebar, GTK_WIDGET (self), self->separator);
    }
  else if (g_strcmp0 (type, "content") == 0)
    {
      self->content = GTK_WIDGET (child);
      gtk_widget_insert_after (self->content, GTK_WIDGET (self), self->separator);
    }
  else
    {
      parent_buildable->add_child (buildable, builder, child, type);
    }
}

static void
stempel_fold_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = stempel_fold_add_child;
}

static void
stempel_fold_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SIDEBAR_SHOWN:
      stempel_fold_set_sidebar_shown (STEMPEL_FOLD (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_fold_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelFold *self = STEMPEL_FOLD (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;

    case PROP_SIDEBAR_SHOWN:
      g_value_set_boolean (value, self->sidebar_shown);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_fold_dispose (GObject *object)
{
  StempelFold *self = STEMPEL_FOLD (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  g_clear_pointer (&self->sidebar, gtk_widget_unparent);
  g_clear_pointer (&self->separator, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (stempel_fold_parent_class)->dispose (object);
}

static void
stempel_fold_class_init (StempelFoldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_fold_dispose;
  object_class->get_property = stempel_fold_get_property;
  object_class->set_property = stempel_fold_set_property;
  widget_class->measure = stempel_fold_measure;
  widget_class->size_allocate = stempel_fold_size_allocate;

  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIDEBAR_SHOWN] =
    g_param_spec_boolean ("sidebar-shown", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "stempel-fold");
}

static void
stempel_fold_init (StempelFold *self)
{
  self->separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (self->separator, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * stempel_fold_get_folded:
 * @self: a fold
 *
 * Returns: whether there is room for one of them only
 */
gboolean
stempel_fold_get_folded (StempelFold *self)
{
  g_return_val_if_fail (STEMPEL_IS_FOLD (self), FALSE);

  return self->folded;
}

/**
 * stempel_fold_get_sidebar_shown:
 * @self: a fold
 *
 * Returns: whether the sidebar is shown when there is room for one only
 */
gboolean
stempel_fold_get_sidebar_shown (StempelFold *self)
{
  g_return_val_if_fail (STEMPEL_IS_FOLD (self), FALSE);

  return self->sidebar_shown;
}

/**
 * stempel_fold_set_sidebar_shown:
 * @self: a fold
 * @shown: whether to show the sidebar when there is room for one only
 */
void
stempel_fold_set_sidebar_shown (StempelFold *self, gboolean shown)
{
  g_return_if_fail (STEMPEL_IS_FOLD (self));

  if (shown == self->sidebar_shown)
    return;

  self->sidebar_shown = shown;

  /* At once and not at the next layout, so that the focus can move there. */
  if (self->folded && self->sidebar != NULL && self->content != NULL)
    {
      gtk_widget_set_child_visible (self->sidebar, TRUE);
      gtk_widget_set_child_visible (self->content, TRUE);
      gtk_widget_child_focus (shown ? self->sidebar : self->content, GTK_DIR_TAB_FORWARD);
    }

  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIDEBAR_SHOWN]);
}
