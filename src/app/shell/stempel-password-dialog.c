/* stempel-password-dialog.c: asks for the password of a connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-password-dialog.h"
#include "stempel-password-field.h"
#include "stempel-switch-field.h"

typedef struct
{
  StempelConnector *connector;
  StempelProfile   *profile;
  GtkWidget        *field;
  GtkWidget        *remember;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->connector);
  g_object_unref (question->profile);
  g_free (question);
}

static void
apply_cb (StempelDialog *dialog, Question *question)
{
  StempelPasswordField *field = STEMPEL_PASSWORD_FIELD (question->field);
  g_autofree char *password = g_strdup (stempel_password_field_get_password (field));
  g_autoptr(StempelConnector) connector = g_object_ref (question->connector);
  g_autoptr(StempelProfile) profile = g_object_ref (question->profile);
  gboolean remember = stempel_switch_field_get_active (STEMPEL_SWITCH_FIELD (question->remember));

  stempel_dialog_close_now (dialog);
  stempel_connector_open (connector, profile, password, remember);
  explicit_bzero (password, strlen (password));
}

/**
 * stempel_password_dialog_present:
 * @origin: a widget of the window in front of which it is shown
 * @connector: opens the connection with the password
 * @profile: the connection
 */
void
stempel_password_dialog_present (GtkWidget *origin, StempelConnector *connector,
                                 StempelProfile *profile)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *label;
  g_autofree char *sentence = NULL;
  StempelDialog *dialog;

  /* Translators: %1$s is a user name, %2$s the name of a connection */
  sentence = g_strdup_printf (_("Enter the password of “%1$s” for “%2$s”."),
                              stempel_profile_get_user (
                                  profile), stempel_profile_get_name (profile));
  label = gtk_label_new (sentence);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);

  question->connector = g_object_ref (connector);
  question->profile = g_object_ref (profile);
  question->field = stempel_password_field_new (NULL, _("_Password"));
  question->remember = stempel_switch_field_new (NULL, _("_Remember the password"));

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), question->field);
  gtk_box_append (GTK_BOX (box), question->remember);

  dialog = stempel_dialog_new (_("Password"), _("C_onnect"), box);
  g_signal_connect_data (dialog, "apply", G_CALLBACK (apply_cb), question,
                         (GClosureNotify) (GCallback) question_free, 0);
  stempel_dialog_present_for (dialog, origin);

  if (stempel_connector_get_gave_password (connector))
    stempel_dialog_show_message (dialog,
                                 _("The server does not accept this user with this password. "
                                   "Check both."));
}
