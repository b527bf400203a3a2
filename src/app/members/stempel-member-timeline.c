/* stempel-member-timeline.c: the latest ledger entries of a member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-button.h"
#include "stempel-entry-words.h"
#include "stempel-error-text.h"
#include "stempel-list-row.h"
#include "stempel-member-timeline.h"
#include "stempel-record-list.h"

/* Entries shown at first: what fits a screen; "Show Earlier Entries" adds as many again. */
#define STEP 20

struct _StempelMemberTimeline
{
  AdwBin             parent_instance;

  GtkWidget         *stack;
  GtkWidget         *list_box;
  GtkWidget         *more_button;
  GtkWidget         *error_label;

  StempelRecordList *entries;             /* (owned) (nullable) */
  GtkSliceListModel *shown;               /* (owned): the newest of entries */
};

G_DEFINE_FINAL_TYPE (StempelMemberTimeline, stempel_member_timeline, ADW_TYPE_BIN)

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  StempelEntry *entry = STEMPEL_ENTRY (item);
  GtkWidget *child = stempel_list_row_new ();
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *text = stempel_entry_text (entry);
  g_autofree char *place = stempel_entry_place_text (entry);
  g_autofree char *change = stempel_entry_change_text (entry);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  stempel_list_row_set (STEMPEL_LIST_ROW (child), text, place, change);

  if (stempel_entry_get_reversed_by (entry) != 0)
    /* Translators: a ledger entry that a later one took back. */
    stempel_list_row_badge (STEMPEL_LIST_ROW (child), C_("entry", "Taken back"),
                            STEMPEL_TONE_NEUTRAL);

  return row;
}

static const char *
page_for_state (StempelRecordListState state)
{
  switch (state)
    {
    case STEMPEL_RECORD_LIST_STATE_READY:
      return "list";

    case STEMPEL_RECORD_LIST_STATE_EMPTY:
    case STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND:
      return "empty";

    case STEMPEL_RECORD_LIST_STATE_ERROR:
      return "error";

    case STEMPEL_RECORD_LIST_STATE_IDLE:
    case STEMPEL_RECORD_LIST_STATE_LOADING:
      return "loading";
    }

  g_return_val_if_reached ("loading");
}

static void
entries_notify_cb (StempelMemberTimeline *self)
{
  const GError *error = stempel_record_list_get_error (self->entries);
  gboolean has_more, loading_more, hidden;

  g_object_get (self->entries, "has-more", &has_more, "loading-more", &loading_more, NULL);

  if (error != NULL)
    {
      g_autofree char *text = stempel_error_text (error);

      gtk_label_set_label (GTK_LABEL (self->error_label), text);
    }

  hidden = g_list_model_get_n_items (G_LIST_MODEL (self->entries)) >
           gtk_slice_list_model_get_size (self->shown);
  gtk_widget_set_visible (self->more_button, has_more || hidden);
  gtk_widget_set_sensitive (self->more_button, !loading_more);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    page_for_state (stempel_record_list_get_state (self->entries)));
}

static void
more_clicked_cb (StempelMemberTimeline *self)
{
  gboolean has_more;

  g_object_get (self->entries, "has-more", &has_more, NULL);
  gtk_slice_list_model_set_size (self->shown, gtk_slice_list_model_get_size (self->shown) + STEP);

  if (has_more &&
      g_list_model_get_n_items (G_LIST_MODEL (self->entries)) <
      gtk_slice_list_model_get_size (self->shown))
    stempel_record_list_load_more (self->entries);

  entries_notify_cb (self);
}

static void
retry_clicked_cb (StempelMemberTimeline *self)
{
  stempel_record_list_reload (self->entries);
}

static void
forget_entries (StempelMemberTimeline *self)
{
  if (self->entries != NULL)
    g_signal_handlers_disconnect_by_data (self->entries, self);

  gtk_slice_list_model_set_model (self->shown, NULL);
  gtk_slice_list_model_set_size (self->shown, STEP);
  g_clear_object (&self->entries);
}

static void
stempel_member_timeline_finalize (GObject *object)
{
  g_object_unref (STEMPEL_MEMBER_TIMELINE (object)->shown);

  G_OBJECT_CLASS (stempel_member_timeline_parent_class)->finalize (object);
}

static void
stempel_member_timeline_dispose (GObject *object)
{
  forget_entries (STEMPEL_MEMBER_TIMELINE (object));
  /* First, because the template lets go of the child behind the back of the bin. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_MEMBER_TIMELINE);

  G_OBJECT_CLASS (stempel_member_timeline_parent_class)->dispose (object);
}

static void
stempel_member_timeline_class_init (StempelMemberTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_member_timeline_dispose;
  G_OBJECT_CLASS (klass)->finalize = stempel_member_timeline_finalize;

  g_type_ensure (STEMPEL_TYPE_BUTTON);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-member-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelMemberTimeline, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberTimeline, list_box);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberTimeline, more_button);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberTimeline, error_label);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
}

static void
stempel_member_timeline_init (StempelMemberTimeline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown = gtk_slice_list_model_new (NULL, 0, STEP);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list_box), G_LIST_MODEL (self->shown), make_row_cb,
                           NULL, NULL);
}

/**
 * stempel_member_timeline_load:
 * @self: a timeline
 * @client: a client
 * @customer_id: whose entries to show, newest first
 */
void
stempel_member_timeline_load (StempelMemberTimeline *self, StempelClient *client,
                              gint64 customer_id)
{
  g_autoptr(JsonNode) request = NULL;

  g_return_if_fail (STEMPEL_IS_MEMBER_TIMELINE (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));

  forget_entries (self);
  self->entries = stempel_record_list_new (client, STEMPEL_OPERATION_ENTRY_LIST);
  g_signal_connect_object (self->entries, "notify", G_CALLBACK (entries_notify_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_slice_list_model_set_model (self->shown, G_LIST_MODEL (self->entries));

  request = stempel_request_new ("customer_id", "x", customer_id, NULL);
  stempel_record_list_set_request (self->entries, request, FALSE);
}
