/* stempel-key-dialog.c: adds a key of another program, or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-save.h"
#include "stempel-choice-field.h"
#include "stempel-key-dialog.h"
#include "stempel-operations-field.h"
#include "stempel-role-text.h"
#include "stempel-text-field.h"

static const char * const compared[] = { "name", "role", "operations", NULL };
static const char * const roles[] = { "staff", "manager", "auditor", NULL };

struct _StempelKeyDialog
{
  StempelDialog  parent_instance;

  GtkWidget     *fields;
  GtkWidget     *role_field;
  GtkWidget     *preset_field;
  GtkWidget     *operations_field;

  StempelClient *client;                  /* (owned) */
  StempelForm   *form;                    /* (owned) (nullable): NULL while it is made */
  gint64         id;                      /* 0 while adding */
  gint64         revision;
  gboolean       following;               /* one field is changed after another one */
};

G_DEFINE_FINAL_TYPE (StempelKeyDialog, stempel_key_dialog, STEMPEL_TYPE_DIALOG)

static StempelKeyPreset
chosen_preset (StempelKeyDialog *self)
{
  return (StempelKeyPreset)
         stempel_choice_field_get_id (STEMPEL_CHOICE_FIELD (self->preset_field));
}

static void
show_preset (StempelKeyDialog *self)
{
  StempelKeyPreset preset =
    stempel_operations_field_get_preset (STEMPEL_OPERATIONS_FIELD (self->operations_field));
  g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), preset);

  self->following = TRUE;
  stempel_field_set_value (STEMPEL_FIELD (self->preset_field), value);
  self->following = FALSE;
}

static void
preset_changed_cb (StempelKeyDialog *self)
{
  if (self->form == NULL || self->following)
    return;

  self->following = TRUE;
  stempel_operations_field_set_preset (STEMPEL_OPERATIONS_FIELD (self->operations_field),
                                       chosen_preset (self));
  self->following = FALSE;
}

static void
operations_changed_cb (StempelKeyDialog *self)
{
  if (self->form != NULL && !self->following)
    show_preset (self);
}

/* What was chosen as a whole stays whole: everything is more for a manager than for staff. */
static void
role_changed_cb (StempelKeyDialog *self)
{
  StempelOperationsField *operations = STEMPEL_OPERATIONS_FIELD (self->operations_field);

  if (self->form == NULL)
    return;

  stempel_operations_field_set_role (operations,
                                     stempel_choice_field_get_text (
                                         STEMPEL_CHOICE_FIELD (self->role_field)));
  preset_changed_cb (self);
}

static gboolean
stempel_key_dialog_refused (StempelDialog *dialog, const GError *error)
{
  StempelKeyDialog *self = STEMPEL_KEY_DIALOG (dialog);
  const char *sentence =
    _("Somebody else saved this key while you were typing. Where their version "
      "differs it is shown below the field. Save again to keep yours.");

  return stempel_access_save_refused (dialog, error, compared, &self->revision, sentence);
}

static void
stempel_key_dialog_apply (StempelDialog *dialog)
{
  StempelKeyDialog *self = STEMPEL_KEY_DIALOG (dialog);

  stempel_access_save (dialog, self->client, STEMPEL_OPERATION_API_KEY_SAVE, self->id,
                       self->revision);
}

static void
add_choices (StempelKeyDialog *self)
{
  StempelChoiceField *role_field = STEMPEL_CHOICE_FIELD (self->role_field);
  StempelChoiceField *preset_field = STEMPEL_CHOICE_FIELD (self->preset_field);

  for (guint i = 0; roles[i] != NULL; i++)
    stempel_choice_field_add_text (role_field, stempel_role_text (roles[i]), roles[i]);

  /* Translators: what a key may do; a till is another program at the counter */
  stempel_choice_field_add_id (preset_field, _("Till: book and look up"),
                               STEMPEL_KEY_PRESET_TILL);
  /* Translators: what a key may do */
  stempel_choice_field_add_id (preset_field, _("Read only"), STEMPEL_KEY_PRESET_READ);
  /* Translators: what a key may do */
  stempel_choice_field_add_id (preset_field, _("Everything the role may"), STEMPEL_KEY_PRESET_ALL);
  /* Translators: what a key may do: what is ticked below */
  stempel_choice_field_add_id (preset_field, _("Chosen one by one"), STEMPEL_KEY_PRESET_OWN);
}

static void
show_key (StempelKeyDialog *self, StempelApiKey *key)
{
  StempelOperationsField *operations = STEMPEL_OPERATIONS_FIELD (self->operations_field);

  if (key == NULL)
    {
      stempel_operations_field_set_role (operations, roles[0]);
      stempel_operations_field_set_preset (operations, STEMPEL_KEY_PRESET_TILL);
      return;
    }

  gtk_window_set_title (GTK_WINDOW (self), _("Edit Key"));
  g_object_set (self, "primary-label", _("_Save"), NULL);
  self->id = stempel_api_key_get_id (key);
  self->revision = stempel_api_key_get_revision (key);
  stempel_operations_field_set_role (operations, stempel_api_key_get_role (key));
}

static void
stempel_key_dialog_dispose (GObject *object)
{
  StempelKeyDialog *self = STEMPEL_KEY_DIALOG (object);

  g_clear_object (&self->form);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_KEY_DIALOG);

  G_OBJECT_CLASS (stempel_key_dialog_parent_class)->dispose (object);
}

static void
stempel_key_dialog_class_init (StempelKeyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_key_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_key_dialog_apply;
  STEMPEL_DIALOG_CLASS (klass)->refused = stempel_key_dialog_refused;

  g_type_ensure (STEMPEL_TYPE_CHOICE_FIELD);
  g_type_ensure (STEMPEL_TYPE_OPERATIONS_FIELD);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-key-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelKeyDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, StempelKeyDialog, role_field);
  gtk_widget_class_bind_template_child (widget_class, StempelKeyDialog, preset_field);
  gtk_widget_class_bind_template_child (widget_class, StempelKeyDialog, operations_field);
  gtk_widget_class_bind_template_callback (widget_class, operations_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, preset_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, role_changed_cb);
}

static void
stempel_key_dialog_init (StempelKeyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_key_dialog_new:
 * @client: a client
 * @key: (nullable): the key to change, %NULL to add one
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelKeyDialog *
stempel_key_dialog_new (StempelClient *client, StempelApiKey *key)
{
  StempelKeyDialog *self;
  g_autoptr(StempelForm) form = NULL;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (key == NULL || STEMPEL_IS_API_KEY (key), NULL);

  self = g_object_new (STEMPEL_TYPE_KEY_DIALOG, NULL);
  self->client = g_object_ref (client);
  add_choices (self);
  form = stempel_form_new_within (self->fields);
  show_key (self, key);
  if (key != NULL)
    stempel_form_load_object (form, G_OBJECT (key));

  show_preset (self);
  stempel_form_mark_clean (form);
  self->form = g_steal_pointer (&form);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), self->form);

  return self;
}
