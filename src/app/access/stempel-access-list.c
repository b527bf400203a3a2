/* stempel-access-list.c: one of the lists of the page Access
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-access-list.h"
#include "stempel-access-words.h"
#include "stempel-accessible.h"
#include "stempel-list-states.h"

struct _StempelAccessList
{
  AdwBin              parent_instance;

  GtkWidget          *states;
  GtkWidget          *view;
  GtkSingleSelection *selection;

  StempelRecordList  *records;            /* (owned) (nullable) */
  gint64              shown_id;           /* 0 when none is shown */
};

G_DEFINE_FINAL_TYPE (StempelAccessList, stempel_access_list, ADW_TYPE_BIN)

enum { CHOSEN, OPENED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* A row that is given back for another item has none for a moment. */
static char *
row_subtitle (GtkListItem *item, StempelRecord *record)
{
  return record != NULL ? stempel_access_subtitle (record) : NULL;
}

static char *
row_badge (GtkListItem *item, StempelRecord *record)
{
  return record != NULL ? stempel_access_badge (record) : NULL;
}

static int
row_tone (GtkListItem *item, StempelRecord *record)
{
  return record != NULL ? (int) stempel_access_tone (record) : STEMPEL_TONE_NEUTRAL;
}

static char *
row_trailing (GtkListItem *item, StempelRecord *record)
{
  return record != NULL ? stempel_access_trailing (record) : NULL;
}

static char *
row_icon (GtkListItem *item, StempelRecord *record)
{
  return record != NULL ? g_strdup (stempel_access_icon (record)) : NULL;
}

static gboolean
row_is_person (GtkListItem *item, StempelRecord *record)
{
  return STEMPEL_IS_LOGIN (record);
}

static char *
row_title (GtkListItem *item, StempelRecord *record)
{
  char *name = NULL;

  if (record != NULL)
    g_object_get (record, "name", &name, NULL);

  return name;
}

static void
selected_cb (StempelAccessList *self)
{
  StempelRecord *record = gtk_single_selection_get_selected_item (self->selection);

  if (record == NULL)
    return;

  self->shown_id = stempel_record_get_id (record);
  g_signal_emit (self, signals[CHOSEN], 0, record);
}

/* Tab leads to a row without choosing it. */
static void
row_activated_cb (StempelAccessList *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  selected_cb (self);
  g_signal_emit (self, signals[OPENED], 0);
}

/* The row's own gesture selects in the same event; it comes before this one. */
static void
row_clicked_cb (StempelAccessList *self)
{
  if (gtk_single_selection_get_selected_item (self->selection) != NULL)
    g_signal_emit (self, signals[OPENED], 0);
}

/* A reload may bring a newer version of the one on the screen. */
static void
items_changed_cb (StempelAccessList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->records));

  for (guint i = 0; self->shown_id != 0 && i < n; i++)
    {
      g_autoptr(StempelRecord) record = g_list_model_get_item (G_LIST_MODEL (self->records), i);

      if (stempel_record_get_id (record) != self->shown_id)
        continue;

      gtk_single_selection_set_selected (self->selection, i);
      return;
    }
}

/* Loaded when it is first seen; and what others did meanwhile shows when it is seen again. */
static void
stempel_access_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (stempel_access_list_parent_class)->map (widget);

  stempel_access_list_reload (STEMPEL_ACCESS_LIST (widget));
}

static void
stempel_access_list_dispose (GObject *object)
{
  StempelAccessList *self = STEMPEL_ACCESS_LIST (object);

  /* First, because the template lets go of the child behind the back of the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_ACCESS_LIST);
  g_clear_object (&self->records);

  G_OBJECT_CLASS (stempel_access_list_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-access-list.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelAccessList, states);
  gtk_widget_class_bind_template_child (widget_class, StempelAccessList, view);
  gtk_widget_class_bind_template_child (widget_class, StempelAccessList, selection);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_badge);
  gtk_widget_class_bind_template_callback (widget_class, row_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_icon);
  gtk_widget_class_bind_template_callback (widget_class, row_is_person);
  gtk_widget_class_bind_template_callback (widget_class, row_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, row_title);
  gtk_widget_class_bind_template_callback (widget_class, row_tone);
  gtk_widget_class_bind_template_callback (widget_class, row_trailing);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
stempel_access_list_class_init (StempelAccessListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_access_list_dispose;
  widget_class->map = stempel_access_list_map;

  signals[CHOSEN] = g_signal_new ("chosen", STEMPEL_TYPE_ACCESS_LIST, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_RECORD);
  signals[OPENED] = g_signal_new ("opened", STEMPEL_TYPE_ACCESS_LIST, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (STEMPEL_TYPE_LIST_ROW);
  g_type_ensure (STEMPEL_TYPE_LIST_STATES);
  bind_template (widget_class);
}

static void
stempel_access_list_init (StempelAccessList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_access_list_new:
 * @client: a client
 * @operation: what lists the records
 * @name: what screen readers call the list, translated
 *
 * Returns: (transfer floating): a list that loads when it is first seen
 */
GtkWidget *
stempel_access_list_new (StempelClient *client, StempelOperation operation, const char *name)
{
  StempelAccessList *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  self = g_object_new (STEMPEL_TYPE_ACCESS_LIST, NULL);
  self->records = stempel_record_list_new (client, operation);
  g_signal_connect_object (self->records, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->records));
  stempel_list_states_set_list (STEMPEL_LIST_STATES (self->states), self->records);
  stempel_accessible_name (self->view, name);

  return GTK_WIDGET (self);
}

/**
 * stempel_access_list_set_empty:
 * @self: a list
 * @icon: the name of an icon
 * @title: what is said when there is nothing, translated
 * @description: and what to do then, translated
 * @action_label: (nullable): the label of the button that does it by `page.new`, with mnemonic;
 *   %NULL for who may not
 */
void
stempel_access_list_set_empty (StempelAccessList *self, const char *icon, const char *title,
                               const char *description, const char *action_label)
{
  g_return_if_fail (STEMPEL_IS_ACCESS_LIST (self));

  g_object_set (self->states,
                "empty-icon", icon,
                "empty-title", title,
                "empty-description", description,
                "empty-action-label", action_label,
                "empty-action-name", "page.new",
                NULL);
}

/**
 * stempel_access_list_reload:
 * @self: a list
 */
void
stempel_access_list_reload (StempelAccessList *self)
{
  g_return_if_fail (STEMPEL_IS_ACCESS_LIST (self));

  if (self->records != NULL &&
      stempel_record_list_get_state (self->records) != STEMPEL_RECORD_LIST_STATE_LOADING)
    stempel_record_list_reload (self->records);
}

/**
 * stempel_access_list_take:
 * @self: a list
 * @record: a record that was just added or changed
 *
 * Makes @record the chosen one, and loads again.
 */
void
stempel_access_list_take (StempelAccessList *self, StempelRecord *record)
{
  g_return_if_fail (STEMPEL_IS_ACCESS_LIST (self));
  g_return_if_fail (STEMPEL_IS_RECORD (record));

  if (stempel_record_get_id (record) != self->shown_id)
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);

  self->shown_id = stempel_record_get_id (record);
  stempel_record_list_replace (self->records, record);
  stempel_access_list_reload (self);
}
