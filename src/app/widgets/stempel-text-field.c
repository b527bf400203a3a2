/* stempel-text-field.c: a field for a line of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-text-field.h"

struct _StempelTextField
{
  StempelField  parent_instance;

  GtkEntry     *entry;
};

enum
{
  PROP_TEXT = 1,
  PROP_PLACEHOLDER,
  PROP_MAX_LENGTH,
  PROP_INPUT_PURPOSE,
  PROP_INPUT_HINTS,
  N_PROPS,
};

enum
{
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelTextField, stempel_text_field, STEMPEL_TYPE_FIELD)

static JsonNode *
stempel_text_field_get_value (StempelField *field)
{
  StempelTextField *self = STEMPEL_TEXT_FIELD (field);
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (text[0] == '\0')
    return NULL;

  return json_node_init_string (json_node_alloc (), text);
}

static void
stempel_text_field_set_value (StempelField *field, JsonNode *value)
{
  StempelTextField *self = STEMPEL_TEXT_FIELD (field);
  const char *text = value != NULL ? json_node_get_string (value) : NULL;

  stempel_text_field_set_text (self, text != NULL ? text : "");
}

static void
changed_cb (StempelTextField *self)
{
  stempel_field_emit_changed (STEMPEL_FIELD (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
activate_cb (StempelTextField *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
stempel_text_field_set_property (GObject *object, guint prop_id, const GValue *value,
                                 GParamSpec *pspec)
{
  StempelTextField *self = STEMPEL_TEXT_FIELD (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      stempel_text_field_set_text (self, g_value_get_string (value));
      break;

    case PROP_PLACEHOLDER:
      gtk_entry_set_placeholder_text (self->entry, g_value_get_string (value));
      break;

    case PROP_MAX_LENGTH:
      gtk_entry_set_max_length (self->entry, g_value_get_int (value));
      break;

    case PROP_INPUT_PURPOSE:
      gtk_entry_set_input_purpose (self->entry, g_value_get_enum (value));
      break;

    case PROP_INPUT_HINTS:
      gtk_entry_set_input_hints (self->entry, g_value_get_flags (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_text_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelTextField *self = STEMPEL_TEXT_FIELD (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, stempel_text_field_get_text (self));
      break;

    case PROP_PLACEHOLDER:
      g_value_set_string (value, gtk_entry_get_placeholder_text (self->entry));
      break;

    case PROP_MAX_LENGTH:
      g_value_set_int (value, gtk_entry_get_max_length (self->entry));
      break;

    case PROP_INPUT_PURPOSE:
      g_value_set_enum (value, gtk_entry_get_input_purpose (self->entry));
      break;

    case PROP_INPUT_HINTS:
      g_value_set_flags (value, gtk_entry_get_input_hints (self->entry));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_text_field_class_init (StempelTextFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = stempel_text_field_get_property;
  object_class->set_property = stempel_text_field_set_property;
  field_class->get_value = stempel_text_field_get_value;
  field_class->set_value = stempel_text_field_set_value;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_PLACEHOLDER] = g_param_spec_string ("placeholder", NULL, NULL, NULL, flags);
  properties[PROP_MAX_LENGTH] = g_param_spec_int ("max-length", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_INPUT_PURPOSE] =
    g_param_spec_enum ("input-purpose", NULL, NULL, GTK_TYPE_INPUT_PURPOSE,
                       GTK_INPUT_PURPOSE_FREE_FORM, flags);
  properties[PROP_INPUT_HINTS] =
    g_param_spec_flags ("input-hints", NULL, NULL, GTK_TYPE_INPUT_HINTS, GTK_INPUT_HINT_NONE,
                        flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", STEMPEL_TYPE_TEXT_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
stempel_text_field_init (StempelTextField *self)
{
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_activates_default (self->entry, TRUE);
  stempel_field_set_control (STEMPEL_FIELD (self), GTK_WIDGET (self->entry), NULL);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * stempel_text_field_new:
 * @wire_name: the member of the request
 * @title: the title, translated, with mnemonic
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_text_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_TEXT_FIELD, "wire-name", wire_name, "title", title, NULL);
}

/**
 * stempel_text_field_get_text:
 * @self: a text field
 *
 * Returns: (transfer none): what is in it
 */
const char *
stempel_text_field_get_text (StempelTextField *self)
{
  g_return_val_if_fail (STEMPEL_IS_TEXT_FIELD (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * stempel_text_field_set_text:
 * @self: a text field
 * @text: (nullable): what to put into it
 */
void
stempel_text_field_set_text (StempelTextField *self, const char *text)
{
  g_return_if_fail (STEMPEL_IS_TEXT_FIELD (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
}

/**
 * stempel_text_field_get_entry:
 * @self: a text field
 *
 * Returns: (transfer none): the entry
 */
GtkEntry *
stempel_text_field_get_entry (StempelTextField *self)
{
  g_return_val_if_fail (STEMPEL_IS_TEXT_FIELD (self), NULL);

  return self->entry;
}
