/* stempel-transactions-page.c: the page with every ledger entry, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-day-field.h"
#include "stempel-entry-detail.h"
#include "stempel-entry-words.h"
#include "stempel-entry.h"
#include "stempel-filters.h"
#include "stempel-format.h"
#include "stempel-list-row.h"
#include "stempel-list-states.h"
#include "stempel-transactions-page.h"
#include "stempel-two-pane.h"

/* Wandering through the list with the arrow keys loads only the entry on which it ends. */
#define SETTLE_MS 120

struct _StempelTransactionsPage
{
  AdwBin              parent_instance;

  GtkWidget          *panes;
  GtkWidget          *filters;
  GtkWidget          *states;
  GtkWidget          *list_view;
  GtkSingleSelection *selection;
  GtkWidget          *detail;

  StempelClient      *client;        /* (owned) */
  StempelRecordList  *entries;       /* (owned) */
  guint               settle_source;
};

G_DEFINE_FINAL_TYPE (StempelTransactionsPage, stempel_transactions_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_CLIENT, N_PROPS };

static GParamSpec *properties[N_PROPS];

/* The functions of the row's template; a row that is being recycled has no entry. */

static char *
entry_title (GtkListItem *item, StempelEntry *entry)
{
  return entry != NULL ? g_strdup (stempel_entry_get_customer_name (entry)) : NULL;
}

static char *
entry_subtitle (GtkListItem *item, StempelEntry *entry)
{
  return entry != NULL ? stempel_entry_subtitle_text (entry) : NULL;
}

static gboolean
is_one_of (StempelEntry *entry, const char * const *kinds)
{
  return entry != NULL && g_strv_contains (kinds, stempel_entry_get_kind (entry));
}

static const char * const credits[] = {
  "stamp_earn", "points_earn", "welcome", "birthday", NULL
};
static const char * const redemptions[] = { "stamp_redeem", "points_redeem", NULL };
static const char * const reversals[] = {
  "stamp_void", "points_void", "points_refund", NULL
};

static char *
entry_lead (GtkListItem *item, StempelEntry *entry)
{
  return is_one_of (entry, credits) ? stempel_entry_change_text (entry) : NULL;
}

static char *
entry_lead_icon (GtkListItem *item, StempelEntry *entry)
{
  if (is_one_of (entry, redemptions))
    return g_strdup ("starred-symbolic");

  return is_one_of (entry, reversals) ? g_strdup ("edit-undo-symbolic") : NULL;
}

static int
entry_lead_tone (GtkListItem *item, StempelEntry *entry)
{
  if (is_one_of (entry, credits))
    return STEMPEL_TONE_GOOD;

  return is_one_of (entry, redemptions) ? STEMPEL_TONE_ACCENT : STEMPEL_TONE_NEUTRAL;
}

static char *
entry_badge (GtkListItem *item, StempelEntry *entry)
{
  if (entry == NULL || stempel_entry_get_reversed_by (entry) == 0)
    return NULL;

  /* Translators: a ledger entry that a later one took back. */
  return g_strdup (C_("entry", "Taken back"));
}

static char *
entry_time (GtkListItem *item, StempelEntry *entry)
{
  return entry != NULL ? stempel_format_time_short (stempel_entry_get_occurred_at (entry)) : NULL;
}

static void
load (StempelTransactionsPage *self)
{
  g_autoptr(JsonNode) request = stempel_filters_get_request (STEMPEL_FILTERS (self->filters));
  gboolean filtered = stempel_filters_get_n_set (STEMPEL_FILTERS (self->filters)) > 0;

  stempel_record_list_set_request (self->entries, request, filtered);
}

static void
show_selected (StempelTransactionsPage *self)
{
  StempelRecord *entry = gtk_single_selection_get_selected_item (self->selection);

  g_clear_handle_id (&self->settle_source, g_source_remove);

  if (entry != NULL)
    stempel_entry_detail_load (STEMPEL_ENTRY_DETAIL (self->detail), stempel_record_get_id (entry));
}

static void
open_selected (StempelTransactionsPage *self)
{
  if (gtk_single_selection_get_selected_item (self->selection) == NULL)
    return;

  show_selected (self);
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
}

static gboolean
settled_cb (gpointer user_data)
{
  StempelTransactionsPage *self = STEMPEL_TRANSACTIONS_PAGE (user_data);

  self->settle_source = 0;
  show_selected (self);

  return G_SOURCE_REMOVE;
}

static void
selected_cb (StempelTransactionsPage *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);

  if (gtk_single_selection_get_selected_item (self->selection) != NULL)
    self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

/* Tab leads to a row without choosing it. */
static void
row_activated_cb (StempelTransactionsPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  open_selected (self);
}

/* The row's own gesture selects in the same event; it comes before this one. */
static void
row_clicked_cb (StempelTransactionsPage *self)
{
  if (stempel_two_pane_get_folded (STEMPEL_TWO_PANE (self->panes)))
    open_selected (self);
}

static void
filters_changed_cb (StempelTransactionsPage *self)
{
  load (self);
}

static void
clear_filters_cb (StempelTransactionsPage *self)
{
  stempel_filters_clear (STEMPEL_FILTERS (self->filters));
}

static void
detail_changed_cb (StempelTransactionsPage *self)
{
  stempel_record_list_reload (self->entries);
}

static void
page_search_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelTransactionsPage *self = STEMPEL_TRANSACTIONS_PAGE (widget);

  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), FALSE);
  stempel_filters_popup (STEMPEL_FILTERS (self->filters));
}

static void
page_reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelTransactionsPage *self = STEMPEL_TRANSACTIONS_PAGE (widget);

  stempel_record_list_reload (self->entries);
  stempel_entry_detail_reload (STEMPEL_ENTRY_DETAIL (self->detail));
}

static StempelChoiceField *
add_choice (StempelTransactionsPage *self, const char *wire_name, const char *title,
            const char *none_label)
{
  GtkWidget *field = stempel_choice_field_new (wire_name, title);

  g_object_set (field, "none-label", none_label, NULL);
  stempel_filters_add (STEMPEL_FILTERS (self->filters), STEMPEL_FIELD (field));

  return STEMPEL_CHOICE_FIELD (field);
}

static void
add_filters (StempelTransactionsPage *self)
{
  StempelFilters *filters = STEMPEL_FILTERS (self->filters);

  /* Translators: the first day of a time span. */
  stempel_filters_add (filters, STEMPEL_FIELD (stempel_day_field_new ("from", C_("day", "_From"))));
  /* Translators: the last day of a time span. */
  stempel_filters_add (filters, STEMPEL_FIELD (stempel_day_field_new ("to", C_("day", "_To"))));
  stempel_entry_add_kinds (add_choice (self, "kind", _("_What"), _("Everything")));
  stempel_filters_fill (filters, add_choice (self, "store_id", _("_Store"), _("All stores")),
                        self->client, STEMPEL_OPERATION_STORE_LIST);
  stempel_filters_fill (filters, add_choice (self, "program_id", _("_Program"), _("All programs")),
                        self->client, STEMPEL_OPERATION_PROGRAM_LIST);
  stempel_filters_fill (filters,
                        add_choice (self, "employee_id", _("_Employee"), _("All employees")),
                        self->client, STEMPEL_OPERATION_EMPLOYEE_LIST);
}

static void
stempel_transactions_page_constructed (GObject *object)
{
  StempelTransactionsPage *self = STEMPEL_TRANSACTIONS_PAGE (object);

  G_OBJECT_CLASS (stempel_transactions_page_parent_class)->constructed (object);

  self->entries = stempel_record_list_new (self->client, STEMPEL_OPERATION_ENTRY_LIST);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->entries));
  stempel_list_states_set_list (STEMPEL_LIST_STATES (self->states), self->entries);
  stempel_entry_detail_set_client (STEMPEL_ENTRY_DETAIL (self->detail), self->client);
  add_filters (self);
  load (self);
}

static void
stempel_transactions_page_set_property (GObject *object, guint id, const GValue *value,
                                        GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      STEMPEL_TRANSACTIONS_PAGE (object)->client = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_transactions_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, STEMPEL_TRANSACTIONS_PAGE (object)->client);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_transactions_page_dispose (GObject *object)
{
  StempelTransactionsPage *self = STEMPEL_TRANSACTIONS_PAGE (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  /* The bin must not keep a pointer to what the template gives up. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_TRANSACTIONS_PAGE);
  g_clear_object (&self->entries);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stempel_transactions_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
      "/lu/stempel/Stempel/ui/stempel-transactions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelTransactionsPage, panes);
  gtk_widget_class_bind_template_child (widget_class, StempelTransactionsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, StempelTransactionsPage, states);
  gtk_widget_class_bind_template_child (widget_class, StempelTransactionsPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, StempelTransactionsPage, selection);
  gtk_widget_class_bind_template_child (widget_class, StempelTransactionsPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters_cb);
  gtk_widget_class_bind_template_callback (widget_class, detail_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_badge);
  gtk_widget_class_bind_template_callback (widget_class, entry_lead);
  gtk_widget_class_bind_template_callback (widget_class, entry_lead_icon);
  gtk_widget_class_bind_template_callback (widget_class, entry_lead_tone);
  gtk_widget_class_bind_template_callback (widget_class, entry_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, entry_time);
  gtk_widget_class_bind_template_callback (widget_class, entry_title);
  gtk_widget_class_bind_template_callback (widget_class, filters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
stempel_transactions_page_class_init (StempelTransactionsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = stempel_transactions_page_constructed;
  object_class->dispose = stempel_transactions_page_dispose;
  object_class->get_property = stempel_transactions_page_get_property;
  object_class->set_property = stempel_transactions_page_set_property;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "page.reload", NULL, page_reload_cb);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, page_search_cb);

  g_type_ensure (STEMPEL_TYPE_ENTRY_DETAIL);
  g_type_ensure (STEMPEL_TYPE_FILTERS);
  g_type_ensure (STEMPEL_TYPE_LIST_ROW);
  g_type_ensure (STEMPEL_TYPE_LIST_STATES);
  g_type_ensure (STEMPEL_TYPE_TWO_PANE);
  bind_template (widget_class);
}

static void
stempel_transactions_page_init (StempelTransactionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_transactions_page_new:
 * @client: a client whose session is known
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
stempel_transactions_page_new (StempelClient *client)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  return g_object_new (STEMPEL_TYPE_TRANSACTIONS_PAGE, "client", client, NULL);
}
