/* stempel-fact-layout.c: a name and its value beside each other, or below where it is narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-fact-layout.h"

/* In pixels: between the two beside each other, and below one another. */
#define GAP_BESIDE 18
#define GAP_BELOW 3

struct _StempelFactLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelFactLayout, stempel_fact_layout, GTK_TYPE_LAYOUT_MANAGER)

static void
measure_both (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
              int *natural)
{
  GtkWidget *name = gtk_widget_get_first_child (widget);
  GtkWidget *value = gtk_widget_get_last_child (widget);

  gtk_widget_measure (name, orientation, for_size, &minimum[0], &natural[0], NULL, NULL);
  gtk_widget_measure (value, orientation, for_size, &minimum[1], &natural[1], NULL, NULL);
}

static gboolean
fits_beside (GtkWidget *widget, int width)
{
  int minimum[2], natural[2];

  measure_both (widget, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural);

  return width < 0 || natural[0] + GAP_BESIDE + natural[1] <= width;
}

static void
stempel_fact_layout_measure (GtkLayoutManager *layout,
                             GtkWidget        *widget,
                             GtkOrientation    orientation,
                             int               for_size,
                             int              *minimum,
                             int              *natural,
                             int              *minimum_baseline,
                             int              *natural_baseline)
{
  int least[2], wanted[2];

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_both (widget, orientation, -1, least, wanted);
      *minimum = MAX (least[0], least[1]);
      *natural = wanted[0] + GAP_BESIDE + wanted[1];
    }
  else if (fits_beside (widget, for_size))
    {
      measure_both (widget, orientation, -1, least, wanted);
      *minimum = *natural = MAX (wanted[0], wanted[1]);
    }
  else
    {
      measure_both (widget, orientation, for_size, least, wanted);
      *minimum = *natural = wanted[0] + GAP_BELOW + wanted[1];
    }
}

static void
place (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
stempel_fact_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height,
                              int baseline)
{
  GtkWidget *name = gtk_widget_get_first_child (widget);
  GtkWidget *value = gtk_widget_get_last_child (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int least[2], widths[2], heights[2];

  measure_both (widget, GTK_ORIENTATION_HORIZONTAL, -1, least, widths);

  if (fits_beside (widget, width))
    {
      place (name, is_rtl ? width - widths[0] : 0, 0, widths[0], height);
      place (value, is_rtl ? 0 : width - widths[1], 0, widths[1], height);
      return;
    }

  measure_both (widget, GTK_ORIENTATION_VERTICAL, width, least, heights);
  place (name, 0, 0, width, heights[0]);
  place (value, 0, heights[0] + GAP_BELOW, width, height - heights[0] - GAP_BELOW);
}

static GtkSizeRequestMode
stempel_fact_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
stempel_fact_layout_class_init (StempelFactLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = stempel_fact_layout_measure;
  layout_class->allocate = stempel_fact_layout_allocate;
  layout_class->get_request_mode = stempel_fact_layout_get_request_mode;
}

static void
stempel_fact_layout_init (StempelFactLayout *self)
{
}

/**
 * stempel_fact_layout_new:
 *
 * Returns: (transfer full): a layout for a widget with exactly two children
 */
GtkLayoutManager *
stempel_fact_layout_new (void)
{
  return g_object_new (STEMPEL_TYPE_FACT_LAYOUT, NULL);
}
