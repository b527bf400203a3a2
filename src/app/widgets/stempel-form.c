/* stempel-form.c: the fields of one request together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-error-text.h"
#include "stempel-form.h"
#include "stempel-record.h"

struct _StempelForm
{
  GObject     parent_instance;

  GPtrArray  *fields;  /* (element-type StempelField) */
  JsonNode   *pristine; /* (nullable): the request as it was when all was loaded */
  gboolean    changed;
  gboolean    loading;
};

enum
{
  PROP_CHANGED = 1,
  N_PROPS,
};

enum
{
  SIGNAL_EDITED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelForm, stempel_form, G_TYPE_OBJECT)

static void
update_changed (StempelForm *self)
{
  g_autoptr(JsonNode) now = stempel_form_get_request (self);
  gboolean changed = self->pristine != NULL && !json_node_equal (now, self->pristine);

  if (changed == self->changed)
    return;

  self->changed = changed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}

static void
field_changed_cb (StempelForm *self)
{
  if (self->loading)
    return;

  update_changed (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static void
stempel_form_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CHANGED:
      g_value_set_boolean (value, STEMPEL_FORM (object)->changed);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_form_finalize (GObject *object)
{
  StempelForm *self = STEMPEL_FORM (object);

  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->pristine, json_node_unref);

  G_OBJECT_CLASS (stempel_form_parent_class)->finalize (object);
}

static void
stempel_form_class_init (StempelFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = stempel_form_finalize;
  object_class->get_property = stempel_form_get_property;

  properties[PROP_CHANGED] =
    g_param_spec_boolean ("changed", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_EDITED] =
    g_signal_new ("edited", STEMPEL_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  0);
}

static void
stempel_form_init (StempelForm *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * stempel_form_new:
 *
 * Returns: (transfer full): a form without fields
 */
StempelForm *
stempel_form_new (void)
{
  return g_object_new (STEMPEL_TYPE_FORM, NULL);
}

/**
 * stempel_form_new_within:
 * @root: a widget
 *
 * Returns: (transfer full): a form of all fields in @root, with what they hold now as the unchanged
 * state
 */
StempelForm *
stempel_form_new_within (GtkWidget *root)
{
  StempelForm *self = stempel_form_new ();

  stempel_form_add_within (self, root);
  stempel_form_mark_clean (self);

  return self;
}

/**
 * stempel_form_add:
 * @self: a form
 * @field: a field with a wire name
 */
void
stempel_form_add (StempelForm *self, StempelField *field)
{
  g_return_if_fail (STEMPEL_IS_FORM (self));
  g_return_if_fail (STEMPEL_IS_FIELD (field));

  g_ptr_array_add (self->fields, g_object_ref (field));
  g_signal_connect_object (field, "changed", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * stempel_form_add_within:
 * @self: a form
 * @root: a widget
 *
 * Adds all fields with a wire name that are in @root now, in their order.
 */
void
stempel_form_add_within (StempelForm *self, GtkWidget *root)
{
  g_return_if_fail (STEMPEL_IS_FORM (self));
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (STEMPEL_IS_FIELD (root))
    {
      if (stempel_field_get_wire_name (STEMPEL_FIELD (root)) != NULL)
        stempel_form_add (self, STEMPEL_FIELD (root));
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    stempel_form_add_within (self, child);
}

/**
 * stempel_form_get_field:
 * @self: a form
 * @wire_name: a member of the request; of a path such as "draft.names" the last part counts
 *
 * Returns: (transfer none) (nullable): the field for it
 */
StempelField *
stempel_form_get_field (StempelForm *self, const char *wire_name)
{
  const char *dot;

  g_return_val_if_fail (STEMPEL_IS_FORM (self), NULL);
  g_return_val_if_fail (wire_name != NULL, NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      StempelField *field = g_ptr_array_index (self->fields, i);

      if (g_strcmp0 (stempel_field_get_wire_name (field), wire_name) == 0)
        return field;
    }

  dot = strrchr (wire_name, '.');

  return dot != NULL ? stempel_form_get_field (self, dot + 1) : NULL;
}

/**
 * stempel_form_load:
 * @self: a form
 * @values: (nullable): an object with the members of the fields
 *
 * Shows @values; a field whose member is missing is emptied. Afterwards nothing counts as changed.
 */
void
stempel_form_load (StempelForm *self, JsonObject *values)
{
  g_return_if_fail (STEMPEL_IS_FORM (self));

  self->loading = TRUE;

  for (guint i = 0; i < self->fields->len; i++)
    {
      StempelField *field = g_ptr_array_index (self->fields, i);
      const char *name = stempel_field_get_wire_name (field);

      stempel_field_set_value (field, values != NULL ? json_object_get_member (values, name)
                                                     : NULL);
    }

  self->loading = FALSE;
  stempel_form_mark_clean (self);
}

/**
 * stempel_form_load_object:
 * @self: a form
 * @record: a record with the members of the fields
 *
 * Like stempel_form_load() from a record.
 */
void
stempel_form_load_object (StempelForm *self, GObject *record)
{
  g_autoptr(JsonNode) values = NULL;

  g_return_if_fail (STEMPEL_IS_FORM (self));
  g_return_if_fail (STEMPEL_IS_RECORD (record));

  /* Not from the properties: they cannot tell a number that is absent from 0. */
  values = stempel_record_to_json (STEMPEL_RECORD (record));
  stempel_form_load (self, json_node_get_object (values));
}

/**
 * stempel_form_get_request:
 * @self: a form
 *
 * Returns: (transfer full): an object with the values of the fields, without the empty ones
 */
JsonNode *
stempel_form_get_request (StempelForm *self)
{
  g_autoptr(JsonObject) object = json_object_new ();

  g_return_val_if_fail (STEMPEL_IS_FORM (self), NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      StempelField *field = g_ptr_array_index (self->fields, i);
      g_autoptr(JsonNode) value = stempel_field_get_value (field);

      if (value != NULL)
        json_object_set_member (object, stempel_field_get_wire_name (field),
                                g_steal_pointer (&value));
    }

  return json_node_init_object (json_node_alloc (), object);
}

/**
 * stempel_form_get_changed:
 * @self: a form
 *
 * Returns: whether anything differs from what was loaded
 */
gboolean
stempel_form_get_changed (StempelForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_FORM (self), FALSE);

  return self->changed;
}

/**
 * stempel_form_mark_clean:
 * @self: a form
 *
 * Takes what the fields hold now as the unchanged state.
 */
void
stempel_form_mark_clean (StempelForm *self)
{
  g_return_if_fail (STEMPEL_IS_FORM (self));

  g_clear_pointer (&self->pristine, json_node_unref);
  self->pristine = stempel_form_get_request (self);
  update_changed (self);
}

static char *
check_field (StempelField *field)
{
  g_autoptr(JsonNode) value = NULL;
  char *problem = stempel_field_check (field);

  if (problem != NULL || !stempel_field_get_required (field))
    return problem;

  value = stempel_field_get_value (field);

  return value == NULL ? g_strdup (_("Please fill this in.")) : NULL;
}

/**
 * stempel_form_validate:
 * @self: a form
 *
 * Marks what can be seen to be wrong without the database and puts the focus on the first.
 *
 * Returns: whether there is nothing wrong
 */
gboolean
stempel_form_validate (StempelForm *self)
{
  StempelField *first = NULL;

  g_return_val_if_fail (STEMPEL_IS_FORM (self), FALSE);

  for (guint i = 0; i < self->fields->len; i++)
    {
      StempelField *field = g_ptr_array_index (self->fields, i);
      g_autofree char *problem = check_field (field);

      stempel_field_set_error (field, problem);
      if (problem != NULL && first == NULL)
        first = field;
    }

  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));

  return first == NULL;
}

static gboolean
show_field_error (StempelForm *self, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = NULL;
  StempelField *field = NULL;
  g_autofree char *sentence = NULL;

  if (object != NULL && json_object_has_member (object, "field"))
    name = json_object_get_string_member_with_default (object, "field", NULL);

  if (name != NULL)
    field = stempel_form_get_field (self, name);

  if (field == NULL)
    return FALSE;

  sentence = stempel_field_error_text (object);
  stempel_field_set_error (field, sentence);

  return TRUE;
}

static void
focus_first_error (StempelForm *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      StempelField *field = g_ptr_array_index (self->fields, i);

      if (stempel_field_get_error (field) != NULL)
        {
          gtk_widget_grab_focus (GTK_WIDGET (field));
          return;
        }
    }
}

/* What a refusal is about that names no field. */
static const struct { const char *reason, *field; } reason_fields[] = {
  { "code_required", "one_time_code" },
  { "code_invalid", "one_time_code" },
};

static const char *
find_name (const GError *error)
{
  const char *reason = stempel_error_get_fact_string (error, "reason");

  for (guint i = 0; i < G_N_ELEMENTS (reason_fields); i++)
    {
      if (g_strcmp0 (reason, reason_fields[i].reason) == 0)
        return reason_fields[i].field;
    }

  return stempel_error_get_fact_string (error, "field");
}

/* Some refusals are about one field though they are no field errors. */
static gboolean
show_as_field_error (StempelForm *self, const GError *error)
{
  const char *name = find_name (error);
  StempelField *field = name != NULL ? stempel_form_get_field (self, name) : NULL;
  g_autofree char *sentence = NULL;

  if (field == NULL)
    return FALSE;

  sentence = stempel_error_text (error);
  stempel_field_set_error (field, sentence);
  gtk_widget_grab_focus (GTK_WIDGET (field));

  return TRUE;
}

/**
 * stempel_form_show_error:
 * @self: a form
 * @error: why the request was refused
 *
 * Marks all fields that @error names and puts the focus on the first.
 *
 * Returns: whether that told everything; otherwise the caller shows stempel_error_text()
 */
gboolean
stempel_form_show_error (StempelForm *self, const GError *error)
{
  JsonObject *problem = stempel_error_get_problem (error);
  JsonNode *errors;
  gboolean all = TRUE;

  g_return_val_if_fail (STEMPEL_IS_FORM (self), FALSE);

  stempel_form_clear_errors (self);
  errors = problem != NULL ? json_object_get_member (problem, "errors") : NULL;

  if (errors == NULL || !JSON_NODE_HOLDS_ARRAY (errors) ||
      json_array_get_length (json_node_get_array (errors)) == 0)
    return show_as_field_error (self, error);

  for (guint i = 0; i < json_array_get_length (json_node_get_array (errors)); i++)
    all = show_field_error (self, json_array_get_element (json_node_get_array (errors), i)) && all;

  focus_first_error (self);

  return all;
}

/**
 * stempel_form_clear_errors:
 * @self: a form
 */
void
stempel_form_clear_errors (StempelForm *self)
{
  g_return_if_fail (STEMPEL_IS_FORM (self));

  for (guint i = 0; i < self->fields->len; i++)
    stempel_field_set_error (g_ptr_array_index (self->fields, i), NULL);
}
