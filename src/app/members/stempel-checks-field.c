/* stempel-checks-field.c: a field for any number of a few things
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-checks-field.h"
#include "stempel-record.h"

struct _StempelChecksField
{
  StempelField  parent_instance;

  GtkWidget    *box;
  GtkWidget    *all_check;                /* (nullable): first child of box */
  JsonNode     *wanted;                   /* (
      owned) (nullable): set before there was something to choose from */
  gboolean      setting;
};

G_DEFINE_FINAL_TYPE (StempelChecksField, stempel_checks_field, STEMPEL_TYPE_FIELD)

enum { PROP_0, PROP_ALL_LABEL, N_PROPS };

static GParamSpec *properties[N_PROPS];

static gint64
check_id (GtkWidget *check)
{
  StempelRecord *record = g_object_get_data (G_OBJECT (check), "record");

  return stempel_record_get_id (record);
}

static GtkWidget *
first_check (StempelChecksField *self)
{
  GtkWidget *first = gtk_widget_get_first_child (self->box);

  return self->all_check != NULL ? gtk_widget_get_next_sibling (first) : first;
}

static gboolean
is_all (StempelChecksField *self)
{
  return self->all_check != NULL &&
         gtk_check_button_get_active (GTK_CHECK_BUTTON (self->all_check));
}

static gboolean
is_wanted (JsonArray *wanted, gint64 id)
{
  for (guint i = 0; i < json_array_get_length (wanted); i++)
    if (json_array_get_int_element (wanted, i) == id)
      return TRUE;

  return FALSE;
}

static void
update_sensitivity (StempelChecksField *self)
{
  for (GtkWidget *check = first_check (self); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    gtk_widget_set_sensitive (check, !is_all (self));
}

static void
check_toggled_cb (StempelChecksField *self)
{
  update_sensitivity (self);

  if (!self->setting)
    stempel_field_emit_changed (STEMPEL_FIELD (self));
}

static void
apply_wanted (StempelChecksField *self)
{
  JsonArray *wanted = self->wanted != NULL && JSON_NODE_HOLDS_ARRAY (self->wanted)
                        ? json_node_get_array (self->wanted)
                        : NULL;

  if (wanted == NULL)
    return;

  self->setting = TRUE;

  if (self->all_check != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->all_check),
                                 json_array_get_length (wanted) == 0);

  for (GtkWidget *check = first_check (self); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_wanted (wanted, check_id (check)));

  self->setting = FALSE;
  update_sensitivity (self);
}

static JsonNode *
stempel_checks_field_get_value (StempelField *field)
{
  StempelChecksField *self = STEMPEL_CHECKS_FIELD (field);
  JsonArray *ids;
  JsonNode *value;

  if (first_check (self) == NULL)
    return self->wanted != NULL ? json_node_copy (self->wanted) : NULL;

  ids = json_array_new ();

  for (GtkWidget *check = first_check (self); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    if (!is_all (self) && gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      json_array_add_int_element (ids, check_id (check));

  value = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (value, ids);

  return value;
}

static void
stempel_checks_field_set_value (StempelField *field, JsonNode *value)
{
  StempelChecksField *self = STEMPEL_CHECKS_FIELD (field);

  g_clear_pointer (&self->wanted, json_node_unref);
  self->wanted = value != NULL ? json_node_copy (value) : NULL;
  apply_wanted (self);
}

static GtkWidget *
append_check (StempelChecksField *self, const char *label, gboolean active)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  g_signal_connect_object (check, "toggled", G_CALLBACK (check_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), check);

  return check;
}

static void
stempel_checks_field_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  StempelChecksField *self = STEMPEL_CHECKS_FIELD (object);

  switch (id)
    {
    case PROP_ALL_LABEL:
      self->all_check = append_check (self, g_value_get_string (value), TRUE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
stempel_checks_field_grab_focus (GtkWidget *widget)
{
  GtkWidget *first = gtk_widget_get_first_child (STEMPEL_CHECKS_FIELD (widget)->box);

  return first != NULL && gtk_widget_grab_focus (first);
}

static void
stempel_checks_field_finalize (GObject *object)
{
  g_clear_pointer (&STEMPEL_CHECKS_FIELD (object)->wanted, json_node_unref);

  G_OBJECT_CLASS (stempel_checks_field_parent_class)->finalize (object);
}

static void
stempel_checks_field_class_init (StempelChecksFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  object_class->finalize = stempel_checks_field_finalize;
  object_class->set_property = stempel_checks_field_set_property;
  GTK_WIDGET_CLASS (klass)->grab_focus = stempel_checks_field_grab_focus;
  field_class->get_value = stempel_checks_field_get_value;
  field_class->set_value = stempel_checks_field_set_value;

  properties[PROP_ALL_LABEL] = g_param_spec_string ("all-label", NULL, NULL, NULL,
                                                    G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_checks_field_init (StempelChecksField *self)
{
  self->box = g_object_new (GTK_TYPE_BOX,
                            "orientation", GTK_ORIENTATION_VERTICAL,
                            "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                            NULL);
  stempel_field_set_control (STEMPEL_FIELD (self), self->box, NULL);
}

/**
 * stempel_checks_field_new:
 * @wire_name: member of the request
 * @title: caption, translated
 *
 * Returns: (transfer floating): a field without anything to choose from
 */
GtkWidget *
stempel_checks_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_CHECKS_FIELD, "wire-name", wire_name, "title", title, NULL);
}

/**
 * stempel_checks_field_add_records:
 * @self: a field
 * @records: (element-type StempelRecord): what there is to choose from; their property `name` is
 *   shown
 * @active: whether they are ticked unless the field has a value already
 */
void
stempel_checks_field_add_records (StempelChecksField *self, GListModel *records, gboolean active)
{
  g_return_if_fail (STEMPEL_IS_CHECKS_FIELD (self));
  g_return_if_fail (G_IS_LIST_MODEL (records));

  self->setting = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (records); i++)
    {
      g_autoptr(StempelRecord) record = g_list_model_get_item (records, i);
      g_autofree char *name = NULL;

      g_object_get (record, "name", &name, NULL);
      g_object_set_data_full (G_OBJECT (append_check (self, name, active)), "record",
                              g_object_ref (record), g_object_unref);
    }

  self->setting = FALSE;
  apply_wanted (self);
  update_sensitivity (self);
}

/**
 * stempel_checks_field_get_n:
 * @self: a field
 *
 * Returns: how many things there are to choose from
 */
guint
stempel_checks_field_get_n (StempelChecksField *self)
{
  guint n = 0;

  g_return_val_if_fail (STEMPEL_IS_CHECKS_FIELD (self), 0);

  for (GtkWidget *check = first_check (self); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    n++;

  return n;
}
