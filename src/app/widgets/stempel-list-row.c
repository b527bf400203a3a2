/* stempel-list-row.c: a row of a list: title, subtitle, badge and trailing text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "stempel-accessible.h"
#include "stempel-colour-chip.h"
#include "stempel-list-row.h"

struct _StempelListRow
{
  GtkWidget          parent_instance;

  GtkBox            *box;
  GtkLabel          *title_label;
  GtkLabel          *subtitle_label;
  GtkWidget         *badge;
  GtkLabel          *trailing_label;
  StempelTone        tone;

  /* What may stand in front is made when it is wanted: lists are made of many rows. */
  AdwAvatar         *avatar;     /* (nullable) */
  StempelColourChip *chip;       /* (nullable) */
  GtkWidget         *lead;       /* (nullable) */
  GtkLabel          *lead_label; /* (nullable) */
  GtkImage          *lead_image; /* (nullable) */
  GtkImage          *image;      /* (nullable) */
};

enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_TRAILING,
  PROP_BADGE,
  PROP_TONE,
  PROP_ICON,
  PROP_AVATAR,
  PROP_COLOUR,
  PROP_LEAD,
  PROP_LEAD_ICON,
  PROP_LEAD_TONE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelListRow, stempel_list_row, GTK_TYPE_WIDGET)

static const char * const tone_classes[] = {
  "stempel-neutral",
  "stempel-good",
  "stempel-warning",
  "stempel-danger",
  "stempel-accent",
};

static void
set_tone (GtkWidget *widget, StempelTone tone)
{
  for (guint i = 0; i < G_N_ELEMENTS (tone_classes); i++)
    {
      if (i == tone)
        gtk_widget_add_css_class (widget, tone_classes[i]);
      else
        gtk_widget_remove_css_class (widget, tone_classes[i]);
    }
}

static void
append_text (GString *name, GtkWidget *label)
{
  const char *text = gtk_label_get_text (GTK_LABEL (label));

  if (text[0] == '\0')
    return;

  if (name->len > 0)
    g_string_append (name, ", ");
  g_string_append (name, text);
}

static void
update_name (StempelListRow *self)
{
  g_autoptr(GString) name = NULL;

  /* The list item becomes the parent only after the factory set the texts. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;

  name = g_string_new (NULL);
  append_text (name, GTK_WIDGET (self->title_label));
  append_text (name, GTK_WIDGET (self->subtitle_label));
  append_text (name, self->badge);
  append_text (name, GTK_WIDGET (self->trailing_label));
  stempel_accessible_name_row (GTK_WIDGET (self), name->str);
}

static void
show_text (StempelListRow *self, GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
  update_name (self);
}

static void
stempel_list_row_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (stempel_list_row_parent_class)->root (widget);

  update_name (STEMPEL_LIST_ROW (widget));
}

static gpointer
new_decoration (GType type)
{
  return g_object_new (type, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static void
ensure_avatar (StempelListRow *self)
{
  if (self->avatar != NULL)
    return;

  self->avatar = new_decoration (ADW_TYPE_AVATAR);
  adw_avatar_set_size (self->avatar, 32);
  adw_avatar_set_show_initials (self->avatar, TRUE);
  adw_avatar_set_text (self->avatar, gtk_label_get_text (self->title_label));
  gtk_box_prepend (self->box, GTK_WIDGET (self->avatar));
}

static void
ensure_chip (StempelListRow *self)
{
  if (self->chip != NULL)
    return;

  self->chip = g_object_new (STEMPEL_TYPE_COLOUR_CHIP, NULL);
  gtk_box_prepend (self->box, GTK_WIDGET (self->chip));
}

static void
ensure_image (StempelListRow *self)
{
  if (self->image != NULL)
    return;

  self->image = new_decoration (GTK_TYPE_IMAGE);
  gtk_box_prepend (self->box, GTK_WIDGET (self->image));
}

static void
ensure_lead (StempelListRow *self)
{
  GtkWidget *parts[2];

  if (self->lead != NULL)
    return;

  self->lead = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->lead_label = GTK_LABEL (gtk_label_new (NULL));
  self->lead_image = new_decoration (GTK_TYPE_IMAGE);
  gtk_widget_set_visible (self->lead, FALSE);
  gtk_widget_set_hexpand (self->lead, FALSE);
  gtk_widget_set_valign (self->lead, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->lead, "stempel-badge");
  gtk_widget_add_css_class (self->lead, "stempel-lead");
  gtk_widget_add_css_class (GTK_WIDGET (self->lead_label), "numeric");

  parts[0] = GTK_WIDGET (self->lead_label);
  parts[1] = GTK_WIDGET (self->lead_image);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gtk_widget_set_visible (parts[i], FALSE);
      gtk_widget_set_hexpand (parts[i], TRUE);
      gtk_box_append (GTK_BOX (self->lead), parts[i]);
    }

  gtk_box_prepend (self->box, self->lead);
}

/* It shows what the subtitle says in words, so it has no part in the name. */
static void
show_lead (StempelListRow *self, GtkWidget *part, gboolean has_content)
{
  gtk_widget_set_visible (part, has_content);
  gtk_widget_set_visible (self->lead, gtk_widget_get_visible (GTK_WIDGET (self->lead_label)) ||
                                      gtk_widget_get_visible (GTK_WIDGET (self->lead_image)));
}

static gboolean
set_lead_property (StempelListRow *self, guint prop_id, const GValue *value)
{
  const char *text = G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;

  ensure_lead (self);
  switch (prop_id)
    {
    case PROP_LEAD:
      gtk_label_set_text (self->lead_label, text != NULL ? text : "");
      show_lead (self, GTK_WIDGET (self->lead_label), text != NULL);
      return TRUE;

    case PROP_LEAD_ICON:
      gtk_image_set_from_icon_name (self->lead_image, text);
      show_lead (self, GTK_WIDGET (self->lead_image), text != NULL);
      return TRUE;

    case PROP_LEAD_TONE:
      set_tone (self->lead, g_value_get_int (value));
      return TRUE;

    default:
      return FALSE;
    }
}

static void
stempel_list_row_set_property (GObject *object, guint prop_id, const GValue *value,
                               GParamSpec *pspec)
{
  StempelListRow *self = STEMPEL_LIST_ROW (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      show_text (self, self->title_label, g_value_get_string (value));
      if (self->avatar != NULL)
        adw_avatar_set_text (self->avatar, g_value_get_string (value));
      break;

    case PROP_SUBTITLE:
      show_text (self, self->subtitle_label, g_value_get_string (value));
      break;

    case PROP_TRAILING:
      show_text (self, self->trailing_label, g_value_get_string (value));
      break;

    case PROP_BADGE:
      stempel_list_row_badge (self, g_value_get_string (value), self->tone);
      break;

    case PROP_TONE:
      stempel_list_row_badge (self, gtk_label_get_text (GTK_LABEL (self->badge)),
                              g_value_get_int (value));
      break;

    case PROP_ICON:
      ensure_image (self);
      gtk_image_set_from_icon_name (self->image, g_value_get_string (value));
      gtk_widget_set_visible (GTK_WIDGET (self->image), g_value_get_string (value) != NULL);
      break;

    case PROP_AVATAR:
      ensure_avatar (self);
      gtk_widget_set_visible (GTK_WIDGET (self->avatar), g_value_get_boolean (value));
      break;

    case PROP_COLOUR:
      ensure_chip (self);
      stempel_colour_chip_set_colour (self->chip, g_value_get_string (value));
      break;

    default:
      if (!set_lead_property (self, prop_id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_list_row_dispose (GObject *object)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_LIST_ROW);

  /* The template only lets go of children that have a name. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (stempel_list_row_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_TRAILING] = g_param_spec_string ("trailing", NULL, NULL, NULL, flags);
  properties[PROP_BADGE] = g_param_spec_string ("badge", NULL, NULL, NULL, flags);
  properties[PROP_TONE] =
    g_param_spec_int ("tone", NULL, NULL, STEMPEL_TONE_NEUTRAL, STEMPEL_TONE_ACCENT,
                      STEMPEL_TONE_NEUTRAL, flags);
  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_boolean ("avatar", NULL, NULL, FALSE, flags);
  properties[PROP_COLOUR] = g_param_spec_string ("colour", NULL, NULL, NULL, flags);
  properties[PROP_LEAD] = g_param_spec_string ("lead", NULL, NULL, NULL, flags);
  properties[PROP_LEAD_ICON] = g_param_spec_string ("lead-icon", NULL, NULL, NULL, flags);
  properties[PROP_LEAD_TONE] =
    g_param_spec_int ("lead-tone", NULL, NULL, STEMPEL_TONE_NEUTRAL, STEMPEL_TONE_ACCENT,
                      STEMPEL_TONE_NEUTRAL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_list_row_class_init (StempelListRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_list_row_dispose;
  object_class->set_property = stempel_list_row_set_property;
  widget_class->root = stempel_list_row_root;

  install_properties (object_class);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "stempel-list-row");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-list-row.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelListRow, box);
  gtk_widget_class_bind_template_child (widget_class, StempelListRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, StempelListRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, StempelListRow, badge);
  gtk_widget_class_bind_template_child (widget_class, StempelListRow, trailing_label);
}

static void
stempel_list_row_init (StempelListRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_list_row_new:
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
stempel_list_row_new (void)
{
  return g_object_new (STEMPEL_TYPE_LIST_ROW, NULL);
}

/**
 * stempel_list_row_set:
 * @self: a row
 * @title: (nullable): the first line
 * @subtitle: (nullable): the second line
 * @trailing: (nullable): a short text at the end
 */
void
stempel_list_row_set (StempelListRow *self, const char *title, const char *subtitle,
                      const char *trailing)
{
  g_return_if_fail (STEMPEL_IS_LIST_ROW (self));

  g_object_set (self, "title", title, "subtitle", subtitle, "trailing", trailing, NULL);
}

/**
 * stempel_list_row_badge:
 * @self: a row
 * @badge: (nullable): a word about its state, or %NULL for none
 * @tone: how it is coloured
 */
void
stempel_list_row_badge (StempelListRow *self, const char *badge, StempelTone tone)
{
  g_return_if_fail (STEMPEL_IS_LIST_ROW (self));

  self->tone = tone;
  stempel_badge_set (self->badge, badge, tone);
  update_name (self);
}

/**
 * stempel_badge_new:
 * @text: (nullable): a word about a state
 * @tone: how it is coloured
 *
 * Returns: (transfer floating): a badge
 */
GtkWidget *
stempel_badge_new (const char *text, StempelTone tone)
{
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_add_css_class (badge, "stempel-badge");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  stempel_badge_set (badge, text, tone);

  return badge;
}

/**
 * stempel_badge_set:
 * @badge: a badge
 * @text: (nullable): a word about a state; without one the badge hides
 * @tone: how it is coloured
 */
void
stempel_badge_set (GtkWidget *badge, const char *text, StempelTone tone)
{
  g_return_if_fail (GTK_IS_LABEL (badge));

  set_tone (badge, tone);
  gtk_label_set_text (GTK_LABEL (badge), text != NULL ? text : "");
  gtk_widget_set_visible (badge, text != NULL && text[0] != '\0');
}
