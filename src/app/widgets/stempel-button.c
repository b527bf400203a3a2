/* stempel-button.c: a button whose name screen readers get right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-accessible.h"
#include "stempel-button.h"

struct _StempelButton
{
  GtkButton parent_instance;

  char     *text;
  char     *icon; /* (nullable) */
  gboolean  icon_only;
};

enum
{
  PROP_TEXT = 1,
  PROP_ICON,
  PROP_ICON_ONLY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelButton, stempel_button, GTK_TYPE_BUTTON)

static GtkWidget *
create_label (StempelButton *self)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (self->text);

  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self));
  /* What a button does is never cut: where it is narrow it takes two lines. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);

  return label;
}

static void
update_child (StempelButton *self)
{
  g_autofree char *plain = NULL;
  GtkWidget *box;

  if (self->text == NULL)
    return;

  if (self->icon != NULL && self->icon_only)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self), self->icon);
    }
  else if (self->icon != NULL)
    {
      box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (self->icon));
      gtk_box_append (GTK_BOX (box), create_label (self));
      gtk_button_set_child (GTK_BUTTON (self), box);
    }
  else
    {
      gtk_button_set_child (GTK_BUTTON (self), create_label (self));
    }

  plain = stempel_accessible_plain_label (self->text);
  stempel_accessible_name (GTK_WIDGET (self), plain);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->icon_only ? plain : NULL);
}

static void
stempel_button_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  StempelButton *self = STEMPEL_BUTTON (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      stempel_button_set_text (self, g_value_get_string (value));
      break;

    case PROP_ICON:
      g_free (self->icon);
      self->icon = g_value_dup_string (value);
      update_child (self);
      break;

    case PROP_ICON_ONLY:
      self->icon_only = g_value_get_boolean (value);
      update_child (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelButton *self = STEMPEL_BUTTON (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;

    case PROP_ICON:
      g_value_set_string (value, self->icon);
      break;

    case PROP_ICON_ONLY:
      g_value_set_boolean (value, self->icon_only);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_button_finalize (GObject *object)
{
  StempelButton *self = STEMPEL_BUTTON (object);

  g_free (self->text);
  g_free (self->icon);

  G_OBJECT_CLASS (stempel_button_parent_class)->finalize (object);
}

static void
stempel_button_class_init (StempelButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = stempel_button_finalize;
  object_class->get_property = stempel_button_get_property;
  object_class->set_property = stempel_button_set_property;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON] =
    g_param_spec_string ("icon", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON_ONLY] =
    g_param_spec_boolean ("icon-only", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_button_init (StempelButton *self)
{
}

/**
 * stempel_button_new:
 * @text: what it does, with a mnemonic underlined
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
stempel_button_new (const char *text)
{
  return g_object_new (STEMPEL_TYPE_BUTTON, "text", text, NULL);
}

/**
 * stempel_button_new_icon:
 * @icon: the name of an icon
 * @text: what it does, for the tooltip and for screen readers
 *
 * Returns: (transfer floating): a button that shows only an icon
 */
GtkWidget *
stempel_button_new_icon (const char *icon, const char *text)
{
  return g_object_new (STEMPEL_TYPE_BUTTON, "icon", icon, "icon-only", TRUE, "text", text, NULL);
}

/**
 * stempel_button_set_text:
 * @self: a button
 * @text: what it does, with a mnemonic underlined
 */
void
stempel_button_set_text (StempelButton *self, const char *text)
{
  g_return_if_fail (STEMPEL_IS_BUTTON (self));

  if (g_strcmp0 (text, self->text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  update_child (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
