/* stempel-sign-in-dialog.c: signing in again when the session has ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-sign-in-dialog.h"
#include "stempel-sign-in-form.h"

/* In pixels: with room for what a refusal adds, as a window does not grow by itself. */
#define HEIGHT 460

typedef struct
{
  StempelConnector  *connector; /* (owned) */
  StempelDialog     *dialog;
  StempelSignInForm *form;
  gboolean           renewed;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_signal_handlers_disconnect_by_data (question->connector, question);
  /* Whoever waits for an answer gets one. */
  if (!question->renewed)
    stempel_connector_give_up_session (question->connector);
  g_object_unref (question->connector);
  g_free (question);
}

static void
refused_cb (StempelConnector *connector, const GError *error, Question *question)
{
  stempel_dialog_set_busy (question->dialog, FALSE);
  stempel_sign_in_form_show_error (question->form, error);
}

static void
renewed_cb (StempelConnector *connector, Question *question)
{
  question->renewed = TRUE;
  stempel_dialog_set_busy (question->dialog, FALSE);
  stempel_dialog_close_now (question->dialog);
}

static void
apply_cb (StempelDialog *dialog, Question *question)
{
  if (!stempel_sign_in_form_validate (question->form))
    return;

  stempel_dialog_set_busy (dialog, TRUE);
  stempel_connector_renew (question->connector,
                           stempel_sign_in_form_get_password (question->form),
                           stempel_sign_in_form_get_code (question->form));
}

/**
 * stempel_sign_in_dialog_present:
 * @origin: a widget of the window in front of which it is shown
 * @connector: whose session has ended
 *
 * What was under way goes on when the same person has signed in, and fails when the dialog is
 * closed.
 */
void
stempel_sign_in_dialog_present (GtkWidget *origin, StempelConnector *connector)
{
  Question *question = g_new0 (Question, 1);

  question->connector = g_object_ref (connector);
  question->form = STEMPEL_SIGN_IN_FORM (stempel_sign_in_form_new ());
  stempel_sign_in_form_set_profile (question->form, stempel_connector_get_profile (connector));
  stempel_sign_in_form_set_again (question->form);
  question->dialog = stempel_dialog_new (_("Sign In Again"), _("S_ign In"),
                                         GTK_WIDGET (question->form));
  g_object_set (question->dialog, "cancel-label", _("_Not Now"), "default-height", HEIGHT, NULL);
  g_object_set_data_full (G_OBJECT (question->dialog), "stempel-question", question,
                          question_free);
  g_signal_connect (question->dialog, "apply", G_CALLBACK (apply_cb), question);
  g_signal_connect (connector, "sign-in-refused", G_CALLBACK (refused_cb), question);
  g_signal_connect (connector, "renewed", G_CALLBACK (renewed_cb), question);
  stempel_dialog_present_for (question->dialog, origin);
}
