/* stempel-role-dialog.c: sign in on this computer as somebody else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-connect.h"
#include "stempel-login.h"
#include "stempel-role-dialog.h"
#include "stempel-role-text.h"

/* Only a manager may list the logins, and whoever asks may be none. The private cluster belongs to
 * the user of this computer, so a connection of its manager is opened for the question and closed
 * again. */
typedef struct
{
  StempelConnector *connector;
  StempelClient    *manager; /* (owned) (nullable) */
  StempelDialog    *dialog;  /* (owned) */
  GtkListBox       *list;
} Question;

static void
question_free (Question *question)
{
  if (question->manager != NULL)
    stempel_backend_close (stempel_client_get_backend (question->manager));
  g_clear_object (&question->manager);
  g_object_unref (question->connector);
  g_object_unref (question->dialog);
  g_free (question);
}

static void
row_activated_cb (StempelDialog *dialog, GtkListBoxRow *row)
{
  g_autoptr(StempelConnector) connector =
    g_object_ref (g_object_get_data (G_OBJECT (dialog), "stempel-connector"));
  StempelProfile *profile = stempel_connector_get_profile (connector);

  g_object_set (profile, "user", g_object_get_data (G_OBJECT (row), "stempel-role"), NULL);
  stempel_dialog_close_now (dialog);
  stempel_connector_reopen (connector);
}

static void
add_login (Question *question, StempelLogin *login)
{
  GtkWidget *row;
  g_autofree char *name = NULL;
  g_autofree char *spoken = NULL;
  const char *title = stempel_role_text (stempel_login_get_role (login));

  if (stempel_login_get_database_role (login) == NULL ||
      g_strcmp0 (stempel_login_get_state (login), "active") != 0)
    return;

  row = adw_action_row_new ();
  name = g_markup_escape_text (stempel_login_get_name (login), -1);
  spoken = g_strdup_printf ("%s, %s", stempel_login_get_name (login), title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  stempel_accessible_name (row, spoken);
  g_object_set_data_full (G_OBJECT (row), "stempel-role",
                          g_strdup (stempel_login_get_database_role (login)), g_free);
  gtk_list_box_append (question->list, row);
}

static void
logins_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *logins;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);
  stempel_dialog_set_busy (question->dialog, FALSE);

  if (error != NULL)
    stempel_dialog_show_error (question->dialog, error);

  logins = page != NULL ? stempel_page_get_items (page) : NULL;
  for (guint i = 0; logins != NULL && i < g_list_model_get_n_items (logins); i++)
    {
      g_autoptr(StempelLogin) login = g_list_model_get_item (logins, i);

      add_login (question, login);
    }

  gtk_widget_set_visible (GTK_WIDGET (question->list), page != NULL);
  gtk_widget_child_focus (GTK_WIDGET (question->list), GTK_DIR_TAB_FORWARD);
  question_free (question);
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  g_autoptr(GError) error = NULL;

  question->manager = stempel_connect_finish (STEMPEL_PROFILE (object), result, &error);

  if (question->manager == NULL)
    {
      stempel_dialog_show_error (question->dialog, error);
      question_free (question);
      return;
    }

  stempel_client_call_async (question->manager, STEMPEL_OPERATION_LOGIN_LIST, request, NULL, NULL,
                             logins_cb, question);
}

/**
 * stempel_role_dialog_present:
 * @origin: a widget of the window in front of which it is shown
 * @connector: is connected to the private cluster of this computer
 */
void
stempel_role_dialog_present (GtkWidget *origin, StempelConnector *connector)
{
  g_autoptr(StempelProfile) manager = stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);
  Question *question = g_new0 (Question, 1);

  question->connector = g_object_ref (connector);
  question->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (question->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (question->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (question->list), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (question->list), FALSE);
  stempel_accessible_name (GTK_WIDGET (question->list), _("Persons"));

  question->dialog =
    g_object_ref (stempel_dialog_new (_("Sign In As"), NULL, GTK_WIDGET (question->list)));
  /* The window does not grow when the persons arrive. */
  gtk_window_set_default_size (GTK_WINDOW (question->dialog), 420, 380);
  g_object_set_data_full (G_OBJECT (question->dialog), "stempel-connector",
                          g_object_ref (connector), g_object_unref);
  g_signal_connect_object (question->list, "row-activated",
                           G_CALLBACK (row_activated_cb), question->dialog, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (question->dialog, origin);
  stempel_dialog_set_busy (question->dialog, TRUE);
  stempel_connect_async (manager, NULL, NULL, connected_cb, question);
}
