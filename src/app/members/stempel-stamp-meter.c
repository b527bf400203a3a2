/* stempel-stamp-meter.c: the stamps of an account as on a paper card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-stamp-meter.h"

/* Sizes in pixels; cards with many stamps get small ones. */
#define STAMP_LARGE 26
#define STAMP_SMALL 14
#define MANY_STAMPS 30
#define GAP 7
#define ROW_PREFERRED 10

/**
 * StempelStampMeter:
 *
 * One place for each stamp of the target, filled in the colour of the program as far as the member
 * got. Screen readers get the same as a sentence.
 */
struct _StempelStampMeter
{
  GtkWidget  parent_instance;

  int        stamps;
  int        target;
  GdkRGBA    colour;
  gboolean   has_colour;
};

G_DEFINE_FINAL_TYPE (StempelStampMeter, stempel_stamp_meter, GTK_TYPE_WIDGET)

static int
stamp_size (StempelStampMeter *self)
{
  return self->target > MANY_STAMPS ? STAMP_SMALL : STAMP_LARGE;
}

/* Rows as equal as can be: 10 stamps that do not fit one row make 5 and 5, not 9 and 1. */
static int
stamps_per_row (StempelStampMeter *self, int width)
{
  int target = MAX (1, self->target);
  int fit = CLAMP ((width + GAP) / (stamp_size (self) + GAP), 1, target);
  int rows = (target + fit - 1) / fit;

  return (target + rows - 1) / rows;
}

static int
width_for (StempelStampMeter *self, int stamps)
{
  return stamps * (stamp_size (self) + GAP) - GAP;
}

static GtkSizeRequestMode
stempel_stamp_meter_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
stempel_stamp_meter_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  StempelStampMeter *self = STEMPEL_STAMP_METER (widget);
  int target = MAX (1, self->target);
  int rows, per_row;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = width_for (self, MIN (5, target));
      *natural = width_for (self, MIN (ROW_PREFERRED, target));
      return;
    }

  per_row = stamps_per_row (self, for_size >= 0 ? for_size
                                                : width_for (self, MIN (ROW_PREFERRED, target)));
  rows = (target + per_row - 1) / per_row;
  *minimum = *natural = width_for (self, rows);
}

static void
stempel_stamp_meter_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  StempelStampMeter *self = STEMPEL_STAMP_METER (widget);
  int per_row = stamps_per_row (self, width);
  int size = stamp_size (self);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int i = 0;

  for (GtkWidget *stamp = gtk_widget_get_first_child (widget);
       stamp != NULL;
       stamp = gtk_widget_get_next_sibling (stamp), i++)
    {
      int x = i % per_row * (size + GAP);

      if (mirrored)
        x = width - x - size;

      gtk_widget_size_allocate (stamp,
                                &(GtkAllocation) { x, i / per_row * (size + GAP), size, size }, -1);
    }
}

static void
draw_ink (StempelStampMeter *self, GtkSnapshot *snapshot, GtkWidget *stamp)
{
  float size = stamp_size (self);
  float inset = MAX (3, size / 6);
  graphene_rect_t bounds;
  GskRoundedRect disc;

  if (!gtk_widget_compute_bounds (stamp, GTK_WIDGET (self), &bounds))
    return;

  gsk_rounded_rect_init_from_rect (&disc, &bounds, size / 2);
  gsk_rounded_rect_shrink (&disc, inset, inset, inset, inset);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &self->colour, &disc.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
stempel_stamp_meter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StempelStampMeter *self = STEMPEL_STAMP_METER (widget);
  int i = 0;

  /* The style draws the rings, in a colour that shows on any background; only the ink inside is the
   * program's own. */
  for (GtkWidget *stamp = gtk_widget_get_first_child (widget);
       stamp != NULL;
       stamp = gtk_widget_get_next_sibling (stamp), i++)
    {
      if (i < self->stamps && self->has_colour)
        draw_ink (self, snapshot, stamp);

      gtk_widget_snapshot_child (widget, stamp, snapshot);
    }
}

static void
stempel_stamp_meter_dispose (GObject *object)
{
  GtkWidget *stamp;

  while ((stamp = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (stamp);

  G_OBJECT_CLASS (stempel_stamp_meter_parent_class)->dispose (object);
}

static void
make_stamps (StempelStampMeter *self)
{
  GtkWidget *stamp;

  while ((stamp = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (stamp);

  for (int i = 0; i < self->target; i++)
    {
      stamp = g_object_new (GTK_TYPE_BOX,
                            "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                            "css-name", "stamp",
                            NULL);

      if (i < self->stamps)
        gtk_widget_add_css_class (stamp, self->has_colour ? "filled" : "plain");

      gtk_widget_set_parent (stamp, GTK_WIDGET (self));
    }
}

static void
stempel_stamp_meter_class_init (StempelStampMeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_stamp_meter_dispose;
  widget_class->get_request_mode = stempel_stamp_meter_get_request_mode;
  widget_class->measure = stempel_stamp_meter_measure;
  widget_class->size_allocate = stempel_stamp_meter_size_allocate;
  widget_class->snapshot = stempel_stamp_meter_snapshot;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "stempelstampmeter");
}

static void
stempel_stamp_meter_init (StempelStampMeter *self)
{
}

/**
 * stempel_stamp_meter_new:
 *
 * Returns: (transfer floating): a meter that shows nothing yet
 */
GtkWidget *
stempel_stamp_meter_new (void)
{
  return g_object_new (STEMPEL_TYPE_STAMP_METER, NULL);
}

/**
 * stempel_stamp_meter_set:
 * @self: a meter
 * @stamps: stamps the member has
 * @target: stamps that make a reward
 * @colour: (nullable): the colour of the program, `#rrggbb`
 */
void
stempel_stamp_meter_set (StempelStampMeter *self, gint64 stamps, gint64 target, const char *colour)
{
  g_autofree char *text = NULL;

  g_return_if_fail (STEMPEL_IS_STAMP_METER (self));

  self->target = (int) CLAMP (target, 0, 100);
  self->stamps = (int) CLAMP (stamps, 0, self->target);
  self->has_colour = colour != NULL && gdk_rgba_parse (&self->colour, colour);

  text = stempel_stamp_meter_to_text (stamps, target);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  make_stamps (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * stempel_stamp_meter_to_text:
 * @stamps: stamps the member has
 * @target: stamps that make a reward
 *
 * Returns: (transfer full): such as "7 of 10 stamps"
 */
char *
stempel_stamp_meter_to_text (gint64 stamps, gint64 target)
{
  /* Translators: how far a member got on the way to a reward, such as "7 of 10 stamps". */
  return g_strdup_printf (ngettext ("%d of %d stamp", "%d of %d stamps", (gulong) target),
                          (int) stamps, (int) target);
}
