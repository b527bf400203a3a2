/* stempel-terminal-dialog.c: adds a terminal or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-save.h"
#include "stempel-choice-field.h"
#include "stempel-terminal-dialog.h"
#include "stempel-text-field.h"

static const char * const compared[] = { "name", "store_id", NULL };

struct _StempelTerminalDialog
{
  StempelDialog    parent_instance;

  GtkWidget       *fields;
  GtkWidget       *store_field;

  StempelClient   *client;                /* (owned) */
  StempelTerminal *terminal;              /* (owned) (nullable): NULL while adding */
  StempelForm     *form;                  /* (owned) */
  GCancellable    *cancellable;           /* (owned) */
  gint64           revision;
};

G_DEFINE_FINAL_TYPE (StempelTerminalDialog, stempel_terminal_dialog, STEMPEL_TYPE_DIALOG)

static gboolean
stempel_terminal_dialog_refused (StempelDialog *dialog, const GError *error)
{
  StempelTerminalDialog *self = STEMPEL_TERMINAL_DIALOG (dialog);
  const char *sentence =
    _("Somebody else saved this terminal while you were typing. Where their "
      "version differs it is shown below the field. Save again to keep yours.");

  return stempel_access_save_refused (dialog, error, compared, &self->revision, sentence);
}

static void
stempel_terminal_dialog_apply (StempelDialog *dialog)
{
  StempelTerminalDialog *self = STEMPEL_TERMINAL_DIALOG (dialog);
  gint64 id = self->terminal != NULL ? stempel_terminal_get_id (self->terminal) : 0;

  stempel_access_save (dialog, self->client, STEMPEL_OPERATION_TERMINAL_PAIR, id, self->revision);
}

/* Puts what was loaded into the field; the form must not count that as an edit. */
static void
stores_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalDialog) self = STEMPEL_TERMINAL_DIALOG (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(JsonNode) value = NULL;
  g_autoptr(GError) error = NULL;
  gboolean untouched;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
      return;
    }

  untouched = !stempel_form_get_changed (self->form);
  stempel_choice_field_add_records (STEMPEL_CHOICE_FIELD (self->store_field),
                                    stempel_page_get_items (page), "name");

  if (self->terminal != NULL)
    {
      value = json_node_init_int (json_node_alloc (),
                                  stempel_terminal_get_store_id (self->terminal));
      stempel_field_set_value (STEMPEL_FIELD (self->store_field), value);
    }

  if (untouched)
    stempel_form_mark_clean (self->form);
}

static void
load_stores (StempelTerminalDialog *self)
{
  g_autoptr(JsonNode) request = stempel_request_new ("state", "s", "active", NULL);

  stempel_client_call_async (self->client, STEMPEL_OPERATION_STORE_LIST, request, NULL,
                             self->cancellable, stores_loaded_cb, g_object_ref (self));
}

static void
show_terminal (StempelTerminalDialog *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _("Edit Terminal"));
  g_object_set (self, "primary-label", _("_Save"), NULL);
  stempel_field_set_description (STEMPEL_FIELD (self->store_field),
                                 _("The device that works as this terminal stays what it is, and "
                                   "books for this store."));
  self->revision = stempel_terminal_get_revision (self->terminal);
  stempel_form_load_object (self->form, G_OBJECT (self->terminal));
}

static void
stempel_terminal_dialog_dispose (GObject *object)
{
  StempelTerminalDialog *self = STEMPEL_TERMINAL_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->form);
  g_clear_object (&self->terminal);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_TERMINAL_DIALOG);

  G_OBJECT_CLASS (stempel_terminal_dialog_parent_class)->dispose (object);
}

static void
stempel_terminal_dialog_class_init (StempelTerminalDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_terminal_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_terminal_dialog_apply;
  STEMPEL_DIALOG_CLASS (klass)->refused = stempel_terminal_dialog_refused;

  g_type_ensure (STEMPEL_TYPE_CHOICE_FIELD);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-terminal-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalDialog, store_field);
}

static void
stempel_terminal_dialog_init (StempelTerminalDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_terminal_dialog_new:
 * @client: a client
 * @terminal: (nullable): the terminal to change, %NULL to add one
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelTerminalDialog *
stempel_terminal_dialog_new (StempelClient *client, StempelTerminal *terminal)
{
  StempelTerminalDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (terminal == NULL || STEMPEL_IS_TERMINAL (terminal), NULL);

  self = g_object_new (STEMPEL_TYPE_TERMINAL_DIALOG, NULL);
  self->client = g_object_ref (client);
  g_set_object (&self->terminal, terminal);
  self->form = stempel_form_new_within (self->fields);

  if (terminal != NULL)
    show_terminal (self);

  stempel_form_mark_clean (self->form);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), self->form);
  load_stores (self);

  return self;
}
