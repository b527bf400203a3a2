/* stempel-new-password-dialog.c: changes one's own password
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-error-text.h"
#include "stempel-new-password-dialog.h"
#include "stempel-password-field.h"

/* As the database has it, in characters and in bytes: who is told beforehand need not wait. */
#define SHORTEST 12
#define LONGEST 72

struct _StempelNewPasswordDialog
{
  StempelDialog         parent_instance;

  StempelPasswordField *current_field;
  StempelPasswordField *new_field;
  StempelPasswordField *repeat_field;

  StempelClient        *client;  /* (owned) */
  JsonNode             *request; /* (owned) (nullable): under way; holds both passwords */
};

G_DEFINE_FINAL_TYPE (StempelNewPasswordDialog, stempel_new_password_dialog, STEMPEL_TYPE_DIALOG)

static void
wipe_member (JsonObject *members, const char *name)
{
  const char *secret = json_object_get_string_member (members, name);

  explicit_bzero ((char *) secret, strlen (secret));
}

/* The bytes of a request are only free to be wiped once the answer is there. */
static void
forget_request (StempelNewPasswordDialog *self)
{
  JsonObject *members = json_node_get_object (self->request);

  wipe_member (members, "current_password");
  wipe_member (members, "password");
  g_clear_pointer (&self->request, json_node_unref);
}

static void
mark_field (StempelPasswordField *field, const char *sentence)
{
  stempel_field_set_error (STEMPEL_FIELD (field), sentence);
  gtk_widget_grab_focus (GTK_WIDGET (field));
}

/* A password is not sent twice: whoever presses again may find the current one to be another. */
static void
show_unknown_outcome (StempelNewPasswordDialog *self, const GError *error)
{
  g_autofree char *text = stempel_error_text (error);
  g_autofree char *sentences = NULL;

  /* Translators: %s is a sentence about an error */
  sentences = g_strdup_printf (_("%s It is not known whether your password was changed: if the old "
                                 "one is not taken any more, it was."), text);
  stempel_dialog_show_message (STEMPEL_DIALOG (self), sentences);
}

static void
show_refusal (StempelNewPasswordDialog *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_RATE_LIMITED))
    {
      text = stempel_error_text (error);
      mark_field (self->current_field, text);
    }
  else if (g_strcmp0 (stempel_error_get_fact_string (error, "reason"), "credentials") == 0)
    {
      mark_field (self->current_field, _("This is not your current password."));
    }
  else if (error->domain != STEMPEL_ERROR || error->code == STEMPEL_ERROR_UNAVAILABLE)
    {
      show_unknown_outcome (self, error);
    }
  else
    {
      stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
    }
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelNewPasswordDialog) self = STEMPEL_NEW_PASSWORD_DIALOG (user_data);
  g_autoptr(StempelRecord) login = NULL;
  g_autoptr(GError) error = NULL;

  login = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);
  forget_request (self);

  /* The dialog was closed by force while the server answered. */
  if (self->client == NULL)
    return;

  stempel_dialog_set_busy (STEMPEL_DIALOG (self), FALSE);

  if (error != NULL)
    {
      show_refusal (self, error);
      return;
    }

  g_signal_emit_by_name (self, "done", login);
  stempel_dialog_close_now (STEMPEL_DIALOG (self));
}

/* What the database would say, in the same words. */
static char *
check_new (const char *password)
{
  g_autoptr(JsonObject) refusal = json_object_new ();

  json_object_set_string_member (refusal, "field", "password");
  if (strlen (password) > LONGEST)
    {
      json_object_set_string_member (refusal, "code", "too_long");
      json_object_set_int_member (refusal, "max", LONGEST);
    }
  else if (g_utf8_strlen (password, -1) < SHORTEST)
    {
      json_object_set_string_member (refusal, "code", "too_short");
      json_object_set_int_member (refusal, "min", SHORTEST);
    }
  else
    {
      return NULL;
    }

  return stempel_field_error_text (refusal);
}

/* All that is wrong is marked at once; the focus goes to the first. */
static gboolean
check (StempelNewPasswordDialog *self)
{
  const char *password = stempel_password_field_get_password (self->new_field);
  const char *repeated = stempel_password_field_get_password (self->repeat_field);
  gboolean complete = stempel_form_validate (stempel_dialog_get_form (STEMPEL_DIALOG (self)));
  g_autofree char *problem = *password != '\0' ? check_new (password) : NULL;
  gboolean differs = *password != '\0' && *repeated != '\0' && strcmp (password, repeated) != 0;

  if (problem != NULL)
    stempel_field_set_error (STEMPEL_FIELD (self->new_field), problem);
  if (differs)
    stempel_field_set_error (STEMPEL_FIELD (self->repeat_field),
                             _("The two passwords are not the same."));

  if (complete && problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->new_field));
  else if (complete && differs)
    gtk_widget_grab_focus (GTK_WIDGET (self->repeat_field));

  return complete && problem == NULL && !differs;
}

static void
stempel_new_password_dialog_apply (StempelDialog *dialog)
{
  StempelNewPasswordDialog *self = STEMPEL_NEW_PASSWORD_DIALOG (dialog);

  stempel_dialog_clear_error (dialog);
  if (!check (self))
    return;

  self->request =
    stempel_request_new ("current_password", "s",
                         stempel_password_field_get_password (self->current_field),
                         "password", "s", stempel_password_field_get_password (self->new_field),
                         NULL);
  stempel_dialog_set_busy (dialog, TRUE);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_PASSWORD_CHANGE, self->request, NULL,
                             NULL, changed_cb, g_object_ref (self));
}

static void
stempel_new_password_dialog_dispose (GObject *object)
{
  g_clear_object (&STEMPEL_NEW_PASSWORD_DIALOG (object)->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_NEW_PASSWORD_DIALOG);

  G_OBJECT_CLASS (stempel_new_password_dialog_parent_class)->dispose (object);
}

static void
stempel_new_password_dialog_class_init (StempelNewPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_new_password_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_new_password_dialog_apply;

  g_type_ensure (STEMPEL_TYPE_PASSWORD_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
      "/lu/stempel/Stempel/ui/stempel-new-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelNewPasswordDialog, current_field);
  gtk_widget_class_bind_template_child (widget_class, StempelNewPasswordDialog, new_field);
  gtk_widget_class_bind_template_child (widget_class, StempelNewPasswordDialog, repeat_field);
}

static void
stempel_new_password_dialog_init (StempelNewPasswordDialog *self)
{
  g_autoptr(StempelForm) form = stempel_form_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  stempel_form_add (form, STEMPEL_FIELD (self->current_field));
  stempel_form_add (form, STEMPEL_FIELD (self->new_field));
  stempel_form_add (form, STEMPEL_FIELD (self->repeat_field));
  stempel_form_mark_clean (form);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), form);
}

/**
 * stempel_new_password_dialog_new:
 * @client: a client that is signed in through a server
 *
 * Emits `done` with the #StempelLogin when the password is another one.
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelNewPasswordDialog *
stempel_new_password_dialog_new (StempelClient *client)
{
  StempelNewPasswordDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  self = g_object_new (STEMPEL_TYPE_NEW_PASSWORD_DIALOG, NULL);
  self->client = g_object_ref (client);

  return self;
}
