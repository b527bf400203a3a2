/* stempel-switch-field.c: a field for yes or no
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-switch-field.h"

struct _StempelSwitchField
{
  StempelField  parent_instance;

  GtkSwitch    *toggle;
};

enum
{
  PROP_ACTIVE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelSwitchField, stempel_switch_field, STEMPEL_TYPE_FIELD)

static JsonNode *
stempel_switch_field_get_value (StempelField *field)
{
  return json_node_init_boolean (json_node_alloc (),
                                 stempel_switch_field_get_active (STEMPEL_SWITCH_FIELD (field)));
}

static void
stempel_switch_field_set_value (StempelField *field, JsonNode *value)
{
  stempel_switch_field_set_active (STEMPEL_SWITCH_FIELD (field), value != NULL &&
                                   json_node_get_boolean (value));
}

static void
changed_cb (StempelSwitchField *self)
{
  stempel_field_emit_changed (STEMPEL_FIELD (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
stempel_switch_field_set_property (GObject *object, guint prop_id, const GValue *value,
                                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      stempel_switch_field_set_active (STEMPEL_SWITCH_FIELD (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_switch_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, stempel_switch_field_get_active (STEMPEL_SWITCH_FIELD (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_switch_field_class_init (StempelSwitchFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  object_class->get_property = stempel_switch_field_get_property;
  object_class->set_property = stempel_switch_field_set_property;
  field_class->get_value = stempel_switch_field_get_value;
  field_class->set_value = stempel_switch_field_set_value;

  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_switch_field_init (StempelSwitchField *self)
{
  self->toggle = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  stempel_field_set_control (STEMPEL_FIELD (self), GTK_WIDGET (self->toggle), NULL);
  stempel_field_set_horizontal (STEMPEL_FIELD (self), TRUE);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * stempel_switch_field_new:
 * @wire_name: the member of the request
 * @title: the title, translated, with mnemonic
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_switch_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_SWITCH_FIELD, "wire-name", wire_name, "title", title, NULL);
}

/**
 * stempel_switch_field_get_active:
 * @self: a switch field
 *
 * Returns: whether it is on
 */
gboolean
stempel_switch_field_get_active (StempelSwitchField *self)
{
  g_return_val_if_fail (STEMPEL_IS_SWITCH_FIELD (self), FALSE);

  return gtk_switch_get_active (self->toggle);
}

/**
 * stempel_switch_field_set_active:
 * @self: a switch field
 * @active: whether it is on
 */
void
stempel_switch_field_set_active (StempelSwitchField *self, gboolean active)
{
  g_return_if_fail (STEMPEL_IS_SWITCH_FIELD (self));

  gtk_switch_set_active (self->toggle, active);
}
