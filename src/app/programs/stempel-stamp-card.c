/* stempel-stamp-card.c: a stamp card as members see it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "stempel-stamp-card.h"
#include "stempel-stamp-grid.h"

#define RADIUS 18

/* As wide as a bank card is to its height. */
#define PROPORTION (85.6 / 54.0)

struct _StempelStampCard
{
  GtkWidget         parent_instance;

  GtkWidget        *box;
  GtkLabel         *merchant_label;
  GtkLabel         *program_label;
  GtkLabel         *reward_label;
  StempelStampGrid *grid;

  GdkRGBA           colour;
  int               stamps;
  int               target;
};

G_DEFINE_FINAL_TYPE (StempelStampCard, stempel_stamp_card, GTK_TYPE_WIDGET)

static void
update_name (StempelStampCard *self)
{
  g_autofree char *name = NULL;

  /* Translators: describes the picture of a card: %1$s is the program, %2$d the stamps on it, %3$d
   * the stamps needed, %4$s the reward */
  name = g_strdup_printf (_("Card “%1$s” with %2$d of %3$d stamps; reward: %4$s"),
                          gtk_label_get_text (self->program_label), self->stamps, self->target,
                          gtk_label_get_text (self->reward_label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/* Whether dark text is read better than white on it, by the relative luminance of WCAG 2. */
static gboolean
is_light (const GdkRGBA *colour)
{
  double luminance =
    0.2126 * linear (colour->red) + 0.7152 * linear (colour->green) +
    0.0722 * linear (colour->blue);

  return (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05;
}

static void
stempel_stamp_card_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StempelStampCard *self = STEMPEL_STAMP_CARD (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GskColorStop stops[2] = { { 0, self->colour }, { 1, self->colour } };
  GskRoundedRect shape;

  stops[0].color.red = fminf (1, self->colour.red * 1.08f);
  stops[0].color.green = fminf (1, self->colour.green * 1.08f);
  stops[0].color.blue = fminf (1, self->colour.blue * 1.08f);
  stops[1].color.red *= 0.86f;
  stops[1].color.green *= 0.86f;
  stops[1].color.blue *= 0.86f;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_linear_gradient (snapshot, &shape.bounds, &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (width, height), stops, 2);
  gtk_snapshot_pop (snapshot);

  GTK_WIDGET_CLASS (stempel_stamp_card_parent_class)->snapshot (widget, snapshot);
}

static GtkSizeRequestMode
stempel_stamp_card_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
stempel_stamp_card_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  StempelStampCard *self = STEMPEL_STAMP_CARD (widget);

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*natural, 340);
  else if (for_size > 0)
    *natural = *minimum = MAX (*minimum, (int) (MIN (for_size, 380) / PROPORTION));
}

static void
stempel_stamp_card_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (STEMPEL_STAMP_CARD (widget)->box,
                            &(GtkAllocation) { 0, 0, width, height }, baseline);
}

static void
stempel_stamp_card_dispose (GObject *object)
{
  StempelStampCard *self = STEMPEL_STAMP_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (stempel_stamp_card_parent_class)->dispose (object);
}

static void
stempel_stamp_card_class_init (StempelStampCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_stamp_card_dispose;
  widget_class->get_request_mode = stempel_stamp_card_get_request_mode;
  widget_class->measure = stempel_stamp_card_measure;
  widget_class->size_allocate = stempel_stamp_card_size_allocate;
  widget_class->snapshot = stempel_stamp_card_snapshot;
  gtk_widget_class_set_css_name (widget_class, "stempel-stamp-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkLabel *
add_label (StempelStampCard *self, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);

  return GTK_LABEL (label);
}

static void
stempel_stamp_card_init (StempelStampCard *self)
{
  self->target = 10;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "stempel-card");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->merchant_label = add_label (self, "caption");
  self->program_label = add_label (self, "title-2");
  self->grid = STEMPEL_STAMP_GRID (stempel_stamp_grid_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->grid), TRUE);
  gtk_widget_set_margin_top (GTK_WIDGET (self->grid), 6);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->grid));
  self->reward_label = add_label (self, "heading");
  stempel_stamp_card_set_colour (self, "#1c71d8");
}

/**
 * stempel_stamp_card_new:
 *
 * Returns: (transfer floating): an empty card
 */
GtkWidget *
stempel_stamp_card_new (void)
{
  return g_object_new (STEMPEL_TYPE_STAMP_CARD, NULL);
}

/**
 * stempel_stamp_card_set_texts:
 * @self: a card
 * @merchant: (nullable): whose it is
 * @program: (nullable): the name of the program
 * @reward: (nullable): what there is for a full card
 */
void
stempel_stamp_card_set_texts (StempelStampCard *self, const char *merchant, const char *program,
                              const char *reward)
{
  g_return_if_fail (STEMPEL_IS_STAMP_CARD (self));

  gtk_label_set_text (self->merchant_label, merchant != NULL ? merchant : "");
  gtk_label_set_text (self->program_label, program != NULL ? program : "");
  gtk_label_set_text (self->reward_label, reward != NULL ? reward : "");
  update_name (self);
}

/**
 * stempel_stamp_card_set_stamps:
 * @self: a card
 * @stamps: how many are on it
 * @target: how many it takes
 */
void
stempel_stamp_card_set_stamps (StempelStampCard *self, int stamps, int target)
{
  g_return_if_fail (STEMPEL_IS_STAMP_CARD (self));

  self->stamps = stamps;
  self->target = target;
  stempel_stamp_grid_set (self->grid, stamps, target);
  update_name (self);
}

/**
 * stempel_stamp_card_set_colour:
 * @self: a card
 * @colour: (nullable): a colour such as "#1c71d8"
 */
void
stempel_stamp_card_set_colour (StempelStampCard *self, const char *colour)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  static const GdkRGBA dark = { 0, 0, 0, 0.8f };

  g_return_if_fail (STEMPEL_IS_STAMP_CARD (self));

  if (colour == NULL || !gdk_rgba_parse (&self->colour, colour))
    gdk_rgba_parse (&self->colour, "#1c71d8");

  if (is_light (&self->colour))
    gtk_widget_add_css_class (self->box, "stempel-on-light");
  else
    gtk_widget_remove_css_class (self->box, "stempel-on-light");

  stempel_stamp_grid_set_colour (self->grid, is_light (&self->colour) ? &dark : &white);

  gtk_widget_queue_draw (GTK_WIDGET (self));
}
