/* stempel-number-field.c: a field for a whole number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-accessible.h"
#include "stempel-number-field.h"

struct _StempelNumberField
{
  StempelField   parent_instance;

  GtkWidget     *check;
  GtkLabel      *check_label;
  GtkSpinButton *spin;
  GtkLabel      *unit_label;
};

enum
{
  PROP_MINIMUM = 1,
  PROP_MAXIMUM,
  PROP_VALUE,
  PROP_UNIT,
  PROP_OPTIONAL_LABEL,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelNumberField, stempel_number_field, STEMPEL_TYPE_FIELD)

static gboolean
is_on (StempelNumberField *self)
{
  return !gtk_widget_get_visible (self->check) ||
         gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check));
}

static JsonNode *
stempel_number_field_get_value (StempelField *field)
{
  StempelNumberField *self = STEMPEL_NUMBER_FIELD (field);

  if (!is_on (self))
    return NULL;

  return json_node_init_int (json_node_alloc (), stempel_number_field_get_number (self));
}

static void
stempel_number_field_set_value (StempelField *field, JsonNode *value)
{
  StempelNumberField *self = STEMPEL_NUMBER_FIELD (field);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), value != NULL);

  if (value != NULL)
    stempel_number_field_set_number (self, json_node_get_int (value));
}

static void
changed_cb (StempelNumberField *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->spin), is_on (self));
  stempel_field_emit_changed (STEMPEL_FIELD (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
set_bound (StempelNumberField *self, gboolean lower, gint64 bound)
{
  double minimum, maximum;

  gtk_spin_button_get_range (self->spin, &minimum, &maximum);
  gtk_spin_button_set_range (self->spin, lower ? (double) bound : minimum, lower ? maximum
                                                                                 : (double) bound);
}

static void
set_optional_label (StempelNumberField *self, const char *label)
{
  gtk_label_set_text_with_mnemonic (self->check_label, label != NULL ? label : "");
  gtk_widget_set_visible (self->check, label != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->spin), is_on (self));
}

static void
stempel_number_field_set_property (GObject *object, guint prop_id, const GValue *value,
                                   GParamSpec *pspec)
{
  StempelNumberField *self = STEMPEL_NUMBER_FIELD (object);

  switch (prop_id)
    {
    case PROP_MINIMUM:
      set_bound (self, TRUE, g_value_get_int64 (value));
      break;

    case PROP_MAXIMUM:
      set_bound (self, FALSE, g_value_get_int64 (value));
      break;

    case PROP_VALUE:
      stempel_number_field_set_number (self, g_value_get_int64 (value));
      break;

    case PROP_UNIT:
      gtk_label_set_text (self->unit_label, g_value_get_string (value));
      gtk_widget_set_visible (GTK_WIDGET (self->unit_label), g_value_get_string (value) != NULL);
      break;

    case PROP_OPTIONAL_LABEL:
      set_optional_label (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_number_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelNumberField *self = STEMPEL_NUMBER_FIELD (object);
  double minimum, maximum;

  gtk_spin_button_get_range (self->spin, &minimum, &maximum);

  switch (prop_id)
    {
    case PROP_MINIMUM:
      g_value_set_int64 (value, (gint64) minimum);
      break;

    case PROP_MAXIMUM:
      g_value_set_int64 (value, (gint64) maximum);
      break;

    case PROP_VALUE:
      g_value_set_int64 (value, stempel_number_field_get_number (self));
      break;

    case PROP_UNIT:
      g_value_set_string (value, gtk_label_get_text (self->unit_label));
      break;

    case PROP_OPTIONAL_LABEL:
      g_value_set_string (value, gtk_label_get_text (self->check_label));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_number_field_class_init (StempelNumberFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = stempel_number_field_get_property;
  object_class->set_property = stempel_number_field_set_property;
  field_class->get_value = stempel_number_field_get_value;
  field_class->set_value = stempel_number_field_set_value;

  properties[PROP_MINIMUM] =
    g_param_spec_int64 ("minimum", NULL, NULL, G_MININT, G_MAXINT, 0, flags);
  properties[PROP_MAXIMUM] =
    g_param_spec_int64 ("maximum", NULL, NULL, G_MININT, G_MAXINT, 100, flags);
  properties[PROP_VALUE] = g_param_spec_int64 ("value", NULL, NULL, G_MININT, G_MAXINT, 0, flags);
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, NULL, flags);
  properties[PROP_OPTIONAL_LABEL] = g_param_spec_string ("optional-label", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_number_field_init (StempelNumberField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  /* The label is a child of its own: GtkCheckButton would give its mnemonic's underscore to screen
   * readers. */
  self->check = gtk_check_button_new ();
  self->check_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_mnemonic_widget (self->check_label, self->check);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (self->check), GTK_WIDGET (self->check_label));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->check),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->check_label, NULL, -1);
  gtk_widget_set_visible (self->check, FALSE);
  self->spin = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, 100, 1));
  gtk_spin_button_set_numeric (self->spin, TRUE);
  self->unit_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->unit_label), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->unit_label), FALSE);

  gtk_box_append (GTK_BOX (box), self->check);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spin));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->unit_label));
  stempel_field_set_control (STEMPEL_FIELD (self), box, GTK_WIDGET (self->spin));

  g_signal_connect_object (self->spin, "value-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * stempel_number_field_new:
 * @wire_name: the member of the request
 * @title: the title, translated, with mnemonic
 * @minimum: the least number
 * @maximum: the greatest number
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_number_field_new (const char *wire_name, const char *title, gint64 minimum, gint64 maximum)
{
  return g_object_new (STEMPEL_TYPE_NUMBER_FIELD,
                       "wire-name", wire_name,
                       "title", title,
                       "maximum", maximum,
                       "minimum", minimum,
                       NULL);
}

/**
 * stempel_number_field_get_number:
 * @self: a number field
 *
 * Returns: the number in it
 */
gint64
stempel_number_field_get_number (StempelNumberField *self)
{
  g_return_val_if_fail (STEMPEL_IS_NUMBER_FIELD (self), 0);

  /* What was typed but not left yet counts as well. */
  gtk_spin_button_update (self->spin);

  return gtk_spin_button_get_value_as_int (self->spin);
}

/**
 * stempel_number_field_set_number:
 * @self: a number field
 * @number: the number to show
 */
void
stempel_number_field_set_number (StempelNumberField *self, gint64 number)
{
  g_return_if_fail (STEMPEL_IS_NUMBER_FIELD (self));

  gtk_spin_button_set_value (self->spin, (double) number);
}
