/* stempel-operations-field.c: what a key may do, as a field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-operations-field.h"

struct _StempelOperationsField
{
  StempelField  parent_instance;

  GtkWidget    *box;                      /* a check for each group, in their order */
  char         *role;                     /* (owned) (nullable) */
  GHashTable   *wanted;                   /* (owned): set of names; what the role may not stays in
                                           * it, for when it becomes another one again */
  gboolean      showing;
};

G_DEFINE_FINAL_TYPE (StempelOperationsField, stempel_operations_field, STEMPEL_TYPE_FIELD)

static guint
count_wanted (StempelOperationsField *self, GPtrArray *names)
{
  guint n = 0;

  for (guint i = 0; i < names->len; i++)
    n += g_hash_table_contains (self->wanted, names->pdata[i]);

  return n;
}

/* The checks follow what is wanted. */
static void
show_wanted (StempelOperationsField *self)
{
  guint group = 0;

  self->showing = TRUE;

  for (GtkWidget *check = gtk_widget_get_first_child (self->box); check != NULL;
       check = gtk_widget_get_next_sibling (check), group++)
    {
      g_autoptr(GPtrArray) names = stempel_key_group_list_operations (group, self->role);
      guint n = count_wanted (self, names);

      gtk_widget_set_visible (check, names->len > 0);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), n > 0 && n == names->len);
      gtk_check_button_set_inconsistent (GTK_CHECK_BUTTON (check), n > 0 && n < names->len);
    }

  self->showing = FALSE;
}

static void
want_group (StempelOperationsField *self, guint group, gboolean wanted)
{
  g_autoptr(GPtrArray) names = stempel_key_group_list_operations (group, self->role);

  for (guint i = 0; i < names->len; i++)
    {
      if (wanted)
        g_hash_table_add (self->wanted, g_strdup (names->pdata[i]));
      else
        g_hash_table_remove (self->wanted, names->pdata[i]);
    }
}

static void
check_toggled_cb (StempelOperationsField *self, GtkCheckButton *check)
{
  guint group = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "stempel-group"));

  if (self->showing)
    return;

  want_group (self, group, gtk_check_button_get_active (check));
  show_wanted (self);
  stempel_field_emit_changed (STEMPEL_FIELD (self));
}

static gboolean
is_allowed (StempelOperationsField *self, const char *name)
{
  if (!stempel_key_groups_know (name))
    return TRUE;

  for (guint group = 0; group < stempel_key_groups_get_n (); group++)
    {
      g_autoptr(GPtrArray) names = stempel_key_group_list_operations (group, self->role);

      for (guint i = 0; i < names->len; i++)
        if (g_str_equal (names->pdata[i], name))
          return TRUE;
    }

  return FALSE;
}

static JsonNode *
stempel_operations_field_get_value (StempelField *field)
{
  StempelOperationsField *self = STEMPEL_OPERATIONS_FIELD (field);
  g_autoptr(GList) names = g_list_sort (g_hash_table_get_keys (self->wanted),
                                        (GCompareFunc) g_strcmp0);
  JsonArray *array = json_array_new ();
  JsonNode *value = json_node_new (JSON_NODE_ARRAY);

  for (GList *name = names; name != NULL; name = name->next)
    if (is_allowed (self, name->data))
      json_array_add_string_element (array, name->data);

  json_node_take_array (value, array);

  return value;
}

static void
stempel_operations_field_set_value (StempelField *field, JsonNode *value)
{
  StempelOperationsField *self = STEMPEL_OPERATIONS_FIELD (field);
  JsonArray *array = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value)
                                                                    : NULL;

  g_hash_table_remove_all (self->wanted);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_hash_table_add (self->wanted, g_strdup (json_array_get_string_element (array, i)));

  show_wanted (self);
}

static char *
stempel_operations_field_check (StempelField *field)
{
  g_autoptr(JsonNode) value = stempel_operations_field_get_value (field);

  if (json_array_get_length (json_node_get_array (value)) > 0)
    return NULL;

  return g_strdup (_("Choose at least one thing that it may do."));
}

static gboolean
stempel_operations_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (STEMPEL_OPERATIONS_FIELD (widget)->box, GTK_DIR_TAB_FORWARD);
}

static void
stempel_operations_field_finalize (GObject *object)
{
  StempelOperationsField *self = STEMPEL_OPERATIONS_FIELD (object);

  g_hash_table_unref (self->wanted);
  g_free (self->role);

  G_OBJECT_CLASS (stempel_operations_field_parent_class)->finalize (object);
}

static void
stempel_operations_field_class_init (StempelOperationsFieldClass *klass)
{
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = stempel_operations_field_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = stempel_operations_field_grab_focus;
  field_class->get_value = stempel_operations_field_get_value;
  field_class->set_value = stempel_operations_field_set_value;
  field_class->check = stempel_operations_field_check;
}

static void
add_check (StempelOperationsField *self, guint group)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (stempel_key_group_get_title (group));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  stempel_accessible_name (check, stempel_key_group_get_title (group));
  g_object_set_data (G_OBJECT (check), "stempel-group", GUINT_TO_POINTER (group));
  g_signal_connect_object (check, "toggled", G_CALLBACK (check_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), check);
}

static void
stempel_operations_field_init (StempelOperationsField *self)
{
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = g_object_new (GTK_TYPE_BOX,
                            "orientation", GTK_ORIENTATION_VERTICAL,
                            "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                            NULL);
  stempel_field_set_control (STEMPEL_FIELD (self), self->box, NULL);
  for (guint group = 0; group < stempel_key_groups_get_n (); group++)
    add_check (self, group);
  show_wanted (self);
}

/**
 * stempel_operations_field_set_role:
 * @self: a field
 * @role: (nullable): the role of the key; what it may not cannot be chosen
 */
void
stempel_operations_field_set_role (StempelOperationsField *self, const char *role)
{
  g_return_if_fail (STEMPEL_IS_OPERATIONS_FIELD (self));

  g_free (self->role);
  self->role = g_strdup (role);
  show_wanted (self);
}

/**
 * stempel_operations_field_set_preset:
 * @self: a field that has a role
 * @preset: what to choose; %STEMPEL_KEY_PRESET_OWN leaves all as it is
 */
void
stempel_operations_field_set_preset (StempelOperationsField *self, StempelKeyPreset preset)
{
  g_return_if_fail (STEMPEL_IS_OPERATIONS_FIELD (self));

  if (preset == STEMPEL_KEY_PRESET_OWN)
    return;

  g_hash_table_remove_all (self->wanted);
  for (guint group = 0; group < stempel_key_groups_get_n (); group++)
    want_group (self, group, stempel_key_group_is_in (group, preset));

  show_wanted (self);
  stempel_field_emit_changed (STEMPEL_FIELD (self));
}

static gboolean
has_preset (StempelOperationsField *self, StempelKeyPreset preset)
{
  for (guint group = 0; group < stempel_key_groups_get_n (); group++)
    {
      g_autoptr(GPtrArray) names = stempel_key_group_list_operations (group, self->role);
      guint n = count_wanted (self, names);

      if (n != (stempel_key_group_is_in (group, preset) ? names->len : 0))
        return FALSE;
    }

  return TRUE;
}

/**
 * stempel_operations_field_get_preset:
 * @self: a field that has a role
 *
 * Returns: which preset is just what is chosen
 */
StempelKeyPreset
stempel_operations_field_get_preset (StempelOperationsField *self)
{
  g_return_val_if_fail (STEMPEL_IS_OPERATIONS_FIELD (self), STEMPEL_KEY_PRESET_OWN);

  for (StempelKeyPreset preset = STEMPEL_KEY_PRESET_TILL; preset < STEMPEL_KEY_PRESET_OWN; preset++)
    if (has_preset (self, preset))
      return preset;

  return STEMPEL_KEY_PRESET_OWN;
}
