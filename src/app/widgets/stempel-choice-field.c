/* stempel-choice-field.c: a field for one of several things
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-accessible.h"
#include "stempel-choice-field.h"

/* From here on a list is searched rather than looked through. */
#define SEARCH_FROM 12

struct _StempelChoiceField
{
  StempelField   parent_instance;

  GtkDropDown   *drop_down;
  GtkWidget     *button; /* (nullable): the part of the drop-down that has the focus */
  GtkStringList *labels;
  GPtrArray     *values; /* (element-type JsonNode): NULL stands for "none" */
  char          *none_label; /* (nullable) */
};

enum
{
  PROP_NONE_LABEL = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelChoiceField, stempel_choice_field, STEMPEL_TYPE_FIELD)

static void
clear_node (JsonNode *node)
{
  if (node != NULL)
    json_node_unref (node);
}

static JsonNode *
selected_value (StempelChoiceField *self)
{
  guint selected = gtk_drop_down_get_selected (self->drop_down);

  return selected < self->values->len ? g_ptr_array_index (self->values, selected) : NULL;
}

static JsonNode *
stempel_choice_field_get_value (StempelField *field)
{
  JsonNode *value = selected_value (STEMPEL_CHOICE_FIELD (field));

  return value != NULL ? json_node_copy (value) : NULL;
}

static void
stempel_choice_field_set_value (StempelField *field, JsonNode *value)
{
  StempelChoiceField *self = STEMPEL_CHOICE_FIELD (field);

  for (guint i = 0; i < self->values->len; i++)
    {
      JsonNode *candidate = g_ptr_array_index (self->values, i);

      if (candidate == value ||
          (candidate != NULL && value != NULL && json_node_equal (candidate, value)))
        {
          gtk_drop_down_set_selected (self->drop_down, i);
          return;
        }
    }
}

/* The button is named after the field, so what is chosen has to be in its description, before help
 * or error. */
static void
describe_button (StempelChoiceField *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->drop_down);
  const char *error = stempel_field_get_error (STEMPEL_FIELD (self));
  g_autofree char *help = NULL;
  g_autofree char *text = NULL;
  const char *more;

  if (self->button == NULL || chosen == NULL)
    return;

  g_object_get (self, "description", &help, NULL);
  more = error != NULL ? error : help;
  text = more != NULL ? g_strdup_printf ("%s. %s", gtk_string_object_get_string (chosen), more)
                      : g_strdup (gtk_string_object_get_string (chosen));
  stempel_accessible_describe (self->button, text);
}

static void
changed_cb (StempelChoiceField *self)
{
  describe_button (self);
  stempel_field_emit_changed (STEMPEL_FIELD (self));
}

static void
add_choice (StempelChoiceField *self, const char *label, JsonNode *value)
{
  g_ptr_array_add (self->values, value);
  gtk_string_list_append (self->labels, label);
  gtk_drop_down_set_enable_search (self->drop_down, self->values->len >= SEARCH_FROM);
}

static void
set_none_label (StempelChoiceField *self, const char *label)
{
  g_free (self->none_label);
  self->none_label = g_strdup (label);
  stempel_choice_field_clear (self);
}

static void
stempel_choice_field_set_property (GObject *object, guint prop_id, const GValue *value,
                                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NONE_LABEL:
      set_none_label (STEMPEL_CHOICE_FIELD (object), g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_choice_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NONE_LABEL:
      g_value_set_string (value, STEMPEL_CHOICE_FIELD (object)->none_label);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_choice_field_finalize (GObject *object)
{
  StempelChoiceField *self = STEMPEL_CHOICE_FIELD (object);

  g_ptr_array_unref (self->values);
  g_clear_object (&self->labels);
  g_free (self->none_label);

  G_OBJECT_CLASS (stempel_choice_field_parent_class)->finalize (object);
}

static void
stempel_choice_field_class_init (StempelChoiceFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  object_class->finalize = stempel_choice_field_finalize;
  object_class->get_property = stempel_choice_field_get_property;
  object_class->set_property = stempel_choice_field_set_property;
  field_class->get_value = stempel_choice_field_get_value;
  field_class->set_value = stempel_choice_field_set_value;

  properties[PROP_NONE_LABEL] =
    g_param_spec_string ("none-label", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_choice_field_init (StempelChoiceField *self)
{
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) clear_node);
  self->labels = gtk_string_list_new (NULL);
  self->drop_down =
    GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_object_ref (self->labels)), expression));
  stempel_field_set_control (STEMPEL_FIELD (self), GTK_WIDGET (self->drop_down), NULL);

  /* The focus is on the button within, which would have no name. */
  self->button = gtk_widget_get_first_child (GTK_WIDGET (self->drop_down));
  if (GTK_IS_BUTTON (self->button))
    stempel_field_relate (STEMPEL_FIELD (self), self->button);
  else
    self->button = NULL;

  g_signal_connect (self, "notify::error", G_CALLBACK (describe_button), NULL);
  g_signal_connect (self, "notify::description", G_CALLBACK (describe_button), NULL);
  g_signal_connect_object (self->drop_down, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * stempel_choice_field_new:
 * @wire_name: the member of the request
 * @title: the title, translated, with mnemonic
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_choice_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_CHOICE_FIELD, "wire-name", wire_name, "title", title, NULL);
}

/**
 * stempel_choice_field_clear:
 * @self: a choice field
 *
 * Takes all choices away but "none", where there is one.
 */
void
stempel_choice_field_clear (StempelChoiceField *self)
{
  g_return_if_fail (STEMPEL_IS_CHOICE_FIELD (self));

  g_ptr_array_set_size (self->values, 0);
  gtk_string_list_splice (self->labels, 0, g_list_model_get_n_items (G_LIST_MODEL (self->labels)),
                          NULL);

  if (self->none_label != NULL)
    add_choice (self, self->none_label, NULL);
}

/**
 * stempel_choice_field_add_text:
 * @self: a choice field
 * @label: what people read
 * @value: what stands in the request
 */
void
stempel_choice_field_add_text (StempelChoiceField *self, const char *label, const char *value)
{
  g_return_if_fail (STEMPEL_IS_CHOICE_FIELD (self));

  add_choice (self, label, json_node_init_string (json_node_alloc (), value));
}

/**
 * stempel_choice_field_add_id:
 * @self: a choice field
 * @label: what people read
 * @value: what stands in the request
 */
void
stempel_choice_field_add_id (StempelChoiceField *self, const char *label, gint64 value)
{
  g_return_if_fail (STEMPEL_IS_CHOICE_FIELD (self));

  add_choice (self, label, json_node_init_int (json_node_alloc (), value));
}

/**
 * stempel_choice_field_add_records:
 * @self: a choice field
 * @records: objects with the property `id`
 * @label_property: the property that people read, such as "name"
 */
void
stempel_choice_field_add_records (StempelChoiceField *self, GListModel *records,
                                  const char *label_property)
{
  g_return_if_fail (STEMPEL_IS_CHOICE_FIELD (self));
  g_return_if_fail (G_IS_LIST_MODEL (records));

  for (guint i = 0; i < g_list_model_get_n_items (records); i++)
    {
      g_autoptr(GObject) record = g_list_model_get_item (records, i);
      g_autofree char *label = NULL;
      gint64 id;

      g_object_get (record, "id", &id, label_property, &label, NULL);
      stempel_choice_field_add_id (self, label != NULL ? label : "", id);
    }
}

/**
 * stempel_choice_field_get_text:
 * @self: a choice field with texts for values
 *
 * Returns: (transfer none) (nullable): the chosen value
 */
const char *
stempel_choice_field_get_text (StempelChoiceField *self)
{
  JsonNode *value;

  g_return_val_if_fail (STEMPEL_IS_CHOICE_FIELD (self), NULL);

  value = selected_value (self);

  return value != NULL ? json_node_get_string (value) : NULL;
}

/**
 * stempel_choice_field_get_id:
 * @self: a choice field with ids for values
 *
 * Returns: the chosen id, 0 for none
 */
gint64
stempel_choice_field_get_id (StempelChoiceField *self)
{
  JsonNode *value;

  g_return_val_if_fail (STEMPEL_IS_CHOICE_FIELD (self), 0);

  value = selected_value (self);

  return value != NULL ? json_node_get_int (value) : 0;
}
