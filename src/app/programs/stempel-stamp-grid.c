/* stempel-stamp-grid.c: the fields of a stamp card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "stempel-stamp-grid.h"

/* In pixels. */
#define LARGEST_FIELD 44
#define SMALLEST_FIELD 9
#define GAP_SHARE 0.22

struct _StempelStampGrid
{
  GtkWidget parent_instance;

  int       stamps;
  int       target;
  GdkRGBA   colour;
};

G_DEFINE_FINAL_TYPE (StempelStampGrid, stempel_stamp_grid, GTK_TYPE_WIDGET)

/* How many fields stand in a row so that the whole fills its space best. */
static int
choose_columns (int target, int width, int height, float *size)
{
  int best = 1;

  *size = 0;

  for (int columns = 1; columns <= target; columns++)
    {
      int rows = (target + columns - 1) / columns;
      float fits = fminf (width / (columns * (1 + GAP_SHARE)), height / (rows * (1 + GAP_SHARE)));

      fits = fminf (fits, LARGEST_FIELD);

      /* Of equally large ones the fullest rows. */
      if (fits > *size + 0.5f ||
          (fits > *size - 0.5f && target % columns == 0 && target % best != 0))
        {
          *size = fits;
          best = columns;
        }
    }

  return best;
}

static void
snapshot_field (GtkSnapshot *snapshot, const GdkRGBA *colour, float x, float y, float size,
                gboolean stamped)
{
  GskRoundedRect circle;
  GdkRGBA faint = *colour;
  float width = fmaxf (1.5f, size / 18);

  faint.alpha *= 0.2f;
  gsk_rounded_rect_init_from_rect (&circle, &GRAPHENE_RECT_INIT (x, y, size, size), size / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, stamped ? colour : &faint, &circle.bounds);
  gtk_snapshot_pop (snapshot);

  if (!stamped)
    gtk_snapshot_append_border (snapshot, &circle, (float[4]) { width, width, width, width },
                                (GdkRGBA[4]) { *colour, *colour, *colour, *colour });
}

static void
stempel_stamp_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StempelStampGrid *self = STEMPEL_STAMP_GRID (widget);
  float size;
  int columns =
    choose_columns (self->target, gtk_widget_get_width (widget), gtk_widget_get_height (widget),
                    &size);
  float step = size * (1 + GAP_SHARE);

  for (int i = 0; i < self->target; i++)
    {
      int column = i % columns;

      if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
        column = columns - 1 - column;

      snapshot_field (snapshot, &self->colour, column * step, (i / columns) * step, size,
                      i < self->stamps);
    }
}

static void
stempel_stamp_grid_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 10 * SMALLEST_FIELD : 60;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 96;
}

static void
stempel_stamp_grid_class_init (StempelStampGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = stempel_stamp_grid_measure;
  widget_class->snapshot = stempel_stamp_grid_snapshot;
  gtk_widget_class_set_css_name (widget_class, "stempel-stamp-grid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
stempel_stamp_grid_init (StempelStampGrid *self)
{
  self->target = 10;
}

/**
 * stempel_stamp_grid_new:
 *
 * Returns: (transfer floating): ten empty fields
 */
GtkWidget *
stempel_stamp_grid_new (void)
{
  return g_object_new (STEMPEL_TYPE_STAMP_GRID, NULL);
}

/**
 * stempel_stamp_grid_set:
 * @self: a grid
 * @stamps: how many fields are stamped
 * @target: how many fields there are
 */
void
stempel_stamp_grid_set (StempelStampGrid *self, int stamps, int target)
{
  g_return_if_fail (STEMPEL_IS_STAMP_GRID (self));

  self->stamps = stamps;
  self->target = CLAMP (target, 1, 100);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * stempel_stamp_grid_set_colour:
 * @self: a grid
 * @colour: the colour of the stamps
 */
void
stempel_stamp_grid_set_colour (StempelStampGrid *self, const GdkRGBA *colour)
{
  g_return_if_fail (STEMPEL_IS_STAMP_GRID (self));

  self->colour = *colour;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
