/* stempel-stamp-progress.c: a stamp card as a row of places, full and empty
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "stempel-stamp-progress.h"

#define MAX_PLACE 72
#define MIN_PLACE 13

/* Above this a colour is light and takes dark marks (WCAG's relative luminance). */
#define LIGHT_FROM 0.36

/**
 * StempelStampProgress:
 *
 * Empty places are drawn by the style sheet, so that they follow light, dark and high contrast;
 * stamps are drawn here in the colour of the program.
 */
struct _StempelStampProgress
{
  GtkWidget parent_instance;

  int       stamps;
  int       target;
  int       fresh;       /* how many of the stamps were just given */
  GdkRGBA   colour;      /* transparent: the style sheet's accent colour shows through */
};

G_DEFINE_FINAL_TYPE (StempelStampProgress, stempel_stamp_progress, GTK_TYPE_WIDGET)

static int
count_columns (int target)
{
  static const struct { int up_to; int rows; } shapes[] = {
    { 6, 1 }, { 12, 2 }, { 30, 3 }, { 60, 4 }, { G_MAXINT, 5 },
  };
  guint i = 0;

  while (target > shapes[i].up_to)
    i++;

  return MAX (1, (target + shapes[i].rows - 1) / shapes[i].rows);
}

/* A place and the room around it, for a width; -1 for as wide as it likes. */
static double
get_cell (StempelStampProgress *self, int width)
{
  int columns = count_columns (self->target);

  if (width < 0)
    return MAX_PLACE * 1.2;

  return CLAMP ((double) width / columns, MIN_PLACE * 1.15, MAX_PLACE * 1.2);
}

static void
place_children (StempelStampProgress *self, int width)
{
  int columns = count_columns (self->target);
  double cell = get_cell (self, width);
  double left = MAX (0, (width - columns * cell) / 2);
  int size = (int) floor (cell / 1.2);
  int i = 0;

  for (GtkWidget *place = gtk_widget_get_first_child (GTK_WIDGET (self));
       place != NULL;
       place = gtk_widget_get_next_sibling (place), i++)
    {
      GtkAllocation allocation = {
        (int) (left + (i % columns) * cell + (cell - size) / 2),
        (int) ((i / columns) * cell + (cell - size) / 2),
        size, size,
      };

      gtk_widget_size_allocate (place, &allocation, -1);
    }
}

static void
stempel_stamp_progress_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  place_children (STEMPEL_STAMP_PROGRESS (widget), width);
}

static void
stempel_stamp_progress_measure (GtkWidget      *widget,
                                GtkOrientation  orientation,
                                int             for_size,
                                int            *minimum,
                                int            *natural,
                                int            *minimum_baseline,
                                int            *natural_baseline)
{
  StempelStampProgress *self = STEMPEL_STAMP_PROGRESS (widget);
  int columns = count_columns (self->target);
  int rows = (self->target + columns - 1) / columns;

  /* GTK wants every child to be measured before it is allocated. */
  for (GtkWidget *place = gtk_widget_get_first_child (widget);
       place != NULL;
       place = gtk_widget_get_next_sibling (place))
    gtk_widget_measure (place, orientation, -1, NULL, NULL, NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) ceil (columns * MIN_PLACE * 1.15);
      *natural = (int) ceil (columns * MAX_PLACE * 1.2);
    }
  else
    {
      *minimum = *natural = (int) ceil (rows * get_cell (self, for_size));
    }
}

static GtkSizeRequestMode
stempel_stamp_progress_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static gboolean
is_light (const GdkRGBA *colour)
{
  return 0.2126 * linear (colour->red) + 0.7152 * linear (colour->green)
         + 0.0722 * linear (colour->blue) > LIGHT_FROM;
}

static void
draw_stamp (StempelStampProgress *self, cairo_t *cr, double x, double y, double size,
            gboolean fresh)
{
  gboolean is_dark_mark = self->colour.alpha > 0 && is_light (&self->colour);
  GdkRGBA mark = is_dark_mark ? (GdkRGBA) { 0, 0, 0, 0.85 } : (GdkRGBA) { 1, 1, 1, 1 };
  double middle_x = x + size / 2;
  double middle_y = y + size / 2;

  gdk_cairo_set_source_rgba (cr, &self->colour);
  cairo_arc (cr, middle_x, middle_y, size / 2 - (fresh ? size * 0.1 : 0), 0, 2 * G_PI);
  cairo_fill (cr);

  if (fresh)
    {
      cairo_set_line_width (cr, MAX (1.5, size * 0.05));
      cairo_arc (cr, middle_x, middle_y, size / 2 - size * 0.025, 0, 2 * G_PI);
      cairo_stroke (cr);
    }

  gdk_cairo_set_source_rgba (cr, &mark);
  cairo_set_line_width (cr, size * 0.085);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cr, x + size * 0.32, y + size * 0.52);
  cairo_line_to (cr, x + size * 0.45, y + size * 0.64);
  cairo_line_to (cr, x + size * 0.68, y + size * 0.38);
  cairo_stroke (cr);
}

static void
stempel_stamp_progress_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StempelStampProgress *self = STEMPEL_STAMP_PROGRESS (widget);
  graphene_rect_t bounds;
  cairo_t *cr;
  int i = 0;

  GTK_WIDGET_CLASS (stempel_stamp_progress_parent_class)->snapshot (widget, snapshot);

  graphene_rect_init (&bounds, 0, 0, (float) gtk_widget_get_width (widget),
                      (float) gtk_widget_get_height (widget));
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  for (GtkWidget *place = gtk_widget_get_first_child (widget);
       place != NULL && i < self->stamps;
       place = gtk_widget_get_next_sibling (place), i++)
    {
      graphene_rect_t area;

      if (gtk_widget_compute_bounds (place, widget, &area))
        draw_stamp (self, cr, area.origin.x, area.origin.y, area.size.width,
                    i >= self->stamps - self->fresh);
    }

  cairo_destroy (cr);
}

static GtkWidget *
make_place (gboolean is_last)
{
  GtkWidget *place;

  if (!is_last)
    return g_object_new (GTK_TYPE_BOX, "css-name", "place", "accessible-role",
                         GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  place = g_object_new (GTK_TYPE_IMAGE, "css-name", "place", "icon-name", "starred-symbolic",
                        "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (place, "reward");

  return place;
}

static void
make_places (StempelStampProgress *self)
{
  GtkWidget *place;

  while ((place = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (place);

  for (int i = 0; i < self->target; i++)
    gtk_widget_set_parent (make_place (i == self->target - 1), GTK_WIDGET (self));
}

static void
mark_places (StempelStampProgress *self)
{
  int i = 0;

  for (GtkWidget *place = gtk_widget_get_first_child (GTK_WIDGET (self));
       place != NULL;
       place = gtk_widget_get_next_sibling (place), i++)
    {
      if (i < self->stamps)
        gtk_widget_add_css_class (place, "stamped");
      else
        gtk_widget_remove_css_class (place, "stamped");
    }
}

/**
 * stempel_stamp_progress_set:
 * @self: a progress
 * @stamps: how many places are stamped
 * @target: how many places there are
 * @fresh: how many of the stamps were just given
 * @colour: (nullable): the colour of the program, `#rrggbb`
 */
void
stempel_stamp_progress_set (StempelStampProgress *self,
                            gint64                stamps,
                            gint64                target,
                            gint64                fresh,
                            const char           *colour)
{
  g_autofree char *text = NULL;
  gboolean resized;

  g_return_if_fail (STEMPEL_IS_STAMP_PROGRESS (self));

  target = CLAMP (target, 1, 100);
  resized = self->target != (int) target;
  self->target = (int) target;
  self->stamps = (int) CLAMP (stamps, 0, target);
  self->fresh = (int) CLAMP (fresh, 0, self->stamps);

  gtk_widget_remove_css_class (GTK_WIDGET (self), "plain");
  if (colour == NULL || !gdk_rgba_parse (&self->colour, colour))
    {
      self->colour = (GdkRGBA) { 0 };
      gtk_widget_add_css_class (GTK_WIDGET (self), "plain");
    }

  if (resized)
    make_places (self);
  mark_places (self);

  /* Translators: spoken description of a stamp card, such as "7 of 10 stamps". */
  text = g_strdup_printf (_("%d of %d stamps"), self->stamps, self->target);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);

  if (resized)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
stempel_stamp_progress_dispose (GObject *object)
{
  GtkWidget *place;

  while ((place = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (place);

  G_OBJECT_CLASS (stempel_stamp_progress_parent_class)->dispose (object);
}

static void
stempel_stamp_progress_class_init (StempelStampProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_stamp_progress_dispose;
  widget_class->measure = stempel_stamp_progress_measure;
  widget_class->size_allocate = stempel_stamp_progress_size_allocate;
  widget_class->get_request_mode = stempel_stamp_progress_get_request_mode;
  widget_class->snapshot = stempel_stamp_progress_snapshot;

  gtk_widget_class_set_css_name (widget_class, "stempelprogress");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
stempel_stamp_progress_init (StempelStampProgress *self)
{
  self->target = 1;
}
