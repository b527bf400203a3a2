/* stempel-key-token.c: shows the token of a new key, once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-key-token.h"
#include "stempel-secret-box.h"

static void
append_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
create_body (const char *name, const char *token)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *secret_box;
  g_autofree char *sentence = NULL;

  /* A request that was repeated is answered without it. */
  if (token == NULL || token[0] == '\0')
    {
      append_label (body, _("The key was added, but the connection broke while its token was on "
                            "its way, and it is told only once. Shut this key out and add another "
                            "one."), NULL);
      return body;
    }

  /* Translators: %s is the name of a key. */
  sentence = g_strdup_printf (_("With this token another program is “%s”. Enter it there:"), name);
  secret_box = g_object_new (STEMPEL_TYPE_SECRET_BOX, NULL);
  stempel_secret_box_set_secret (STEMPEL_SECRET_BOX (secret_box), token, sentence);
  append_label (body, sentence, NULL);
  gtk_box_append (GTK_BOX (body), secret_box);
  append_label (body, _("It is shown only this once and cannot be shown again. If it gets lost, "
                        "shut the key out and add another one."), "dim-label");

  return body;
}

/**
 * stempel_key_token_dialog_new:
 * @key: a new key, from which its token is taken
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelDialog *
stempel_key_token_dialog_new (StempelApiKey *key)
{
  const char *token;
  StempelDialog *dialog;

  g_return_val_if_fail (STEMPEL_IS_API_KEY (key), NULL);

  token = stempel_api_key_get_token (key);
  dialog = stempel_dialog_new (_("New Key"), _("_Done"),
                               create_body (stempel_api_key_get_name (key), token));
  g_object_set (dialog, "cancel-label", NULL, NULL);
  g_signal_connect (dialog, "apply", G_CALLBACK (stempel_dialog_close_now), NULL);

  /* Lists keep the record; they need not keep the token. */
  if (token != NULL)
    explicit_bzero ((char *) token, strlen (token));

  return dialog;
}
