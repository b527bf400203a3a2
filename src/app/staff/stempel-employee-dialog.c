/* stempel-employee-dialog.c: adds an employee or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-checks-field.h"
#include "stempel-choice-field.h"
#include "stempel-employee-dialog.h"
#include "stempel-error.h"
#include "stempel-stale.h"
#include "stempel-text-field.h"

static const char * const compared[] = { "name", "number", "login_id", "store_ids", NULL };

struct _StempelEmployeeDialog
{
  StempelDialog    parent_instance;

  GtkWidget       *fields;
  GtkWidget       *stores_field;
  GtkWidget       *login_field;

  StempelClient   *client;                /* (owned) */
  StempelEmployee *employee;              /* (owned) (nullable): NULL while adding */
  StempelForm     *form;                  /* (owned) */
  GCancellable    *cancellable;           /* (owned) */
  JsonNode        *request;               /* (
      owned) (nullable): of the press whose outcome is not known */
  char            *key;                   /* (owned) (nullable): its idempotency key */
  gint64           revision;
};

G_DEFINE_FINAL_TYPE (StempelEmployeeDialog, stempel_employee_dialog, STEMPEL_TYPE_DIALOG)

enum { SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
show_refusal (StempelEmployeeDialog *self, const GError *error)
{
  gint64 revision = 0;

  /* Only a refusal is certain; anything else may have been done, and the next press repeats it. */
  if (error->domain == STEMPEL_ERROR && error->code != STEMPEL_ERROR_UNAVAILABLE)
    g_clear_pointer (&self->key, g_free);

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_STALE))
    revision = stempel_stale_show (self->form, error, compared);

  if (revision == 0)
    {
      stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
      return;
    }

  self->revision = revision;
  stempel_dialog_show_message (STEMPEL_DIALOG (self),
                               _("Somebody else saved this employee while you were typing. Where "
                                 "their version "
                                 "differs it is shown below the field. Save again to keep yours."));
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelEmployeeDialog) self = STEMPEL_EMPLOYEE_DIALOG (user_data);
  g_autoptr(StempelRecord) employee = NULL;
  g_autoptr(GError) error = NULL;

  employee = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The dialog was closed by force while the database answered. */
  if (self->form == NULL)
    return;

  stempel_dialog_set_busy (STEMPEL_DIALOG (self), FALSE);

  if (error != NULL)
    {
      show_refusal (self, error);
      return;
    }

  g_signal_emit (self, signals[SAVED], 0, employee);
  stempel_dialog_close_now (STEMPEL_DIALOG (self));
}

static JsonNode *
build_request (StempelEmployeeDialog *self)
{
  JsonNode *request = stempel_form_get_request (self->form);
  JsonObject *members = json_node_get_object (request);

  if (self->employee == NULL)
    return request;

  json_object_set_int_member (members, "id", stempel_employee_get_id (self->employee));
  json_object_set_int_member (members, "revision", self->revision);

  /* Not asked for here, but saving without it would take it away. */
  if (stempel_employee_get_customer_id (self->employee) != 0)
    json_object_set_int_member (members, "customer_id",
                                stempel_employee_get_customer_id (self->employee));

  return request;
}

static void
stempel_employee_dialog_apply (StempelDialog *dialog)
{
  StempelEmployeeDialog *self = STEMPEL_EMPLOYEE_DIALOG (dialog);
  g_autoptr(JsonNode) request = NULL;

  stempel_dialog_clear_error (dialog);

  if (!stempel_form_validate (self->form))
    return;

  request = build_request (self);

  if (self->key == NULL || self->request == NULL || !json_node_equal (self->request, request))
    {
      g_free (self->key);
      self->key = g_uuid_string_random ();
    }

  g_clear_pointer (&self->request, json_node_unref);
  self->request = json_node_copy (request);
  stempel_dialog_set_busy (dialog, TRUE);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_EMPLOYEE_SAVE, request, self->key,
                             NULL, saved_cb, g_object_ref (self));
}

/* Puts what was loaded into a field; the form must not count that as an edit. */
static StempelPage *
finish_choices (StempelEmployeeDialog *self, GObject *client, GAsyncResult *result)
{
  g_autoptr(GError) error = NULL;
  StempelPage *page = stempel_client_list_finish (STEMPEL_CLIENT (client), result, &error);

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    stempel_dialog_show_error (STEMPEL_DIALOG (self), error);

  return page;
}

static void
stores_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelEmployeeDialog) self = STEMPEL_EMPLOYEE_DIALOG (user_data);
  g_autoptr(StempelPage) page = finish_choices (self, object, result);
  gboolean untouched;

  if (page == NULL)
    return;

  untouched = !stempel_form_get_changed (self->form);
  stempel_checks_field_add_records (STEMPEL_CHECKS_FIELD (self->stores_field),
                                    stempel_page_get_items (page), FALSE);

  if (untouched)
    stempel_form_mark_clean (self->form);
}

static void
logins_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelEmployeeDialog) self = STEMPEL_EMPLOYEE_DIALOG (user_data);
  g_autoptr(StempelPage) page = finish_choices (self, object, result);
  g_autoptr(JsonNode) value = NULL;
  gboolean untouched;

  if (page == NULL)
    return;

  untouched = !stempel_form_get_changed (self->form);
  stempel_choice_field_add_records (STEMPEL_CHOICE_FIELD (self->login_field),
                                    stempel_page_get_items (page), "name");

  if (self->employee != NULL && stempel_employee_get_login_id (self->employee) != 0)
    {
      value = json_node_init_int (json_node_alloc (),
                                  stempel_employee_get_login_id (self->employee));
      stempel_field_set_value (STEMPEL_FIELD (self->login_field), value);
    }

  if (untouched)
    stempel_form_mark_clean (self->form);
}

static void
load_choices (StempelEmployeeDialog *self)
{
  g_autoptr(JsonNode) active = stempel_request_new ("state", "s", "active", NULL);
  g_autoptr(JsonNode) all = stempel_request_new (NULL);

  stempel_client_call_async (self->client, STEMPEL_OPERATION_STORE_LIST, active, NULL,
                             self->cancellable, stores_loaded_cb, g_object_ref (self));
  stempel_client_call_async (self->client, STEMPEL_OPERATION_LOGIN_LIST, all, NULL,
                             self->cancellable, logins_loaded_cb, g_object_ref (self));
}

static void
show_employee (StempelEmployeeDialog *self)
{
  g_autoptr(JsonNode) node = stempel_record_to_json (STEMPEL_RECORD (self->employee));

  gtk_window_set_title (GTK_WINDOW (self), _("Edit Employee"));
  g_object_set (self, "primary-label", _("_Save"), NULL);
  self->revision = stempel_employee_get_revision (self->employee);
  stempel_form_load (self->form, json_node_get_object (node));
}

static void
stempel_employee_dialog_dispose (GObject *object)
{
  StempelEmployeeDialog *self = STEMPEL_EMPLOYEE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->form);
  g_clear_object (&self->employee);
  g_clear_object (&self->client);
  g_clear_pointer (&self->request, json_node_unref);
  g_clear_pointer (&self->key, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_EMPLOYEE_DIALOG);

  G_OBJECT_CLASS (stempel_employee_dialog_parent_class)->dispose (object);
}

static void
stempel_employee_dialog_class_init (StempelEmployeeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_employee_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_employee_dialog_apply;

  signals[SAVED] = g_signal_new ("saved", STEMPEL_TYPE_EMPLOYEE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_EMPLOYEE);

  g_type_ensure (STEMPEL_TYPE_CHECKS_FIELD);
  g_type_ensure (STEMPEL_TYPE_CHOICE_FIELD);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-employee-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDialog, stores_field);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDialog, login_field);
}

static void
stempel_employee_dialog_init (StempelEmployeeDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_employee_dialog_new:
 * @client: a client
 * @employee: (nullable): the employee to change, %NULL to add one
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelEmployeeDialog *
stempel_employee_dialog_new (StempelClient *client, StempelEmployee *employee)
{
  StempelEmployeeDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (employee == NULL || STEMPEL_IS_EMPLOYEE (employee), NULL);

  self = g_object_new (STEMPEL_TYPE_EMPLOYEE_DIALOG, NULL);
  self->client = g_object_ref (client);
  g_set_object (&self->employee, employee);
  self->form = stempel_form_new_within (self->fields);

  if (employee != NULL)
    show_employee (self);

  stempel_form_mark_clean (self->form);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), self->form);
  load_choices (self);

  return self;
}
