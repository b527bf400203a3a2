/* stempel-colour-chip.c: a small spot of colour by which something is found again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-colour-chip.h"

/* In pixels: about as large as the two lines beside it, in the shape of a card. */
#define WIDTH 34
#define HEIGHT 24
#define RADIUS 5

struct _StempelColourChip
{
  GtkWidget parent_instance;

  GdkRGBA   colour;
};

G_DEFINE_FINAL_TYPE (StempelColourChip, stempel_colour_chip, GTK_TYPE_WIDGET)

static void
stempel_colour_chip_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
stempel_colour_chip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StempelColourChip *self = STEMPEL_COLOUR_CHIP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &self->colour, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
stempel_colour_chip_class_init (StempelColourChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = stempel_colour_chip_measure;
  widget_class->snapshot = stempel_colour_chip_snapshot;

  gtk_widget_class_set_css_name (widget_class, "stempel-colour-chip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
stempel_colour_chip_init (StempelColourChip *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * stempel_colour_chip_set_colour:
 * @self: a chip
 * @colour: (nullable): such as "#1c71d8"; without one, or when it is none, the chip hides
 */
void
stempel_colour_chip_set_colour (StempelColourChip *self, const char *colour)
{
  g_return_if_fail (STEMPEL_IS_COLOUR_CHIP (self));

  gtk_widget_set_visible (GTK_WIDGET (self), colour != NULL &&
                          gdk_rgba_parse (&self->colour, colour));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
