/* stempel-pairing-form.c: the code with which this device becomes a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-error.h"
#include "stempel-form.h"
#include "stempel-pairing-code.h"
#include "stempel-pairing-form.h"
#include "stempel-sign-in-text.h"

struct _StempelPairingForm
{
  AdwBin            parent_instance;

  GtkLabel         *sentence_label;
  GtkWidget        *message_box;
  GtkLabel         *message_label;
  StempelTextField *code_field;

  StempelForm      *form;  /* (owned) */
  char             *place; /* (owned) (nullable) */
};

enum
{
  SIGNAL_SUBMIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelPairingForm, stempel_pairing_form, ADW_TYPE_BIN)

static void
activate_cb (StempelPairingForm *self)
{
  g_signal_emit (self, signals[SIGNAL_SUBMIT], 0);
}

static gboolean
stempel_pairing_form_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (STEMPEL_PAIRING_FORM (widget)->code_field));
}

static void
stempel_pairing_form_dispose (GObject *object)
{
  StempelPairingForm *self = STEMPEL_PAIRING_FORM (object);

  g_clear_object (&self->form);
  g_clear_pointer (&self->place, g_free);
  /* AdwBin would unparent it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_PAIRING_FORM);

  G_OBJECT_CLASS (stempel_pairing_form_parent_class)->dispose (object);
}

static void
stempel_pairing_form_class_init (StempelPairingFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_pairing_form_dispose;
  widget_class->grab_focus = stempel_pairing_form_grab_focus;

  signals[SIGNAL_SUBMIT] =
    g_signal_new ("submit", STEMPEL_TYPE_PAIRING_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-pairing-form.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelPairingForm, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingForm, message_box);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingForm, message_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingForm, code_field);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
stempel_pairing_form_init (StempelPairingForm *self)
{
  GtkWidget *entry;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->form = stempel_form_new_within (GTK_WIDGET (self));
  entry = GTK_WIDGET (stempel_text_field_get_entry (self->code_field));
  gtk_widget_add_css_class (entry, "stempel-pairing-code");
  stempel_pairing_code_attach (self->code_field);
}

/**
 * stempel_pairing_form_new:
 *
 * Returns: (transfer floating): a form
 */
GtkWidget *
stempel_pairing_form_new (void)
{
  return g_object_new (STEMPEL_TYPE_PAIRING_FORM, NULL);
}

static void
show_message (StempelPairingForm *self, const char *sentence)
{
  gtk_label_set_text (self->message_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->message_box, sentence != NULL);
  if (sentence != NULL)
    stempel_announce (GTK_WIDGET (self), sentence);
}

/**
 * stempel_pairing_form_set_profile:
 * @self: a form
 * @profile: the server
 */
void
stempel_pairing_form_set_profile (StempelPairingForm *self, StempelProfile *profile)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (STEMPEL_IS_PAIRING_FORM (self));
  g_return_if_fail (STEMPEL_IS_PROFILE (profile));

  g_free (self->place);
  self->place = stempel_profile_dup_place (profile);
  /* Translators: %s is the name of a server. “Access” is a page and “Terminals” a list of it. */
  sentence = g_strdup_printf (_("Makes this device a terminal of a store at %s. It then stays "
                                "signed in. A manager finds the code under Access → Terminals."),
                              self->place);
  gtk_label_set_text (self->sentence_label, sentence);
  show_message (self, NULL);
  stempel_pairing_form_forget (self);
}

/**
 * stempel_pairing_form_show_ended:
 * @self: a form with a profile
 *
 * Says that this device was a terminal until now.
 */
void
stempel_pairing_form_show_ended (StempelPairingForm *self)
{
  g_return_if_fail (STEMPEL_IS_PAIRING_FORM (self));

  show_message (self, _("This device is no longer a terminal. Ask a manager for a new code."));
}

/**
 * stempel_pairing_form_read:
 * @self: a form
 *
 * Returns: (transfer full) (nullable): the code, to be freed with stempel_pairing_code_wipe();
 *   %NULL where that is none, which is then said beside the field
 */
char *
stempel_pairing_form_read (StempelPairingForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_PAIRING_FORM (self), NULL);

  show_message (self, NULL);
  if (!stempel_form_validate (self->form))
    return NULL;

  return stempel_pairing_code_read (self->code_field);
}

/* A wrong code, one that was used and one that is over are the same to the server. */
static gboolean
is_about_code (const GError *error)
{
  return g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_NOT_FOUND) ||
         g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED);
}

static char *
describe (StempelPairingForm *self, const GError *error)
{
  if (is_about_code (error))
    return g_strdup (_("This code is not right, was used before or is over. Check it, or ask a "
                       "manager for a new one."));
  if (g_strcmp0 (stempel_error_get_fact_string (error, "outcome"), "unknown") == 0)
    /* Translators: %s is the name of a server */
    return g_strdup_printf (_("The line to %s broke after the code was sent, so the code may have "
                              "been used. Try once more; if it is refused, ask a manager for a new "
                              "one."), self->place);

  return stempel_sign_in_text (error, self->place);
}

/**
 * stempel_pairing_form_show_error:
 * @self: a form
 * @error: why the code was refused, or did not reach the server
 *
 * Shows it beside what it is about. What was typed stays.
 */
void
stempel_pairing_form_show_error (StempelPairingForm *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (STEMPEL_IS_PAIRING_FORM (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID) &&
      stempel_form_show_error (self->form, error))
    return;

  sentence = describe (self, error);
  if (is_about_code (error) ||
      g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_RATE_LIMITED))
    {
      stempel_field_set_error (STEMPEL_FIELD (self->code_field), sentence);
      gtk_widget_grab_focus (GTK_WIDGET (self->code_field));
    }
  else
    {
      show_message (self, sentence);
    }
}

/**
 * stempel_pairing_form_forget:
 * @self: a form
 *
 * Forgets the code.
 */
void
stempel_pairing_form_forget (StempelPairingForm *self)
{
  g_return_if_fail (STEMPEL_IS_PAIRING_FORM (self));

  stempel_text_field_set_text (self->code_field, "");
  stempel_form_clear_errors (self->form);
  stempel_form_mark_clean (self->form);
}
