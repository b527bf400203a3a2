/* stempel-connection-dialog.c: choose, change or remove a saved connection, or enter a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-button.h"
#include "stempel-choice-field.h"
#include "stempel-confirm.h"
#include "stempel-connection-dialog.h"
#include "stempel-error.h"
#include "stempel-number-field.h"
#include "stempel-secrets.h"
#include "stempel-text-field.h"

#define USUAL_PORT 5432

/* Of the choices and the pages of the stack. */
#define SERVER "server"
#define POSTGRESQL "postgresql"

typedef struct
{
  StempelConnector *connector;
  StempelDialog    *dialog;
  StempelForm      *server_form;     /* (owned) */
  StempelForm      *postgresql_form; /* (owned) */
  GtkWidget        *list;
  GtkLabel         *heading;
  GtkWidget        *kind_field;
  GtkStack         *stack;
  StempelProfile   *edited; /* (owned) (nullable): what the form changes; NULL: a new connection */
  GtkWidget        *asked;  /* (nullable): the row that may be removed */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->connector);
  g_object_unref (choice->server_form);
  g_object_unref (choice->postgresql_form);
  g_clear_object (&choice->edited);
  g_free (choice);
}

static void
open_and_close (Choice *choice, StempelProfile *profile)
{
  g_autoptr(StempelConnector) connector = g_object_ref (choice->connector);

  stempel_dialog_close_now (choice->dialog);
  stempel_connector_open (connector, profile, NULL, FALSE);
}

static StempelProfile *
get_profile (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "stempel-profile");
}

static void
row_activated_cb (Choice *choice, GtkWidget *row)
{
  g_autoptr(StempelProfile) profile = g_object_ref (get_profile (row));

  open_and_close (choice, profile);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!stempel_profile_store_save_finish (STEMPEL_PROFILE_STORE (object), result, &error))
    g_warning ("The connections could not be saved: %s", error->message);
}

static void
forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  stempel_secrets_forget_finish (STEMPEL_PROFILE (object), result);
}

static const char *
field_text (StempelForm *form, const char *name)
{
  return stempel_text_field_get_text (STEMPEL_TEXT_FIELD (stempel_form_get_field (form, name)));
}

static StempelProfileKind
get_kind (Choice *choice)
{
  const char *kind = stempel_choice_field_get_text (STEMPEL_CHOICE_FIELD (choice->kind_field));

  return g_str_equal (kind, SERVER) ? STEMPEL_PROFILE_KIND_SERVER
                                    : STEMPEL_PROFILE_KIND_POSTGRESQL;
}

static StempelForm *
get_form (Choice *choice)
{
  return get_kind (choice) == STEMPEL_PROFILE_KIND_SERVER ? choice->server_form
                                                          : choice->postgresql_form;
}

static void
mark_field (StempelForm *form, const char *name, const char *sentence)
{
  StempelField *field = stempel_form_get_field (form, name);

  stempel_field_set_error (field, sentence);
  gtk_widget_grab_focus (GTK_WIDGET (field));
}

static char *
read_url (Choice *choice)
{
  g_autoptr(GError) error = NULL;
  JsonObject *problem;
  char *url = stempel_profile_check_url (field_text (choice->server_form, "url"), &error);

  if (url != NULL)
    return url;

  problem = json_array_get_object_element (
    json_object_get_array_member (stempel_error_get_problem (error), "errors"), 0);
  mark_field (choice->server_form, "url",
              g_str_equal (json_object_get_string_member (problem, "code"), "not_allowed")
                ? _("The address must begin with https://, so that nobody on the way can read "
                    "passwords.")
                : _("This is not an address. One looks like https://stempel.example.org."));

  return NULL;
}

/* -1: it is no number. */
static gint64
read_merchant_id (Choice *choice)
{
  const char *text = field_text (choice->server_form, "merchant_id");
  gint64 merchant_id = 0;

  if (*text != '\0' && !g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &merchant_id, NULL))
    {
      mark_field (choice->server_form, "merchant_id", _("This is not a number."));
      return -1;
    }

  return merchant_id;
}

static gboolean
read_server (Choice *choice, StempelProfile *profile)
{
  StempelForm *form = choice->server_form;
  g_autofree char *url = read_url (choice);
  gint64 merchant_id = url != NULL ? read_merchant_id (choice) : -1;

  if (merchant_id < 0)
    return FALSE;

  g_object_set (profile,
                "name", field_text (form, "name"),
                "url", url,
                "user", field_text (form, "user"),
                "merchant-id", merchant_id,
                NULL);

  return TRUE;
}

static gboolean
read_postgresql (Choice *choice, StempelProfile *profile)
{
  StempelForm *form = choice->postgresql_form;
  StempelField *port = stempel_form_get_field (form, "port");
  StempelField *sslmode = stempel_form_get_field (form, "sslmode");

  g_object_set (profile,
                "name", field_text (form, "name"),
                "host", field_text (form, "host"),
                "port", (guint) stempel_number_field_get_number (STEMPEL_NUMBER_FIELD (port)),
                "database", field_text (form, "database"),
                "user", field_text (form, "user"),
                "sslmode", stempel_choice_field_get_text (STEMPEL_CHOICE_FIELD (sslmode)),
                NULL);

  return TRUE;
}

static void
apply_cb (StempelDialog *dialog, Choice *choice)
{
  g_autoptr(StempelProfile) profile = NULL;

  if (!stempel_form_validate (get_form (choice)))
    return;

  profile = choice->edited != NULL ? g_object_ref (choice->edited)
                                   : stempel_profile_new (get_kind (choice));
  if (get_kind (choice) == STEMPEL_PROFILE_KIND_SERVER ? !read_server (choice, profile)
                                                       : !read_postgresql (choice, profile))
    return;

  /* A new one is kept once it proved to lead somewhere. */
  if (choice->edited != NULL)
    stempel_profile_store_save_async (stempel_connector_get_store (choice->connector), saved_cb,
                                      NULL);
  open_and_close (choice, profile);
}

static void
kind_changed_cb (Choice *choice)
{
  gtk_stack_set_visible_child_name (choice->stack, get_kind (choice) == STEMPEL_PROFILE_KIND_SERVER
                                                     ? SERVER : POSTGRESQL);
  stempel_dialog_set_form (choice->dialog, get_form (choice));
}

static void
set_kind (Choice *choice, StempelProfileKind kind)
{
  g_autoptr(JsonNode) value = json_node_init_string (
    json_node_alloc (), kind == STEMPEL_PROFILE_KIND_SERVER ? SERVER : POSTGRESQL);

  stempel_field_set_value (STEMPEL_FIELD (choice->kind_field), value);
  kind_changed_cb (choice);
}

static void
load_form (Choice *choice, StempelProfile *profile)
{
  g_autoptr(JsonNode) values = NULL;
  guint port = stempel_profile_get_port (profile);
  gint64 merchant_id = stempel_profile_get_merchant_id (profile);
  g_autofree char *merchant = NULL;

  if (merchant_id != 0)
    merchant = g_strdup_printf ("%" G_GINT64_FORMAT, merchant_id);
  set_kind (choice, stempel_profile_get_kind (profile));
  values = stempel_request_new ("name", "ms", stempel_profile_get_name (profile),
                                "host", "ms", stempel_profile_get_host (profile),
                                "port", "x", (gint64) (port != 0 ? port : USUAL_PORT),
                                "database", "ms", stempel_profile_get_database (profile),
                                "user", "ms", stempel_profile_get_user (profile),
                                "sslmode", "ms", stempel_profile_get_sslmode (profile),
                                "url", "ms", stempel_profile_get_url (profile),
                                "merchant_id", "ms", merchant,
                                NULL);
  stempel_form_load (get_form (choice), json_node_get_object (values));
}

static void
edit_clicked_cb (Choice *choice, GtkWidget *button)
{
  StempelProfile *profile = get_profile (gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW));
  g_autofree char *heading = NULL;

  /* Translators: a heading above the fields of a saved connection; %s is its name */
  heading = g_strdup_printf (_("Change “%s”"), stempel_profile_get_name (profile));
  g_set_object (&choice->edited, profile);
  gtk_label_set_text (choice->heading, heading);
  load_form (choice, profile);
  gtk_widget_set_visible (choice->kind_field, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (stempel_form_get_field (get_form (choice), "name")),
                          GTK_DIR_TAB_FORWARD);
}

static void
remove_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelDialog) dialog = STEMPEL_DIALOG (user_data);
  Choice *choice = g_object_get_data (G_OBJECT (dialog), "stempel-choice");
  g_autoptr(StempelProfile) profile = NULL;
  StempelProfileStore *store;

  if (!stempel_confirm_finish (GTK_WIDGET (object), result, NULL) || choice->asked == NULL)
    return;

  profile = g_object_ref (get_profile (choice->asked));
  store = stempel_connector_get_store (choice->connector);
  stempel_profile_store_remove (store, profile);
  stempel_profile_store_save_async (store, saved_cb, NULL);
  stempel_secrets_forget_async (profile, NULL, forgotten_cb, NULL);

  if (choice->edited == profile)
    {
      g_clear_object (&choice->edited);
      gtk_label_set_text (choice->heading, _("New Connection"));
      gtk_widget_set_visible (choice->kind_field, TRUE);
    }

  gtk_list_box_remove (GTK_LIST_BOX (choice->list), choice->asked);
  choice->asked = NULL;
  gtk_widget_set_visible (choice->list, g_list_model_get_n_items (G_LIST_MODEL (store)) > 0);
  gtk_widget_child_focus (GTK_WIDGET (dialog), GTK_DIR_TAB_FORWARD);
}

static void
remove_clicked_cb (Choice *choice, GtkWidget *button)
{
  g_autofree char *heading = NULL;

  choice->asked = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  /* Translators: %s is the name of a saved connection */
  heading = g_strdup_printf (_("Remove the connection “%s”?"),
                             stempel_profile_get_name (get_profile (choice->asked)));
  stempel_confirm_async (GTK_WIDGET (choice->dialog), heading,
                         _("Its password or session is forgotten too. Nothing changes in the "
                           "database."),
                         _("_Remove"), STEMPEL_CONFIRM_DESTRUCTIVE, NULL,
                         remove_confirmed_cb, g_object_ref (choice->dialog));
}

static void
add_button (Choice *choice, GtkWidget *row, const char *icon, const char *text,
            GCallback clicked_cb)
{
  GtkWidget *button = stempel_button_new_icon (icon, text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_swapped (button, "clicked", clicked_cb, choice);
}

/* What belongs to this computer is found again by itself, and there is nothing to change. */
static void
add_buttons (Choice *choice, GtkWidget *row, StempelProfile *profile)
{
  const char *name = stempel_profile_get_name (profile);
  g_autofree char *edit = NULL;
  g_autofree char *remove = NULL;

  if (stempel_profile_get_kind (profile) == STEMPEL_PROFILE_KIND_LOCAL)
    return;

  /* Translators: of a button; %s is the name of a saved connection */
  edit = g_strdup_printf (_("Change the connection “%s”"), name);
  /* Translators: of a button; %s is the name of a saved connection */
  remove = g_strdup_printf (_("Remove the connection “%s”"), name);
  add_button (choice, row, "document-edit-symbolic", edit, G_CALLBACK (edit_clicked_cb));
  add_button (choice, row, "user-trash-symbolic", remove, G_CALLBACK (remove_clicked_cb));
}

static GtkWidget *
create_row (Choice *choice, StempelProfile *profile, gboolean is_current)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean is_local = stempel_profile_get_kind (profile) == STEMPEL_PROFILE_KIND_LOCAL;
  const char *name = is_local ? _("This Computer") : stempel_profile_get_name (profile);
  g_autofree char *escaped = g_markup_escape_text (name != NULL ? name : "", -1);
  g_autofree char *place = stempel_profile_dup_place (profile);
  const char *where = is_local ? stempel_profile_get_user (profile) : place;
  g_autofree char *subtitle = g_markup_escape_text (where != NULL ? where : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (is_local ? "computer-symbolic"
                                                                    : "network-server-symbolic"));
  if (is_current)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("object-select-symbolic"));

  add_buttons (choice, row, profile);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  stempel_accessible_name (row, name != NULL ? name : "");
  g_object_set_data_full (G_OBJECT (row), "stempel-profile", g_object_ref (profile),
                          g_object_unref);

  return row;
}

static GtkWidget *
create_list (Choice *choice)
{
  GListModel *profiles = G_LIST_MODEL (stempel_connector_get_store (choice->connector));
  StempelProfile *current = stempel_connector_get_profile (choice->connector);
  GtkWidget *list = gtk_list_box_new ();

  choice->list = list;
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  stempel_accessible_name (list, _("Saved connections"));

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr(StempelProfile) profile = g_list_model_get_item (profiles, i);

      gtk_list_box_append (GTK_LIST_BOX (list), create_row (choice, profile, profile == current));
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
create_server_fields (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *url = stempel_text_field_new ("url", _("_Address of the server"));
  GtkWidget *email = stempel_text_field_new ("user", _("_E-mail address"));
  GtkWidget *merchant = stempel_text_field_new ("merchant_id", _("Number of the _business"));

  g_object_set (url, "placeholder", "https://stempel.example.org", "input-purpose",
                GTK_INPUT_PURPOSE_URL, NULL);
  g_object_set (email, "input-purpose", GTK_INPUT_PURPOSE_EMAIL, NULL);
  g_object_set (merchant, "input-purpose", GTK_INPUT_PURPOSE_DIGITS, NULL);
  stempel_field_set_description (STEMPEL_FIELD (url),
                                 _("Whoever looks after the server knows it."));
  stempel_field_set_description (STEMPEL_FIELD (email),
                                 _("With which you sign in. The password is asked for then."));
  stempel_field_set_description (STEMPEL_FIELD (merchant),
                                 _("Only for who has logins with several businesses; otherwise "
                                   "leave it empty."));

  append_required (box, stempel_text_field_new ("name", _("_Name of the connection")));
  append_required (box, url);
  gtk_box_append (GTK_BOX (box), email);
  gtk_box_append (GTK_BOX (box), merchant);

  return box;
}

static GtkWidget *
create_postgresql_fields (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *port = stempel_number_field_new ("port", _("_Port"), 1, 65535);

  stempel_number_field_set_number (STEMPEL_NUMBER_FIELD (port), USUAL_PORT);
  append_required (box, stempel_text_field_new ("name", _("_Name of the connection")));
  append_required (box, stempel_text_field_new ("host", _("_Host")));
  gtk_box_append (GTK_BOX (box), port);
  append_required (box, stempel_text_field_new ("database", _("_Database")));
  append_required (box, stempel_text_field_new ("user", _("_User")));
  gtk_box_append (GTK_BOX (box), create_sslmode_field ());

  return box;
}

static GtkWidget *
create_kind_field (void)
{
  GtkWidget *field = stempel_choice_field_new (NULL, _("_Kind of connection"));
  StempelChoiceField *choices = STEMPEL_CHOICE_FIELD (field);

  stempel_choice_field_add_text (choices, _("Stempel server"), SERVER);
  stempel_choice_field_add_text (choices, _("PostgreSQL server"), POSTGRESQL);

  return field;
}

static GtkWidget *
create_stack (Choice *choice)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *server = create_server_fields ();
  GtkWidget *postgresql = create_postgresql_fields ();

  gtk_stack_set_vhomogeneous (GTK_STACK (stack), FALSE);
  gtk_stack_add_named (GTK_STACK (stack), server, SERVER);
  gtk_stack_add_named (GTK_STACK (stack), postgresql, POSTGRESQL);
  choice->stack = GTK_STACK (stack);
  choice->server_form = stempel_form_new_within (server);
  choice->postgresql_form = stempel_form_new_within (postgresql);

  return stack;
}

static GtkWidget *
create_body (Choice *choice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *heading = gtk_label_new (_("New Connection"));

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "heading");
  choice->heading = GTK_LABEL (heading);
  choice->kind_field = create_kind_field ();

  gtk_box_append (GTK_BOX (box), create_list (choice));
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), choice->kind_field);
  gtk_box_append (GTK_BOX (box), create_stack (choice));

  return box;
}

/**
 * stempel_connection_dialog_present:
 * @origin: a widget of the window in front of which it is shown
 * @connector: opens what is chosen
 * @kind: what a new connection leads to, unless something else is chosen
 */
void
stempel_connection_dialog_present (GtkWidget *origin, StempelConnector *connector,
                                   StempelProfileKind kind)
{
  Choice *choice = g_new0 (Choice, 1);
  GtkWidget *body;

  choice->connector = g_object_ref (connector);
  body = create_body (choice);
  choice->dialog = stempel_dialog_new (_("Connections"), _("C_onnect"), body);
  g_signal_connect_swapped (choice->kind_field, "changed", G_CALLBACK (kind_changed_cb), choice);
  set_kind (choice, kind);
  g_object_set_data_full (G_OBJECT (choice->dialog), "stempel-choice", choice, choice_free);
  g_signal_connect (choice->dialog, "apply", G_CALLBACK (apply_cb), choice);
  stempel_dialog_present_for (choice->dialog, origin);
}
