/* stempel-login-password-dialog.c: gives a person a password
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-error.h"
#include "stempel-login-password-dialog.h"
#include "stempel-password-field.h"
#include "stempel-password-make-up.h"
#include "stempel-secret-box.h"

/* Characters, and what bcrypt reads of their bytes. */
#define SHORTEST 12
#define LONGEST 72

struct _StempelLoginPasswordDialog
{
  StempelDialog  parent_instance;

  GtkWidget     *stack;
  GtkWidget     *who_label;
  GtkWidget     *fields;
  GtkWidget     *password_field;
  GtkWidget     *again_field;
  GtkWidget     *shown_label;
  GtkWidget     *secret_box;

  StempelClient *client;                  /* (owned) */
  StempelForm   *form;                    /* (owned) */
  gint64         login_id;
  char          *name;                    /* (owned) */
  JsonNode      *request;                 /* (owned) (nullable): of the last press whose outcome is
                                           * not known; holds the password */
  char          *key;                     /* (owned) (nullable): its idempotency key */
  gboolean       made_up;                 /* whether the password of the request is ours */
  gboolean       showing;
};

G_DEFINE_FINAL_TYPE (StempelLoginPasswordDialog, stempel_login_password_dialog, STEMPEL_TYPE_DIALOG)

enum { SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *
request_password (StempelLoginPasswordDialog *self)
{
  return json_object_get_string_member (json_node_get_object (self->request), "password");
}

/* The bytes of a request are only free to be wiped once its outcome is known. */
static void
forget_request (StempelLoginPasswordDialog *self)
{
  const char *password;

  g_clear_pointer (&self->key, g_free);

  if (self->request == NULL)
    return;

  password = request_password (self);
  explicit_bzero ((char *) password, strlen (password));
  g_clear_pointer (&self->request, json_node_unref);
}

static void
show_made_up (StempelLoginPasswordDialog *self)
{
  g_autofree char *sentence = NULL;

  sentence =
    /* Translators: %s is the name of a person. */
    g_strdup_printf (_("This is the new password of %s. It is shown only this once: write it down "
                       "for them, or let them read it now."), self->name);
  gtk_label_set_label (GTK_LABEL (self->shown_label), sentence);
  stempel_secret_box_set_secret (STEMPEL_SECRET_BOX (self->secret_box), request_password (self),
                                 _("Password"));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "shown");
  self->showing = TRUE;

  /* Nothing is left to be cancelled. */
  stempel_form_mark_clean (self->form);
  g_object_set (self, "primary-label", _("_Done"), "cancel-label", NULL, NULL);
  gtk_widget_grab_focus (self->secret_box);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static void
show_refusal (StempelLoginPasswordDialog *self, const GError *error)
{
  /* Only a refusal is certain; anything else may have been done, and the next press repeats it. */
  if (error->domain == STEMPEL_ERROR && error->code != STEMPEL_ERROR_UNAVAILABLE)
    forget_request (self);

  stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
}

static void
password_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelLoginPasswordDialog) self = STEMPEL_LOGIN_PASSWORD_DIALOG (user_data);
  g_autoptr(StempelRecord) login = NULL;
  g_autoptr(GError) error = NULL;

  login = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The dialog was closed by force while the database answered. */
  if (self->client == NULL)
    {
      forget_request (self);
      return;
    }

  stempel_dialog_set_busy (STEMPEL_DIALOG (self), FALSE);

  if (error != NULL)
    {
      show_refusal (self, error);
      return;
    }

  stempel_password_field_clear (STEMPEL_PASSWORD_FIELD (self->password_field));
  stempel_password_field_clear (STEMPEL_PASSWORD_FIELD (self->again_field));
  g_signal_emit (self, signals[SAVED], 0, login);

  if (self->made_up)
    show_made_up (self);

  forget_request (self);

  if (!self->showing)
    stempel_dialog_close_now (STEMPEL_DIALOG (self));
}

static void
send_password (StempelLoginPasswordDialog *self, const char *password, gboolean made_up)
{
  if (self->request == NULL || self->made_up != made_up ||
      !g_str_equal (request_password (self), password))
    {
      forget_request (self);
      self->key = g_uuid_string_random ();
      self->request = stempel_request_new ("id", "x", self->login_id, "password", "s", password,
                                           NULL);
    }

  self->made_up = made_up;
  stempel_dialog_clear_error (STEMPEL_DIALOG (self));
  stempel_dialog_set_busy (STEMPEL_DIALOG (self), TRUE);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_LOGIN_SET_PASSWORD, self->request,
                             self->key, NULL, password_set_cb, g_object_ref (self));
}

static gboolean
is_busy (StempelLoginPasswordDialog *self)
{
  gboolean busy;

  g_object_get (self, "busy", &busy, NULL);

  return busy;
}

static void
make_up_clicked_cb (StempelLoginPasswordDialog *self)
{
  char password[STEMPEL_PASSWORD_MADE_UP_LENGTH + 1];

  if (is_busy (self))
    return;

  /* One that may have been set already is still the one. */
  if (self->request != NULL && self->made_up)
    g_strlcpy (password, request_password (self), sizeof password);
  else
    stempel_password_make_up (password);

  send_password (self, password, TRUE);
  explicit_bzero (password, sizeof password);
}

static char *
password_problem (const char *password)
{
  if (g_utf8_strlen (password, -1) < SHORTEST)
    return g_strdup_printf (ngettext ("Enter at least %d character.",
                                      "Enter at least %d characters.", SHORTEST), SHORTEST);
  if (strlen (password) > LONGEST)
    /* Letters with an accent count twice or more, so no number is right. */
    return g_strdup (_("This is too long. A few words are enough."));

  return NULL;
}

static gboolean
check (StempelLoginPasswordDialog *self, const char *password)
{
  const char *again =
    stempel_password_field_get_password (STEMPEL_PASSWORD_FIELD (self->again_field));
  g_autofree char *problem = NULL;

  if (!stempel_form_validate (self->form))
    return FALSE;

  problem = password_problem (password);
  if (problem != NULL)
    {
      stempel_field_set_error (STEMPEL_FIELD (self->password_field), problem);
      gtk_widget_grab_focus (self->password_field);
      return FALSE;
    }

  if (g_str_equal (password, again))
    return TRUE;

  stempel_field_set_error (STEMPEL_FIELD (self->again_field),
                           _("The two passwords are not the same."));
  gtk_widget_grab_focus (self->again_field);

  return FALSE;
}

static void
stempel_login_password_dialog_apply (StempelDialog *dialog)
{
  StempelLoginPasswordDialog *self = STEMPEL_LOGIN_PASSWORD_DIALOG (dialog);
  const char *password =
    stempel_password_field_get_password (STEMPEL_PASSWORD_FIELD (self->password_field));

  if (self->showing)
    stempel_dialog_close_now (dialog);
  /* Pressed after a made-up one broke off, with nothing typed: that one is meant. */
  else if (self->request != NULL && self->made_up && password[0] == '\0')
    make_up_clicked_cb (self);
  else if (check (self, password))
    send_password (self, password, FALSE);
}

static void
stempel_login_password_dialog_dispose (GObject *object)
{
  StempelLoginPasswordDialog *self = STEMPEL_LOGIN_PASSWORD_DIALOG (object);

  /* While it is on its way it is still read. */
  if (self->client != NULL && !is_busy (self))
    forget_request (self);

  g_clear_object (&self->form);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG);

  G_OBJECT_CLASS (stempel_login_password_dialog_parent_class)->dispose (object);
}

static void
stempel_login_password_dialog_finalize (GObject *object)
{
  StempelLoginPasswordDialog *self = STEMPEL_LOGIN_PASSWORD_DIALOG (object);

  forget_request (self);
  g_free (self->name);

  G_OBJECT_CLASS (stempel_login_password_dialog_parent_class)->finalize (object);
}

static void
stempel_login_password_dialog_class_init (StempelLoginPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_login_password_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = stempel_login_password_dialog_finalize;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_login_password_dialog_apply;

  signals[SAVED] =
    g_signal_new ("saved", STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_LOGIN);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_PASSWORD_FIELD);
  g_type_ensure (STEMPEL_TYPE_SECRET_BOX);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/lu/stempel/Stempel/ui/stempel-login-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelLoginPasswordDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginPasswordDialog, who_label);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginPasswordDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginPasswordDialog, password_field);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginPasswordDialog, again_field);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginPasswordDialog, shown_label);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginPasswordDialog, secret_box);
  gtk_widget_class_bind_template_callback (widget_class, make_up_clicked_cb);
}

static void
stempel_login_password_dialog_init (StempelLoginPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_login_password_dialog_new:
 * @client: a client
 * @login: who gets a password; has an e-mail address
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelLoginPasswordDialog *
stempel_login_password_dialog_new (StempelClient *client, StempelLogin *login)
{
  StempelLoginPasswordDialog *self;
  g_autofree char *sentence = NULL;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STEMPEL_IS_LOGIN (login), NULL);

  self = g_object_new (STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->login_id = stempel_login_get_id (login);
  self->name = g_strdup (stempel_login_get_name (login));
  self->form = stempel_form_new_within (self->fields);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), self->form);

  /* Translators: %1$s is the name of a person, %2$s their e-mail address. */
  sentence = g_strdup_printf (_("%1$s signs in with %2$s and this password. Wherever they are "
                                "signed in now, that ends."),
                              self->name, stempel_login_get_email (login));
  gtk_label_set_label (GTK_LABEL (self->who_label), sentence);

  return self;
}
