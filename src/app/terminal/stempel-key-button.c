/* stempel-key-button.c: a large button that shows its key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-accessible.h"
#include "stempel-key-button.h"

struct _StempelKeyButton
{
  GtkButton  parent_instance;

  GtkWidget *label;
  GtkWidget *keycap_label;
  char      *text;          /* (owned) (nullable) */
  char      *keycap;        /* (owned) (nullable) */
};

enum { PROP_0, PROP_TEXT, PROP_KEYCAP, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelKeyButton, stempel_key_button, GTK_TYPE_BUTTON)

static void
update_name (StempelKeyButton *self)
{
  g_autofree char *plain = NULL;

  if (self->text == NULL)
    return;

  plain = stempel_accessible_plain_label (self->text);
  stempel_accessible_name (GTK_WIDGET (self), plain);

  /* The key shortcut property is not exported by GTK 4.8; the description is. */
  stempel_accessible_describe (GTK_WIDGET (self), self->keycap);
  g_object_set_data_full (G_OBJECT (self), "stempel-description", g_strdup (self->keycap), g_free);
}

/**
 * stempel_key_button_set_text:
 * @self: a button
 * @text: what it does, translated, with mnemonic
 */
void
stempel_key_button_set_text (StempelKeyButton *self, const char *text)
{
  g_return_if_fail (STEMPEL_IS_KEY_BUTTON (self));
  g_return_if_fail (text != NULL);

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  gtk_label_set_text_with_mnemonic (GTK_LABEL (self->label), text);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * stempel_key_button_set_face:
 * @self: a button
 * @face: what is written large on it, such as "+3"
 *
 * Shows @face, with the key below, in the place of the text; the text remains its name.
 */
void
stempel_key_button_set_face (StempelKeyButton *self, const char *face)
{
  GtkWidget *box;

  g_return_if_fail (STEMPEL_IS_KEY_BUTTON (self));

  box = gtk_button_get_child (GTK_BUTTON (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (box), 0);
  gtk_widget_set_halign (self->keycap_label, GTK_ALIGN_CENTER);
  gtk_label_set_text (GTK_LABEL (self->label), face);
  gtk_widget_add_css_class (self->label, "stempel-terminal-plus");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "stempel-key-button");
  gtk_widget_add_css_class (GTK_WIDGET (self), "stempel-stamp-button");
  update_name (self);
}

static void
set_keycap (StempelKeyButton *self, const char *keycap)
{
  if (g_strcmp0 (self->keycap, keycap) == 0)
    return;

  g_free (self->keycap);
  self->keycap = g_strdup (keycap);
  gtk_label_set_text (GTK_LABEL (self->keycap_label), keycap != NULL ? keycap : "");
  gtk_widget_set_visible (self->keycap_label, keycap != NULL);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEYCAP]);
}

static void
stempel_key_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelKeyButton *self = STEMPEL_KEY_BUTTON (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_KEYCAP:
      g_value_set_string (value, self->keycap);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_key_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  StempelKeyButton *self = STEMPEL_KEY_BUTTON (object);

  switch (id)
    {
    case PROP_TEXT:
      stempel_key_button_set_text (self, g_value_get_string (value));
      break;
    case PROP_KEYCAP:
      set_keycap (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_key_button_finalize (GObject *object)
{
  StempelKeyButton *self = STEMPEL_KEY_BUTTON (object);

  g_free (self->text);
  g_free (self->keycap);

  G_OBJECT_CLASS (stempel_key_button_parent_class)->finalize (object);
}

static void
stempel_key_button_class_init (StempelKeyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_key_button_get_property;
  object_class->set_property = stempel_key_button_set_property;
  object_class->finalize = stempel_key_button_finalize;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_KEYCAP] =
    g_param_spec_string ("keycap", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_key_button_init (StempelKeyButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->label = gtk_label_new (NULL);
  gtk_label_set_mnemonic_widget (GTK_LABEL (self->label), GTK_WIDGET (self));
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  self->keycap_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->keycap_label, "stempel-keycap");
  gtk_widget_set_valign (self->keycap_label, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->keycap_label, FALSE);

  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->keycap_label);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "stempel-key-button");
}

/**
 * stempel_key_button_new:
 * @text: what it does, translated, with mnemonic
 * @keycap: (nullable): its key
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
stempel_key_button_new (const char *text, const char *keycap)
{
  return g_object_new (STEMPEL_TYPE_KEY_BUTTON, "text", text, "keycap", keycap, NULL);
}
