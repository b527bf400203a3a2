/* stempel-field.c: one labelled question of a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "stempel-accessible.h"
#include "stempel-field.h"

typedef struct
{
  GtkWidget *line;
  GtkWidget *title_label;
  GtkWidget *slot;
  GtkWidget *description_label;
  GtkWidget *error_box;
  GtkWidget *error_label;

  GtkWidget *focus_widget; /* (nullable): what the title's mnemonic leads to */
  GPtrArray *related;      /* (element-type GtkWidget): the controls with our label */
  char      *wire_name;
  char      *title;
  char      *description;
  char      *error;
  gboolean   required;
} StempelFieldPrivate;

enum
{
  PROP_WIRE_NAME = 1,
  PROP_TITLE,
  PROP_DESCRIPTION,
  PROP_REQUIRED,
  PROP_ERROR,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (StempelField, stempel_field, GTK_TYPE_WIDGET)

/* Releases of GTK differ in whether this relation takes one thing or a list, and crash on the
 * other. */
static void
relate_error (GtkWidget *control, GtkWidget *error_label)
{
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE;
  g_autoptr(GList) labels = g_list_prepend (NULL, error_label);
  g_auto(GValue) value = G_VALUE_INIT;

  gtk_accessible_relation_init_value (relation, &value);

  if (G_VALUE_HOLDS_OBJECT (&value))
    g_value_set_object (&value, error_label);
  else
    g_value_set_pointer (&value, labels);

  gtk_accessible_update_relation_value (GTK_ACCESSIBLE (control), 1, &relation, &value);
}

static void
describe_control (StempelField *self, GtkWidget *control)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);
  gboolean wrong = priv->error != NULL;
  const char *text = wrong ? priv->error : priv->description;

  gtk_accessible_update_state (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                     : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  priv->required, -1);
  stempel_accessible_describe (control, text);
  g_object_set_data_full (G_OBJECT (control), "stempel-description", g_strdup (text), g_free);

  if (wrong)
    {
      gtk_accessible_update_relation (GTK_ACCESSIBLE (control),
                                      GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, priv->error_label, NULL,
                                      -1);
      relate_error (control, priv->error_label);
      gtk_widget_add_css_class (control, "error");
    }
  else
    {
      gtk_accessible_update_relation (GTK_ACCESSIBLE (control),
                                      GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, priv->description_label,
                                      NULL,
                                      -1);
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (control),
                                     GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
      gtk_widget_remove_css_class (control, "error");
    }
}

static void
describe_controls (StempelField *self)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  for (guint i = 0; i < priv->related->len; i++)
    describe_control (self, g_ptr_array_index (priv->related, i));
}

static void
set_title (StempelField *self, const char *title)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_free (priv->title);
  priv->title = stempel_accessible_plain_label (title != NULL ? title : "");
  gtk_label_set_text_with_mnemonic (GTK_LABEL (priv->title_label), title != NULL ? title : "");
  gtk_widget_set_visible (priv->title_label, priv->title[0] != '\0');
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static gboolean
stempel_field_grab_focus (GtkWidget *widget)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (STEMPEL_FIELD (widget));

  return priv->focus_widget != NULL && gtk_widget_grab_focus (priv->focus_widget);
}

static void
stempel_field_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  StempelField *self = STEMPEL_FIELD (object);
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_WIRE_NAME:
      g_free (priv->wire_name);
      priv->wire_name = g_value_dup_string (value);
      break;

    case PROP_TITLE:
      set_title (self, g_value_get_string (value));
      break;

    case PROP_DESCRIPTION:
      stempel_field_set_description (self, g_value_get_string (value));
      break;

    case PROP_REQUIRED:
      priv->required = g_value_get_boolean (value);
      describe_controls (self);
      break;

    case PROP_ERROR:
      stempel_field_set_error (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (STEMPEL_FIELD (object));

  switch (prop_id)
    {
    case PROP_WIRE_NAME:
      g_value_set_string (value, priv->wire_name);
      break;

    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;

    case PROP_DESCRIPTION:
      g_value_set_string (value, priv->description);
      break;

    case PROP_REQUIRED:
      g_value_set_boolean (value, priv->required);
      break;

    case PROP_ERROR:
      g_value_set_string (value, priv->error);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_field_dispose (GObject *object)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (STEMPEL_FIELD (object));
  GtkWidget *child;

  g_ptr_array_set_size (priv->related, 0);
  priv->focus_widget = NULL;

  /* Not gtk_widget_dispose_template(): GTK 4.8 looks for the template at the class of the instance,
   * and the kinds of fields have none. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (stempel_field_parent_class)->dispose (object);
}

static void
stempel_field_finalize (GObject *object)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (STEMPEL_FIELD (object));

  g_ptr_array_unref (priv->related);
  g_free (priv->wire_name);
  g_free (priv->title);
  g_free (priv->description);
  g_free (priv->error);

  G_OBJECT_CLASS (stempel_field_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_WIRE_NAME] = g_param_spec_string ("wire-name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_field_class_init (StempelFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_field_dispose;
  object_class->finalize = stempel_field_finalize;
  object_class->get_property = stempel_field_get_property;
  object_class->set_property = stempel_field_set_property;
  widget_class->grab_focus = stempel_field_grab_focus;

  install_properties (object_class);

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", STEMPEL_TYPE_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "stempel-field");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-field.ui");
  gtk_widget_class_bind_template_child_private (widget_class, StempelField, line);
  gtk_widget_class_bind_template_child_private (widget_class, StempelField, title_label);
  gtk_widget_class_bind_template_child_private (widget_class, StempelField, slot);
  gtk_widget_class_bind_template_child_private (widget_class, StempelField, description_label);
  gtk_widget_class_bind_template_child_private (widget_class, StempelField, error_box);
  gtk_widget_class_bind_template_child_private (widget_class, StempelField, error_label);
}

static void
stempel_field_init (StempelField *self)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);
  GtkLayoutManager *layout;

  priv->related = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
}

/**
 * stempel_field_get_wire_name:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): the member of the request that it fills
 */
const char *
stempel_field_get_wire_name (StempelField *self)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_FIELD (self), NULL);

  return priv->wire_name;
}

/**
 * stempel_field_get_title:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): the title without its mnemonic
 */
const char *
stempel_field_get_title (StempelField *self)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_FIELD (self), NULL);

  return priv->title;
}

/**
 * stempel_field_get_required:
 * @self: a field
 *
 * Returns: whether it has to be filled in
 */
gboolean
stempel_field_get_required (StempelField *self)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_FIELD (self), FALSE);

  return priv->required;
}

/**
 * stempel_field_get_error:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): what is wrong with it
 */
const char *
stempel_field_get_error (StempelField *self)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_FIELD (self), NULL);

  return priv->error;
}

/**
 * stempel_field_set_error:
 * @self: a field
 * @sentence: (nullable): what is wrong with it and what to do, or %NULL when all is well
 */
void
stempel_field_set_error (StempelField *self, const char *sentence)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_FIELD (self));

  if (g_strcmp0 (sentence, priv->error) == 0)
    return;

  g_free (priv->error);
  priv->error = g_strdup (sentence);
  gtk_label_set_text (GTK_LABEL (priv->error_label), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (priv->error_box, sentence != NULL);
  describe_controls (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/**
 * stempel_field_set_description:
 * @self: a field
 * @description: (nullable): help shown below the control
 */
void
stempel_field_set_description (StempelField *self, const char *description)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_FIELD (self));

  if (g_strcmp0 (description, priv->description) == 0)
    return;

  g_free (priv->description);
  priv->description = g_strdup (description);
  gtk_label_set_text (GTK_LABEL (priv->description_label), description != NULL ? description : "");
  gtk_widget_set_visible (priv->description_label, description != NULL && description[0] != '\0');
  describe_controls (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

/**
 * stempel_field_get_value:
 * @self: a field
 *
 * Returns: (transfer full) (nullable): the value for a request; %NULL leaves the member out
 */
JsonNode *
stempel_field_get_value (StempelField *self)
{
  g_return_val_if_fail (STEMPEL_IS_FIELD (self), NULL);

  return STEMPEL_FIELD_GET_CLASS (self)->get_value (self);
}

/**
 * stempel_field_set_value:
 * @self: a field
 * @value: (nullable): a value of a reply
 */
void
stempel_field_set_value (StempelField *self, JsonNode *value)
{
  g_return_if_fail (STEMPEL_IS_FIELD (self));

  if (value != NULL && JSON_NODE_HOLDS_NULL (value))
    value = NULL;

  STEMPEL_FIELD_GET_CLASS (self)->set_value (self, value);
  stempel_field_set_error (self, NULL);
}

/**
 * stempel_field_check:
 * @self: a field
 *
 * Looks at what can be seen without the database.
 *
 * Returns: (transfer full) (nullable): a sentence that says what is wrong, or %NULL
 */
char *
stempel_field_check (StempelField *self)
{
  StempelFieldClass *klass;

  g_return_val_if_fail (STEMPEL_IS_FIELD (self), NULL);

  klass = STEMPEL_FIELD_GET_CLASS (self);

  return klass->check != NULL ? klass->check (self) : NULL;
}

/**
 * stempel_field_set_control:
 * @self: a field
 * @control: the widget with which people answer
 * @focus_widget: (nullable): the one of them that takes the focus, by default @control
 */
void
stempel_field_set_control (StempelField *self, GtkWidget *control, GtkWidget *focus_widget)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_FIELD (self));

  priv->focus_widget = focus_widget != NULL ? focus_widget : control;
  adw_bin_set_child (ADW_BIN (priv->slot), control);
  gtk_label_set_mnemonic_widget (GTK_LABEL (priv->title_label), priv->focus_widget);
  stempel_field_relate (self, priv->focus_widget);
}

/**
 * stempel_field_set_horizontal:
 * @self: a field
 * @horizontal: whether the control stands beside the title instead of below it
 */
void
stempel_field_set_horizontal (StempelField *self, gboolean horizontal)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_FIELD (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (priv->line),
                                  horizontal ? GTK_ORIENTATION_HORIZONTAL
                                             : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_hexpand (priv->title_label, horizontal);
  gtk_widget_set_hexpand (priv->slot, !horizontal);
}

/**
 * stempel_field_relate:
 * @self: a field
 * @control: a widget that people answer with
 *
 * Gives @control the title as its name and the help or the error as its description.
 */
void
stempel_field_relate (StempelField *self, GtkWidget *control)
{
  StempelFieldPrivate *priv = stempel_field_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_FIELD (self));

  gtk_accessible_update_relation (GTK_ACCESSIBLE (control),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, priv->title_label, NULL, -1);
  g_ptr_array_add (priv->related, control);
  describe_control (self, control);
}

/**
 * stempel_field_emit_changed:
 * @self: a field
 *
 * To be called when somebody changed the answer; what was wrong with the old one no longer counts.
 */
void
stempel_field_emit_changed (StempelField *self)
{
  g_return_if_fail (STEMPEL_IS_FIELD (self));

  stempel_field_set_error (self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
