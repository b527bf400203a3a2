/* stempel-publish-dialog.c: publishes a draft after showing what changes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-facts.h"
#include "stempel-program-words.h"
#include "stempel-publish-dialog.h"

typedef struct
{
  StempelClient  *client;
  StempelProgram *program;
} Publication;

static void
publication_free (gpointer data)
{
  Publication *publication = data;

  g_object_unref (publication->client);
  g_object_unref (publication->program);
  g_free (publication);
}

static void
add_change (const char *caption, const char *before, const char *after, gpointer user_data)
{
  g_autofree char *change = NULL;

  if (g_strcmp0 (before, after) == 0)
    return;

  if (before == NULL)
    change = g_strdup (after);
  else
    /* Translators: a rule changes from %1$s to %2$s */
    change = g_strdup_printf (_("%1$s → %2$s"), before, after);

  stempel_facts_add (STEMPEL_FACTS (user_data), caption, change);
}

static void
apply_cb (StempelDialog *dialog, Publication *publication)
{
  g_autoptr(JsonNode) request = NULL;

  request = stempel_request_new ("id", "x", stempel_program_get_id (publication->program),
                                 "revision", "x", stempel_program_get_revision (
                                     publication->program),
                                 NULL);
  stempel_dialog_call (dialog, publication->client, STEMPEL_OPERATION_PROGRAM_PUBLISH, request);
}

static GtkWidget *
create_body (StempelClient *client, StempelProgram *program)
{
  StempelMerchant *merchant = stempel_session_get_merchant (stempel_client_get_session (client));
  StempelRules *published = stempel_program_get_published (program);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *facts = stempel_facts_new ();
  GtkWidget *label;

  label = gtk_label_new (published == NULL
                           ? _("From now on members can take part by these rules.")
                           : _("From now on these rules change. What was given before stays as "
                               "it is."));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  stempel_program_rules_each (published, stempel_program_get_draft (program), merchant, add_change,
                              facts);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), facts);

  return box;
}

/**
 * stempel_publish_dialog_new:
 * @client: the client
 * @program: a program with a draft
 *
 * Returns: (transfer none): a dialog; `done` carries the published program
 */
StempelDialog *
stempel_publish_dialog_new (StempelClient *client, StempelProgram *program)
{
  Publication *publication = g_new0 (Publication, 1);
  g_autofree char *title = NULL;
  StempelDialog *dialog;

  publication->client = g_object_ref (client);
  publication->program = g_object_ref (program);

  /* Translators: %s is the name of a program */
  title = g_strdup_printf (_("Publish “%s”"), stempel_program_get_name (program));
  dialog = stempel_dialog_new (title, _("_Publish"), create_body (client, program));
  g_signal_connect_data (dialog, "apply", G_CALLBACK (apply_cb), publication,
                         (GClosureNotify) (GCallback) publication_free, 0);

  return dialog;
}
