/* stempel-access-ask.c: asks before somebody or something is kept from coming in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-access-ask.h"
#include "stempel-accessible.h"

typedef struct
{
  StempelAccessDetail *detail;            /* (owned) */
  StempelOperation     operation;
  JsonNode            *request;           /* (owned) */
  char                *done;              /* (owned) (nullable) */
  void               (*then) (StempelAccessDetail *detail, StempelRecord *record);
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->detail);
  json_node_unref (asked->request);
  g_free (asked->done);
  g_free (asked);
}

static void
apply_cb (StempelDialog *dialog, Asked *asked)
{
  StempelClient *client = stempel_access_detail_get_client (asked->detail);

  if (client != NULL)
    stempel_dialog_call (dialog, client, asked->operation, asked->request);
}

static void
done_cb (StempelDialog *dialog, StempelRecord *record, Asked *asked)
{
  /* The page went away while the database answered. */
  if (stempel_access_detail_get_client (asked->detail) == NULL)
    return;

  if (asked->then != NULL)
    {
      asked->then (asked->detail, record);
      return;
    }

  stempel_access_detail_take (asked->detail, record);
  stempel_access_detail_tell (asked->detail, asked->done);
}

static GtkWidget *
create_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static GtkWidget *
create_body (const StempelAccessQuestion *question)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_box_append (GTK_BOX (body), create_label (question->heading, "title-3"));
  gtk_box_append (GTK_BOX (body), create_label (question->sentence, NULL));

  return body;
}

/**
 * stempel_access_ask:
 * @detail: where it is asked
 * @question: what is asked
 * @request: (transfer full): the request that does it; it answers with the changed record
 *
 * Asks, with the focus on the harmless button if somebody is kept out by it. What was refused, or
 * broke off, is told in the dialog, and can be tried again.
 */
void
stempel_access_ask (StempelAccessDetail *detail, const StempelAccessQuestion *question,
                    JsonNode *request)
{
  g_autofree char *description = NULL;
  Asked *asked = g_new0 (Asked, 1);
  StempelDialog *dialog;

  asked->detail = g_object_ref (detail);
  asked->operation = question->operation;
  asked->request = request;
  asked->done = g_strdup (question->done);
  asked->then = question->then;

  description = g_strdup_printf ("%s %s", question->heading, question->sentence);
  dialog = stempel_dialog_new (question->title, question->button, create_body (question));
  g_object_set (dialog, "primary-destructive", question->destructive, NULL);
  stempel_accessible_describe (GTK_WIDGET (dialog), description);
  g_signal_connect_data (dialog, "apply", G_CALLBACK (apply_cb), asked,
                         (GClosureNotify) (GCallback) asked_free, 0);
  g_signal_connect (dialog, "done", G_CALLBACK (done_cb), asked);
  stempel_dialog_present_for (dialog, GTK_WIDGET (detail));

  if (question->destructive)
    {
      gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
      gtk_widget_child_focus (GTK_WIDGET (dialog), GTK_DIR_TAB_FORWARD);
    }
}
