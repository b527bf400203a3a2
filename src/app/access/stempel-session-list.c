/* stempel-session-list.c: where somebody is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-error-text.h"
#include "stempel-format.h"
#include "stempel-list-row.h"
#include "stempel-open-session.h"
#include "stempel-session-list.h"

struct _StempelSessionList
{
  AdwBin          parent_instance;

  GtkWidget      *stack;
  GtkWidget      *error_label;
  GtkWidget      *list_box;

  StempelClient  *client;                 /* (owned) (nullable) */
  gint64          login_id;
  GCancellable   *cancellable;            /* (owned) (nullable): of the call under way */
};

G_DEFINE_FINAL_TYPE (StempelSessionList, stempel_session_list, ADW_TYPE_BIN)

static void load (StempelSessionList *self);

static char *
session_title (StempelOpenSession *session)
{
  const char *application = stempel_open_session_get_application (session);

  if (application != NULL && application[0] != '\0')
    return g_strdup (application);

  return g_strdup (_("Unknown program"));
}

static char *
session_subtitle (StempelOpenSession *session)
{
  const char *address = stempel_open_session_get_address (session);
  g_autofree char *opened = stempel_format_time (stempel_open_session_get_opened_at (session));

  if (address == NULL)
    /* Translators: of somebody who is signed in; %s is a time */
    return g_strdup_printf (_("Since %s"), opened);

  /* Translators: of somebody who is signed in: %1$s is a network address, %2$s a time */
  return g_strdup_printf (_("%1$s · since %2$s"), address, opened);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelSessionList) self = STEMPEL_SESSION_LIST (user_data);
  g_autoptr(StempelRecord) session = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  session = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The page went away while the database answered. */
  if (self->client == NULL)
    return;

  text = error != NULL ? stempel_error_text (error) : g_strdup (_("Session ended"));
  load (self);
  stempel_toast (GTK_WIDGET (self), text);
}

/* What has ended stays so however often it is ended: it needs no key. */
static void
end_clicked_cb (StempelSessionList *self, GtkWidget *button)
{
  gint64 *id = g_object_get_data (G_OBJECT (button), "stempel-session");
  g_autoptr(JsonNode) request = stempel_request_new ("id", "x", *id, NULL);

  gtk_widget_set_sensitive (button, FALSE);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_SESSION_REVOKE, request, NULL, NULL,
                             ended_cb, g_object_ref (self));
}

static GtkWidget *
create_end_button (StempelSessionList *self, StempelOpenSession *session, const char *title)
{
  /* Translators: a button; ends the session of somebody who is signed in */
  GtkWidget *button = stempel_button_new (C_("session", "End"));
  gint64 *id = g_new (gint64, 1);
  g_autofree char *name = NULL;

  *id = stempel_open_session_get_id (session);
  /* Translators: for screen readers: a button; %s is the name of a program */
  name = g_strdup_printf (_("End the session in %s"), title);
  stempel_accessible_name (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "stempel-session", id, g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (end_clicked_cb), self,
                           G_CONNECT_SWAPPED);

  return button;
}

static void
append_session (StempelSessionList *self, StempelOpenSession *session)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *line = stempel_list_row_new ();
  g_autofree char *title = session_title (session);
  g_autofree char *subtitle = session_subtitle (session);
  g_autofree char *seen = stempel_format_ago (stempel_open_session_get_seen_at (session));
  gboolean current = stempel_open_session_get_current (session);

  stempel_list_row_set (STEMPEL_LIST_ROW (line), title, subtitle, seen);
  if (current)
    /* Translators: of a session: the one in which this program runs */
    stempel_list_row_badge (STEMPEL_LIST_ROW (line), C_("session", "Here"), STEMPEL_TONE_ACCENT);

  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_add_css_class (box, "stempel-session");
  gtk_box_append (GTK_BOX (box), line);
  if (!current)
    gtk_box_append (GTK_BOX (box), create_end_button (self, session, title));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->list_box), row);
}

static void
show_sessions (StempelSessionList *self, GListModel *sessions)
{
  guint n = g_list_model_get_n_items (sessions);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list_box)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list_box), row);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(StempelOpenSession) session = g_list_model_get_item (sessions, i);

      append_session (self, session);
    }

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n > 0 ? "list" : "empty");
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelSessionList) self = STEMPEL_SESSION_LIST (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  /* Somebody else is shown now, or nobody any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->client == NULL)
    return;

  if (error == NULL)
    {
      show_sessions (self, stempel_page_get_items (page));
      return;
    }

  text = stempel_error_text (error);
  gtk_label_set_label (GTK_LABEL (self->error_label), text);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "error");
}

static void
load (StempelSessionList *self)
{
  g_autoptr(JsonNode) request = stempel_request_new ("login_id", "x", self->login_id, NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  stempel_client_call_async (self->client, STEMPEL_OPERATION_SESSION_LIST, request, NULL,
                             self->cancellable, loaded_cb, g_object_ref (self));
}

static void
retry_clicked_cb (StempelSessionList *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "loading");
  load (self);
}

/* Not only in dispose: a call under way holds this widget alive. */
static void
stempel_session_list_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (STEMPEL_SESSION_LIST (widget)->cancellable);

  GTK_WIDGET_CLASS (stempel_session_list_parent_class)->unroot (widget);
}

static void
stempel_session_list_dispose (GObject *object)
{
  StempelSessionList *self = STEMPEL_SESSION_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_SESSION_LIST);

  G_OBJECT_CLASS (stempel_session_list_parent_class)->dispose (object);
}

static void
stempel_session_list_class_init (StempelSessionListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_session_list_dispose;
  widget_class->unroot = stempel_session_list_unroot;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-session-list.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSessionList, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelSessionList, error_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSessionList, list_box);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
}

static void
stempel_session_list_init (StempelSessionList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_session_list_new:
 *
 * Returns: (transfer floating): a list that shows nobody's sessions yet
 */
GtkWidget *
stempel_session_list_new (void)
{
  return g_object_new (STEMPEL_TYPE_SESSION_LIST, NULL);
}

/**
 * stempel_session_list_show:
 * @self: a list
 * @client: a client of somebody who may see them
 * @login_id: whose sessions to show
 */
void
stempel_session_list_show (StempelSessionList *self, StempelClient *client, gint64 login_id)
{
  g_return_if_fail (STEMPEL_IS_SESSION_LIST (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));

  g_set_object (&self->client, client);
  if (login_id != self->login_id)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "loading");

  self->login_id = login_id;
  load (self);
}
