/* stempel-connection-dialog.c: choose a saved connection or enter a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-choice-field.h"
#include "stempel-connection-dialog.h"
#include "stempel-number-field.h"
#include "stempel-text-field.h"

typedef struct
{
  StempelConnector *connector;
  StempelDialog    *dialog;
  StempelForm      *form;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->connector);
  g_object_unref (choice->form);
  g_free (choice);
}

static void
open_and_close (Choice *choice, StempelProfile *profile)
{
  g_autoptr(StempelConnector) connector = g_object_ref (choice->connector);

  stempel_dialog_close_now (choice->dialog);
  stempel_connector_open (connector, profile, NULL, FALSE);
}

static void
row_activated_cb (Choice *choice, GtkListBoxRow *row)
{
  g_autoptr(StempelProfile) profile = g_object_ref (g_object_get_data (G_OBJECT (row), "stempel-profile"));

  open_and_close (choice, profile);
}

static const char *
field_text (Choice *choice, const char *name)
{
  return stempel_text_field_get_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (choice->form, name)));
}

static void
apply_cb (StempelDialog *dialog, Choice *choice)
{
  g_autoptr(StempelProfile) profile = NULL;
  StempelField *port, *sslmode;

  if (!stempel_form_validate (choice->form))
    return;

  port = stempel_form_get_field (choice->form, "port");
  sslmode = stempel_form_get_field (choice->form, "sslmode");
  profile = stempel_profile_new (STEMPEL_PROFILE_KIND_POSTGRESQL);
  g_object_set (profile,
                "name", field_text (choice, "name"),
                "host", field_text (choice, "host"),
                "port", (guint) stempel_number_field_get_number (STEMPEL_NUMBER_FIELD (port)),
                "database", field_text (choice, "database"),
                "user", field_text (choice, "user"),
                "sslmode", stempel_choice_field_get_text (STEMPEL_CHOICE_FIELD (sslmode)),
                NULL);
  open_and_close (choice, profile);
}

static GtkWidget *
create_row (StempelProfile *profile, gboolean is_current)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean is_local = stempel_profile_get_kind (profile) == STEMPEL_PROFILE_KIND_LOCAL;
  const char *name = is_local ? _("This Computer") : stempel_profile_get_name (profile);
  g_autofree char *escaped = g_markup_escape_text (name != NULL ? name : "", -1);
  const char *where = is_local ? stempel_profile_get_user (profile) : stempel_profile_get_host (profile);
  g_autofree char *subtitle = g_markup_escape_text (where != NULL ? where : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (is_local ? "computer-symbolic" : "network-server-symbolic"));
  if (is_current)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("object-select-symbolic"));

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  stempel_accessible_name (row, name != NULL ? name : "");
  g_object_set_data_full (G_OBJECT (row), "stempel-profile", g_object_ref (profile), g_object_unref);

  return row;
}

static GtkWidget *
create_list (Choice *choice)
{
  GListModel *profiles = G_LIST_MODEL (stempel_connector_get_store (choice->connector));
  StempelProfile *current = stempel_connector_get_profile (choice->connector);
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  stempel_accessible_name (list, _("Saved connections"));

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr(StempelProfile) profile = g_list_model_get_item (profiles, i);

      gtk_list_box_append (GTK_LIST_BOX (list), create_row (profile, profile == current));
    }

  gtk_widget_set_visible (list, g_list_model_get_n_items (profiles) > 0);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (row_activated_cb), choice);

  return list;
}

static GtkWidget *
create_sslmode_field (void)
{
  GtkWidget *field = stempel_choice_field_new ("sslmode", _("_Encryption"));
  StempelChoiceField *choices = STEMPEL_CHOICE_FIELD (field);

  stempel_choice_field_add_text (choices, _("Required, with a checked certificate"), "verify-full");
  stempel_choice_field_add_text (choices, _("Required, without checking who answers"), "require");
  stempel_choice_field_add_text (choices, _("None (only within this computer)"), "disable");

  return field;
}

static void
append_required (GtkWidget *box, GtkWidget *field)
{
  g_object_set (field, "required", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), field);
}

static GtkWidget *
create_body (Choice *choice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *heading = gtk_label_new (_("PostgreSQL Server"));
  GtkWidget *port = stempel_number_field_new ("port", _("_Port"), 1, 65535);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  stempel_number_field_set_number (STEMPEL_NUMBER_FIELD (port), 5432);

  gtk_box_append (GTK_BOX (box), create_list (choice));
  gtk_box_append (GTK_BOX (box), heading);
  append_required (box, stempel_text_field_new ("name", _("_Name of the connection")));
  append_required (box, stempel_text_field_new ("host", _("_Host")));
  gtk_box_append (GTK_BOX (box), port);
  append_required (box, stempel_text_field_new ("database", _("_Database")));
  append_required (box, stempel_text_field_new ("user", _("_User")));
  gtk_box_append (GTK_BOX (box), create_sslmode_field ());

  return box;
}

/**
 * stempel_connection_dialog_present:
 * @origin: a widget of the window in front of which it is shown
 * @connector: opens what is chosen
 */
void
stempel_connection_dialog_present (GtkWidget *origin, StempelConnector *connector)
{
  Choice *choice = g_new0 (Choice, 1);
  GtkWidget *body;

  choice->connector = g_object_ref (connector);
  body = create_body (choice);
  choice->form = stempel_form_new_within (body);
  choice->dialog = stempel_dialog_new (_("Connections"), _("C_onnect"), body);
  stempel_dialog_set_form (choice->dialog, choice->form);
  g_signal_connect_data (choice->dialog, "apply", G_CALLBACK (apply_cb), choice,
                         (GClosureNotify) (GCallback) choice_free, 0);
  stempel_dialog_present_for (choice->dialog, origin);
}
