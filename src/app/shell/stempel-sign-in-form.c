/* stempel-sign-in-form.c: who somebody is, for a Stempel server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-error.h"
#include "stempel-one-time-code.h"
#include "stempel-password-field.h"
#include "stempel-sign-in-form.h"
#include "stempel-sign-in-text.h"
#include "stempel-switch-field.h"
#include "stempel-text-field.h"

struct _StempelSignInForm
{
  AdwBin                parent_instance;

  GtkLabel             *sentence_label;
  GtkWidget            *message_box;
  GtkLabel             *message_label;
  StempelTextField     *email_field;
  StempelPasswordField *password_field;
  StempelTextField     *code_field;
  StempelSwitchField   *keep_field;

  StempelForm          *form;  /* (owned) */
  char                 *place; /* (owned) (nullable) */
  char                 *code;  /* (owned) (nullable): the digits, as they are sent */
};

enum
{
  SIGNAL_SUBMIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelSignInForm, stempel_sign_in_form, ADW_TYPE_BIN)

static void
activate_cb (StempelSignInForm *self)
{
  g_signal_emit (self, signals[SIGNAL_SUBMIT], 0);
}

/* What is filled in already need not be passed by. */
static gboolean
stempel_sign_in_form_grab_focus (GtkWidget *widget)
{
  StempelSignInForm *self = STEMPEL_SIGN_IN_FORM (widget);
  gboolean known = *stempel_text_field_get_text (self->email_field) != '\0';

  return gtk_widget_grab_focus (known ? GTK_WIDGET (self->password_field)
                                      : GTK_WIDGET (self->email_field));
}

static void
stempel_sign_in_form_dispose (GObject *object)
{
  StempelSignInForm *self = STEMPEL_SIGN_IN_FORM (object);

  g_clear_object (&self->form);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->code, g_free);
  /* AdwBin would unparent it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_SIGN_IN_FORM);

  G_OBJECT_CLASS (stempel_sign_in_form_parent_class)->dispose (object);
}

static void
stempel_sign_in_form_class_init (StempelSignInFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_sign_in_form_dispose;
  widget_class->grab_focus = stempel_sign_in_form_grab_focus;

  signals[SIGNAL_SUBMIT] =
    g_signal_new ("submit", STEMPEL_TYPE_SIGN_IN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  g_type_ensure (STEMPEL_TYPE_PASSWORD_FIELD);
  g_type_ensure (STEMPEL_TYPE_SWITCH_FIELD);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-sign-in-form.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSignInForm, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInForm, message_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInForm, message_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInForm, email_field);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInForm, password_field);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInForm, code_field);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInForm, keep_field);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
stempel_sign_in_form_init (StempelSignInForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->form = stempel_form_new_within (GTK_WIDGET (self));
}

/**
 * stempel_sign_in_form_new:
 *
 * Returns: (transfer floating): a form
 */
GtkWidget *
stempel_sign_in_form_new (void)
{
  return g_object_new (STEMPEL_TYPE_SIGN_IN_FORM, NULL);
}

static void
show_message (StempelSignInForm *self, const char *sentence)
{
  gtk_label_set_text (self->message_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->message_box, sentence != NULL);
  if (sentence != NULL)
    stempel_announce (GTK_WIDGET (self), sentence);
}

/**
 * stempel_sign_in_form_set_profile:
 * @self: a form
 * @profile: the server
 */
void
stempel_sign_in_form_set_profile (StempelSignInForm *self, StempelProfile *profile)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (STEMPEL_IS_SIGN_IN_FORM (self));
  g_return_if_fail (STEMPEL_IS_PROFILE (profile));

  g_free (self->place);
  self->place = stempel_profile_dup_place (profile);
  /* Translators: %s is the name of a server */
  sentence = g_strdup_printf (_("With your login at %s."), self->place);
  gtk_label_set_text (self->sentence_label, sentence);
  stempel_text_field_set_text (self->email_field, stempel_profile_get_user (profile));
  gtk_widget_set_visible (GTK_WIDGET (self->code_field), FALSE);
  stempel_sign_in_form_forget (self);
}

/**
 * stempel_sign_in_form_set_again:
 * @self: a form with a profile
 *
 * Asks the same person as before: the session has ended.
 */
void
stempel_sign_in_form_set_again (StempelSignInForm *self)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (STEMPEL_IS_SIGN_IN_FORM (self));

  /* Translators: %s is the name of a server */
  sentence = g_strdup_printf (_("Your session at %s has ended. Sign in again to go on where you "
                                "were; nothing that you entered is lost."), self->place);
  gtk_label_set_text (self->sentence_label, sentence);
  gtk_widget_set_sensitive (GTK_WIDGET (self->email_field), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->keep_field), FALSE);
}

/**
 * stempel_sign_in_form_validate:
 * @self: a form
 *
 * Returns: whether all is there; what is missing is marked
 */
gboolean
stempel_sign_in_form_validate (StempelSignInForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_SIGN_IN_FORM (self), FALSE);

  show_message (self, NULL);
  if (!stempel_form_validate (self->form))
    return FALSE;

  g_clear_pointer (&self->code, g_free);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->code_field)))
    return TRUE;

  self->code = stempel_one_time_code_read (self->code_field);

  return self->code != NULL;
}

/**
 * stempel_sign_in_form_get_email:
 * @self: a form
 *
 * Returns: (transfer none): the address that was typed
 */
const char *
stempel_sign_in_form_get_email (StempelSignInForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_SIGN_IN_FORM (self), NULL);

  return stempel_text_field_get_text (self->email_field);
}

/**
 * stempel_sign_in_form_get_password:
 * @self: a form
 *
 * Returns: (transfer none): the password that was typed
 */
const char *
stempel_sign_in_form_get_password (StempelSignInForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_SIGN_IN_FORM (self), NULL);

  return stempel_password_field_get_password (self->password_field);
}

/**
 * stempel_sign_in_form_get_code:
 * @self: a form that was validated
 *
 * Returns: (transfer none) (nullable): the six digits, %NULL unless the server asked for them
 */
const char *
stempel_sign_in_form_get_code (StempelSignInForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_SIGN_IN_FORM (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self->code_field)) ? self->code : NULL;
}

/**
 * stempel_sign_in_form_get_keep:
 * @self: a form
 *
 * Returns: whether the session is to be kept
 */
gboolean
stempel_sign_in_form_get_keep (StempelSignInForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_SIGN_IN_FORM (self), FALSE);

  return stempel_switch_field_get_active (self->keep_field);
}

static void
ask_for_code (StempelSignInForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->code_field), TRUE);
  stempel_text_field_set_text (self->code_field, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->code_field));
  stempel_announce (GTK_WIDGET (self), _("Enter the six-digit code as well."));
}

static void
mark_field (gpointer field, const char *sentence)
{
  stempel_field_set_error (STEMPEL_FIELD (field), sentence);
  gtk_widget_grab_focus (GTK_WIDGET (field));
}

/* Returns the field that a refusal is about, NULL if it is about none. */
static gpointer
find_field (StempelSignInForm *self, const GError *error)
{
  const char *reason = stempel_error_get_fact_string (error, "reason");

  if (error->domain != STEMPEL_ERROR)
    return NULL;
  if (error->code == STEMPEL_ERROR_RATE_LIMITED)
    return self->password_field;
  if (error->code != STEMPEL_ERROR_UNAUTHENTICATED)
    return NULL;
  if (g_strcmp0 (reason, "code_invalid") == 0)
    return self->code_field;

  return g_strcmp0 (reason, "other_login") == 0 ? (gpointer) self->email_field
                                                : (gpointer) self->password_field;
}

/**
 * stempel_sign_in_form_show_error:
 * @self: a form
 * @error: why signing in was refused, or did not reach the server
 *
 * Shows it beside what it is about, or asks for the code that is missing.
 */
void
stempel_sign_in_form_show_error (StempelSignInForm *self, const GError *error)
{
  g_autofree char *sentence = NULL;
  gpointer field;

  g_return_if_fail (STEMPEL_IS_SIGN_IN_FORM (self));
  g_return_if_fail (error != NULL);

  if (g_strcmp0 (stempel_error_get_fact_string (error, "reason"), "code_required") == 0)
    {
      ask_for_code (self);
      return;
    }
  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID) &&
      stempel_form_show_error (self->form, error))
    return;

  sentence = stempel_sign_in_text (error, self->place);
  field = find_field (self, error);
  if (field != NULL)
    mark_field (field, sentence);
  else
    show_message (self, sentence);
}

/**
 * stempel_sign_in_form_forget:
 * @self: a form
 *
 * Forgets the password and the code.
 */
void
stempel_sign_in_form_forget (StempelSignInForm *self)
{
  g_return_if_fail (STEMPEL_IS_SIGN_IN_FORM (self));

  stempel_password_field_clear (self->password_field);
  stempel_text_field_set_text (self->code_field, "");
  g_clear_pointer (&self->code, g_free);
  stempel_form_mark_clean (self->form);
}
