/* stempel-factor-removal-dialog.c: does without the second factor again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-factor-removal-dialog.h"
#include "stempel-one-time-code.h"

struct _StempelFactorRemovalDialog
{
  StempelDialog     parent_instance;

  StempelTextField *code_field;

  StempelClient    *client; /* (owned) */
};

G_DEFINE_FINAL_TYPE (StempelFactorRemovalDialog, stempel_factor_removal_dialog,
                     STEMPEL_TYPE_DIALOG)

static void
stempel_factor_removal_dialog_apply (StempelDialog *dialog)
{
  StempelFactorRemovalDialog *self = STEMPEL_FACTOR_REMOVAL_DIALOG (dialog);
  g_autofree char *code = NULL;
  g_autoptr(JsonNode) request = NULL;

  stempel_dialog_clear_error (dialog);
  if (!stempel_form_validate (stempel_dialog_get_form (dialog)))
    return;

  code = stempel_one_time_code_read (self->code_field);
  if (code == NULL)
    return;

  request = stempel_request_new ("one_time_code", "s", code, NULL);
  stempel_dialog_call (dialog, self->client, STEMPEL_OPERATION_TOTP_REMOVE, request);
}

static void
stempel_factor_removal_dialog_dispose (GObject *object)
{
  g_clear_object (&STEMPEL_FACTOR_REMOVAL_DIALOG (object)->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_FACTOR_REMOVAL_DIALOG);

  G_OBJECT_CLASS (stempel_factor_removal_dialog_parent_class)->dispose (object);
}

static void
stempel_factor_removal_dialog_class_init (StempelFactorRemovalDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_factor_removal_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_factor_removal_dialog_apply;

  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
      "/lu/stempel/Stempel/ui/stempel-factor-removal-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelFactorRemovalDialog, code_field);
}

static void
stempel_factor_removal_dialog_init (StempelFactorRemovalDialog *self)
{
  g_autoptr(StempelForm) form = stempel_form_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Not the changes of a form: a code that was typed is over in a minute anyway. */
  stempel_form_add (form, STEMPEL_FIELD (self->code_field));
  stempel_dialog_set_form (STEMPEL_DIALOG (self), form);
}

/**
 * stempel_factor_removal_dialog_new:
 * @client: a client that is signed in through a server
 *
 * Emits `done` with the #StempelLogin when the password alone signs in again.
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelFactorRemovalDialog *
stempel_factor_removal_dialog_new (StempelClient *client)
{
  StempelFactorRemovalDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  self = g_object_new (STEMPEL_TYPE_FACTOR_REMOVAL_DIALOG, NULL);
  self->client = g_object_ref (client);

  return self;
}
