/* stempel-login-dialog.c: adds a person who may sign in, or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-save.h"
#include "stempel-choice-field.h"
#include "stempel-format.h"
#include "stempel-login-dialog.h"
#include "stempel-role-text.h"
#include "stempel-text-field.h"

static const char * const compared[] = { "name", "email", "role", "language", NULL };
static const char * const roles[] = { "manager", "staff", "auditor", NULL };
static const char * const languages[] = { "de", "en", "fr", "lb", NULL };

struct _StempelLoginDialog
{
  StempelDialog  parent_instance;

  GtkWidget     *fields;
  GtkWidget     *role_field;
  GtkWidget     *language_field;

  StempelClient *client;                  /* (owned) */
  StempelForm   *form;                    /* (owned) */
  gint64         id;                      /* 0 while adding */
  gint64         revision;
};

G_DEFINE_FINAL_TYPE (StempelLoginDialog, stempel_login_dialog, STEMPEL_TYPE_DIALOG)

static gboolean
stempel_login_dialog_refused (StempelDialog *dialog, const GError *error)
{
  StempelLoginDialog *self = STEMPEL_LOGIN_DIALOG (dialog);
  const char *sentence =
    _("Somebody else saved this person while you were typing. Where their "
      "version differs it is shown below the field. Save again to keep yours.");

  return stempel_access_save_refused (dialog, error, compared, &self->revision, sentence);
}

static void
stempel_login_dialog_apply (StempelDialog *dialog)
{
  StempelLoginDialog *self = STEMPEL_LOGIN_DIALOG (dialog);

  stempel_access_save (dialog, self->client, STEMPEL_OPERATION_LOGIN_SAVE, self->id,
                       self->revision);
}

static void
add_choices (StempelLoginDialog *self)
{
  StempelChoiceField *role_field = STEMPEL_CHOICE_FIELD (self->role_field);
  StempelChoiceField *language_field = STEMPEL_CHOICE_FIELD (self->language_field);

  for (guint i = 0; roles[i] != NULL; i++)
    stempel_choice_field_add_text (role_field, stempel_role_text (roles[i]), roles[i]);
  for (guint i = 0; languages[i] != NULL; i++)
    stempel_choice_field_add_text (language_field, stempel_format_language_name (languages[i]),
                                   languages[i]);
}

static void
show_login (StempelLoginDialog *self, StempelLogin *login)
{
  const char *language = stempel_login_get_language (login);

  /* One that this program does not speak must not get lost. */
  if (language != NULL && !g_strv_contains (languages, language))
    stempel_choice_field_add_text (STEMPEL_CHOICE_FIELD (self->language_field),
                                   stempel_format_language_name (language), language);

  gtk_window_set_title (GTK_WINDOW (self), _("Edit Person"));
  g_object_set (self, "primary-label", _("_Save"), NULL);
  self->id = stempel_login_get_id (login);
  self->revision = stempel_login_get_revision (login);
  stempel_form_load_object (self->form, G_OBJECT (login));
}

static void
stempel_login_dialog_dispose (GObject *object)
{
  StempelLoginDialog *self = STEMPEL_LOGIN_DIALOG (object);

  g_clear_object (&self->form);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_LOGIN_DIALOG);

  G_OBJECT_CLASS (stempel_login_dialog_parent_class)->dispose (object);
}

static void
stempel_login_dialog_class_init (StempelLoginDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_login_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_login_dialog_apply;
  STEMPEL_DIALOG_CLASS (klass)->refused = stempel_login_dialog_refused;

  g_type_ensure (STEMPEL_TYPE_CHOICE_FIELD);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-login-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelLoginDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginDialog, role_field);
  gtk_widget_class_bind_template_child (widget_class, StempelLoginDialog, language_field);
}

static void
stempel_login_dialog_init (StempelLoginDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_login_dialog_new:
 * @client: a client
 * @login: (nullable): the person to change, %NULL to add one
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelLoginDialog *
stempel_login_dialog_new (StempelClient *client, StempelLogin *login)
{
  StempelLoginDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (login == NULL || STEMPEL_IS_LOGIN (login), NULL);

  self = g_object_new (STEMPEL_TYPE_LOGIN_DIALOG, NULL);
  self->client = g_object_ref (client);
  add_choices (self);
  self->form = stempel_form_new_within (self->fields);

  if (login != NULL)
    show_login (self, login);

  stempel_form_mark_clean (self->form);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), self->form);

  return self;
}
