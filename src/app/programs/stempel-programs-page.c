/* stempel-programs-page.c: the page on which programs are made, changed and published
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-confirm.h"
#include "stempel-error-text.h"
#include "stempel-list-row.h"
#include "stempel-list-states.h"
#include "stempel-program-detail.h"
#include "stempel-program-dialog.h"
#include "stempel-program-words.h"
#include "stempel-programs-page.h"
#include "stempel-publish-dialog.h"
#include "stempel-record-list.h"
#include "stempel-two-pane.h"

struct _StempelProgramsPage
{
  AdwBin                parent_instance;

  StempelTwoPane       *panes;
  GtkWidget            *new_button;
  StempelListStates    *states;
  GtkListView          *list_view;
  StempelProgramDetail *detail;

  StempelClient        *client;    /* (owned) */
  StempelRecordList    *list;      /* (owned) */
  GtkSingleSelection   *selection; /* (owned) */
  gint64                wanted;    /* the program to select once it is in the list, 0 for none */
};

enum
{
  PROP_CLIENT = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelProgramsPage, stempel_programs_page, ADW_TYPE_BIN)

static StempelProgram *
get_selected (StempelProgramsPage *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static void
update_actions (StempelProgramsPage *self)
{
  StempelProgram *program = get_selected (self);
  const char *state = program != NULL ? stempel_program_get_state (program) : NULL;
  gboolean may = stempel_client_allows (self->client, STEMPEL_OPERATION_PROGRAM_SAVE);
  gboolean open = may && program != NULL && g_strcmp0 (state, "closed") != 0;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "page.new", may);
  gtk_widget_action_set_enabled (widget, "page.edit", open &&
                                 stempel_program_dialog_offers (program));
  gtk_widget_action_set_enabled (widget, "page.publish", open &&
                                 stempel_program_get_draft (program) != NULL);
  gtk_widget_action_set_enabled (widget, "page.pause", open && g_strcmp0 (state, "active") == 0);
  gtk_widget_action_set_enabled (widget, "page.resume", open && g_strcmp0 (state, "paused") == 0);
  gtk_widget_action_set_enabled (widget, "page.close", open && g_strcmp0 (state, "draft") != 0);
}

static void
selection_changed_cb (StempelProgramsPage *self)
{
  stempel_program_detail_set_program (self->detail, get_selected (self));
  update_actions (self);
}

/* Tab leads to a row without choosing it. */
static void
row_activated_cb (StempelProgramsPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  stempel_two_pane_set_detail_shown (self->panes, TRUE);
}

static void
select_wanted (StempelProgramsPage *self)
{
  GListModel *model = G_LIST_MODEL (self->list);

  for (guint i = 0; self->wanted != 0 && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(StempelRecord) record = g_list_model_get_item (model, i);

      if (stempel_record_get_id (record) == self->wanted)
        {
          gtk_single_selection_set_selected (self->selection, i);
          self->wanted = 0;
        }
    }

  selection_changed_cb (self);
}

/* A program that was changed takes its old place; a new one comes with the next load. */
static void
take_program (StempelProgramsPage *self, StempelProgram *program)
{
  self->wanted = stempel_program_get_id (program);
  stempel_record_list_replace (self->list, STEMPEL_RECORD (program));
  select_wanted (self);

  if (self->wanted != 0)
    stempel_record_list_reload (self->list);
}

static void
saved_cb (StempelProgramsPage *self, StempelProgram *program)
{
  take_program (self, program);
  stempel_toast (GTK_WIDGET (self), _("The draft is saved."));
}

static void
published_cb (StempelProgramsPage *self, StempelProgram *program)
{
  g_autofree char *sentence = NULL;

  /* Translators: %s is the name of a program */
  sentence = g_strdup_printf (_("“%s” is published."), stempel_program_get_name (program));
  take_program (self, program);
  stempel_toast (GTK_WIDGET (self), sentence);
}

static void
open_editor (StempelProgramsPage *self, StempelProgram *program)
{
  StempelProgramDialog *dialog = stempel_program_dialog_new (self->client, program);

  g_signal_connect_object (dialog, "done", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (self));
}

static void
new_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  open_editor (STEMPEL_PROGRAMS_PAGE (widget), NULL);
}

static void
edit_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelProgramsPage *self = STEMPEL_PROGRAMS_PAGE (widget);

  open_editor (self, get_selected (self));
}

static void
publish_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelProgramsPage *self = STEMPEL_PROGRAMS_PAGE (widget);
  StempelDialog *dialog = stempel_publish_dialog_new (self->client, get_selected (self));

  g_signal_connect_object (dialog, "done", G_CALLBACK (published_cb), self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (dialog, widget);
}

static void
state_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelProgramsPage) self = STEMPEL_PROGRAMS_PAGE (user_data);
  g_autoptr(StempelRecord) program = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  program = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* A write is answered even when the page is gone. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;

  if (error != NULL)
    {
      text = stempel_error_text (error);
      stempel_toast (GTK_WIDGET (self), text);
      stempel_record_list_reload (self->list);
      return;
    }

  take_program (self, STEMPEL_PROGRAM (program));
  /* Translators: a program was paused, resumed or closed; %s is the new state */
  text = g_strdup_printf (_("The program is now: %s"),
                          stempel_program_state_word (
                              stempel_program_get_state (STEMPEL_PROGRAM (program))));
  stempel_toast (GTK_WIDGET (self), text);
}

static void
set_state (StempelProgramsPage *self, StempelOperation operation)
{
  StempelProgram *program = get_selected (self);
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr(JsonNode) request = NULL;

  if (program == NULL)
    return;

  request = stempel_request_new ("id", "x", stempel_program_get_id (program),
                                 "revision", "x", stempel_program_get_revision (program),
                                 NULL);
  stempel_client_call_async (self->client, operation, request, key, NULL, state_set_cb,
                             g_object_ref (self));
}

static void
pause_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelProgramsPage *self = STEMPEL_PROGRAMS_PAGE (object);

  if (stempel_confirm_finish (GTK_WIDGET (self), result, NULL))
    set_state (self, STEMPEL_OPERATION_PROGRAM_PAUSE);
}

static void
close_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelProgramsPage *self = STEMPEL_PROGRAMS_PAGE (object);

  if (stempel_confirm_finish (GTK_WIDGET (self), result, NULL))
    set_state (self, STEMPEL_OPERATION_PROGRAM_CLOSE);
}

static void
pause_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelProgram *program = get_selected (STEMPEL_PROGRAMS_PAGE (widget));
  g_autofree char *heading = NULL;

  /* Translators: %s is the name of a program */
  heading = g_strdup_printf (_("Pause “%s”?"), stempel_program_get_name (program));
  stempel_confirm_async (widget, heading,
                         _("Nobody can collect anything or get rewards until you resume it. "
                           "Nothing is lost."),
                         _("_Pause"), STEMPEL_CONFIRM_PLAIN, NULL, pause_confirmed_cb, NULL);
}

static void
resume_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  set_state (STEMPEL_PROGRAMS_PAGE (widget), STEMPEL_OPERATION_PROGRAM_RESUME);
}

static void
close_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelProgram *program = get_selected (STEMPEL_PROGRAMS_PAGE (widget));
  g_autofree char *members = stempel_program_members (program);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  /* Translators: %s is the name of a program */
  heading = g_strdup_printf (_("Close “%s” for good?"), stempel_program_get_name (program));
  body = g_strdup_printf (
      /* Translators: %s is such as "12 members" */
      _("It has %s. Nobody can collect anything in it any more, and it cannot be opened again."),
      members);
  stempel_confirm_async (widget, heading, body, _("_Close for Good"), STEMPEL_CONFIRM_DESTRUCTIVE,
                         NULL, close_confirmed_cb, NULL);
}

static void
reload_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  StempelProgramsPage *self = STEMPEL_PROGRAMS_PAGE (widget);
  StempelProgram *program = get_selected (self);

  self->wanted = program != NULL ? stempel_program_get_id (program) : 0;
  stempel_record_list_reload (self->list);
}

static void
setup_row_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, stempel_list_row_new ());
}

static void
bind_row_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  StempelListRow *row = STEMPEL_LIST_ROW (gtk_list_item_get_child (item));
  StempelProgram *program = gtk_list_item_get_item (item);
  const char *state = stempel_program_get_state (program);
  StempelRules *rules = stempel_program_get_published (program);
  g_autofree char *members = stempel_program_members (program);
  g_autofree char *version = NULL;

  if (stempel_program_get_version (program) > 0)
    /* Translators: %d is the number of a version of the rules */
    version = g_strdup_printf (_("Version %d"), (int) stempel_program_get_version (program));

  stempel_list_row_set (row, stempel_program_get_name (program), members, version);
  stempel_list_row_badge (row, stempel_program_state_word (state),
                          stempel_program_state_tone (state));

  if (rules == NULL)
    rules = stempel_program_get_draft (program);
  g_object_set (row, "colour", rules != NULL ? stempel_rules_get_colour (rules) : NULL, NULL);
}

static void
stempel_programs_page_constructed (GObject *object)
{
  StempelProgramsPage *self = STEMPEL_PROGRAMS_PAGE (object);
  g_autoptr(JsonNode) request = stempel_request_new (NULL);

  G_OBJECT_CLASS (stempel_programs_page_parent_class)->constructed (object);

  self->list = stempel_record_list_new (self->client, STEMPEL_OPERATION_PROGRAM_LIST);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  stempel_program_detail_set_client (self->detail, self->client);
  stempel_list_states_set_list (self->states, self->list);
  g_signal_connect_object (self->selection, "notify::selected-item",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (select_wanted), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  gtk_widget_set_visible (self->new_button,
                          stempel_client_allows (self->client, STEMPEL_OPERATION_PROGRAM_SAVE));
  if (!stempel_client_allows (self->client, STEMPEL_OPERATION_PROGRAM_SAVE))
    g_object_set (self->states, "empty-action-label", NULL, NULL);

  update_actions (self);
  stempel_record_list_set_request (self->list, request, FALSE);
}

static void
stempel_programs_page_get_property (GObject *object, guint prop_id, GValue *value,
                                    GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, STEMPEL_PROGRAMS_PAGE (object)->client);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_programs_page_set_property (GObject *object, guint prop_id, const GValue *value,
                                    GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CLIENT:
      STEMPEL_PROGRAMS_PAGE (object)->client = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_programs_page_dispose (GObject *object)
{
  StempelProgramsPage *self = STEMPEL_PROGRAMS_PAGE (object);

  /* AdwBin would unparent it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_PROGRAMS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stempel_programs_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-programs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelProgramsPage, panes);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramsPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramsPage, states);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramsPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramsPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
}

static void
stempel_programs_page_class_init (StempelProgramsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = stempel_programs_page_constructed;
  object_class->dispose = stempel_programs_page_dispose;
  object_class->get_property = stempel_programs_page_get_property;
  object_class->set_property = stempel_programs_page_set_property;

  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_LIST_STATES);
  g_type_ensure (STEMPEL_TYPE_PROGRAM_DETAIL);
  g_type_ensure (STEMPEL_TYPE_TWO_PANE);
  bind_template (widget_class);

  gtk_widget_class_install_action (widget_class, "page.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "page.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "page.publish", NULL, publish_action);
  gtk_widget_class_install_action (widget_class, "page.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "page.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "page.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "page.reload", NULL, reload_action);
}

static void
stempel_programs_page_init (StempelProgramsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_programs_page_new:
 * @client: an opened client
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
stempel_programs_page_new (StempelClient *client)
{
  return g_object_new (STEMPEL_TYPE_PROGRAMS_PAGE, "client", client, NULL);
}
