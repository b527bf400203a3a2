/* stempel-wrap-layout.c: buttons beside each other, in as many rows as it takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-wrap-layout.h"

struct _StempelWrapLayout
{
  GtkLayoutManager parent_instance;

  int              spacing;
};

enum
{
  PROP_SPACING = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelWrapLayout, stempel_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int for_size, int *minimum,
               int *natural)
{
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

/* One row from @first on: how many widgets fit, and how high they are. */
static GtkWidget *
fill_row (StempelWrapLayout *self, GtkWidget *first, int width, int *row_height)
{
  GtkWidget *child = first;
  int used = 0;

  *row_height = 0;

  while (child != NULL)
    {
      int minimum, natural, height, natural_height;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
      if (child != first && used + self->spacing + natural > width)
        break;

      used += (child != first ? self->spacing : 0) + natural;
      measure_child (child, GTK_ORIENTATION_VERTICAL, MIN (natural, width), &height,
                     &natural_height);
      *row_height = MAX (*row_height, natural_height);
      child = next_shown (gtk_widget_get_next_sibling (child));
    }

  return child;
}

static void
measure_width (StempelWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  GtkWidget *child = next_shown (gtk_widget_get_first_child (widget));

  *minimum = 0;
  *natural = 0;

  for (; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int least, wanted;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted);
      *minimum = MAX (*minimum, least);
      *natural += (*natural > 0 ? self->spacing : 0) + wanted;
    }
}

static void
stempel_wrap_layout_measure (GtkLayoutManager *layout,
                             GtkWidget        *widget,
                             GtkOrientation    orientation,
                             int               for_size,
                             int              *minimum,
                             int              *natural,
                             int              *minimum_baseline,
                             int              *natural_baseline)
{
  StempelWrapLayout *self = STEMPEL_WRAP_LAYOUT (layout);
  GtkWidget *child = next_shown (gtk_widget_get_first_child (widget));
  int height = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, widget, minimum, natural);
      return;
    }

  while (child != NULL)
    {
      int row_height;

      child = fill_row (self, child, for_size >= 0 ? for_size : G_MAXINT, &row_height);
      height += row_height + (child != NULL ? self->spacing : 0);
    }

  *minimum = *natural = height;
}

static void
place_row (StempelWrapLayout *self, GtkWidget *first, GtkWidget *end, int y, int height, int width,
           gboolean is_rtl)
{
  int x = 0;

  for (GtkWidget *child = first; child != end;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int minimum, natural;

      measure_child (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
      natural = MAX (minimum, MIN (natural, width));
      gtk_widget_size_allocate (child,
                                &(GtkAllocation) { is_rtl ? width - x - natural
                                                          : x, y, natural, height }, -1);
      x += natural + self->spacing;
    }
}

static void
stempel_wrap_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height,
                              int baseline)
{
  StempelWrapLayout *self = STEMPEL_WRAP_LAYOUT (layout);
  GtkWidget *first = next_shown (gtk_widget_get_first_child (widget));
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  while (first != NULL)
    {
      int row_height;
      GtkWidget *end = fill_row (self, first, width, &row_height);

      place_row (self, first, end, y, row_height, width, is_rtl);
      y += row_height + self->spacing;
      first = end;
    }
}

static GtkSizeRequestMode
stempel_wrap_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
stempel_wrap_layout_set_property (GObject *object, guint prop_id, const GValue *value,
                                  GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SPACING:
      STEMPEL_WRAP_LAYOUT (object)->spacing = g_value_get_int (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_wrap_layout_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SPACING:
      g_value_set_int (value, STEMPEL_WRAP_LAYOUT (object)->spacing);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_wrap_layout_class_init (StempelWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = stempel_wrap_layout_get_property;
  object_class->set_property = stempel_wrap_layout_set_property;
  layout_class->measure = stempel_wrap_layout_measure;
  layout_class->allocate = stempel_wrap_layout_allocate;
  layout_class->get_request_mode = stempel_wrap_layout_get_request_mode;

  properties[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL, 0, 100, 6, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_wrap_layout_init (StempelWrapLayout *self)
{
  self->spacing = 6;
}
