/* stempel-members-page.c: the page on which members are found, enrolled and changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-button.h"
#include "stempel-card-number.h"
#include "stempel-format.h"
#include "stempel-list-row.h"
#include "stempel-list-states.h"
#include "stempel-member-card.h"
#include "stempel-member-detail.h"
#include "stempel-member-dialog.h"
#include "stempel-member.h"
#include "stempel-members-page.h"
#include "stempel-two-pane.h"

/* Wandering through the list with the arrow keys loads only the member on which it ends. */
#define SETTLE_MS 120

struct _StempelMembersPage
{
  AdwBin               parent_instance;

  GtkWidget           *panes;
  GtkWidget           *search_entry;
  GtkWidget           *new_button;
  GtkWidget           *count_label;
  GtkWidget           *states;
  GtkWidget           *list_view;
  GtkSingleSelection  *selection;
  AdwBin              *detail_bin;
  StempelMemberDetail *detail;            /* (nullable): made with the first member shown */

  StempelClient       *client;            /* (owned) */
  StempelRecordList   *members;           /* (owned) */
  char                *searched;          /* (owned) (nullable): what members answers */
  guint                settle_source;
  gboolean             open_first;        /* Enter was pressed before the answer came */
};

G_DEFINE_FINAL_TYPE (StempelMembersPage, stempel_members_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_CLIENT, N_PROPS };

static GParamSpec *properties[N_PROPS];

static char *
member_subtitle (GtkListItem *item, StempelMember *member)
{
  const char *contact;
  g_autofree char *number = NULL;

  /* A row that is given back for another item has none for a moment. */
  if (member == NULL)
    return NULL;

  number = stempel_card_number_group (stempel_member_get_card_number (member));
  contact = stempel_member_get_email (member);
  if (contact == NULL)
    contact = stempel_member_get_phone (member);

  if (contact == NULL || number == NULL)
    return g_strdup (contact != NULL ? contact : number);

  /* The number first: it is short, and what is cut off for room is the end of an address. */
  return g_strdup_printf ("%s · %s", number, contact);
}

/* Only what is out of the ordinary gets a badge. */
static gboolean
card_is_fine (StempelMember *member)
{
  return g_strcmp0 (stempel_member_get_card_state (member), "active") == 0;
}

static char *
member_badge (GtkListItem *item, StempelMember *member)
{
  if (member == NULL || card_is_fine (member))
    return NULL;

  if (stempel_member_get_card_state (member) == NULL)
    /* Translators: badge of a member who has no card that works. */
    return g_strdup (C_("member", "No card"));

  return g_strdup (stempel_member_card_state_text (stempel_member_get_card_state (member)));
}

static int
member_tone (GtkListItem *item, StempelMember *member)
{
  if (member != NULL && g_strcmp0 (stempel_member_get_card_state (member), "blocked") == 0)
    return STEMPEL_TONE_DANGER;

  return STEMPEL_TONE_NEUTRAL;
}

static char *
member_last_visit (GtkListItem *item, StempelMember *member)
{
  return member != NULL ? stempel_format_ago (stempel_member_get_last_visit_at (member)) : NULL;
}

static void
update_count (StempelMembersPage *self)
{
  gint64 total;
  gboolean capped;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->members, "total", &total, "total-capped", &capped, NULL);

  if (total < 0)
    {
      gtk_label_set_label (GTK_LABEL (self->count_label), "");
      return;
    }

  number = stempel_format_number (total);

  if (capped)
    /* Translators: %s is a number such as "10,000". */
    text = g_strdup_printf (_("More than %s members"), number);
  else
    /* Translators: %s is a number such as "1,200". */
    text = g_strdup_printf (ngettext ("%s member", "%s members", (gulong) total), number);

  gtk_label_set_label (GTK_LABEL (self->count_label), text);
}

static void
search (StempelMembersPage *self)
{
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))));
  gboolean filtered = *text != '\0';
  g_autoptr(JsonNode) request = stempel_request_new ("q", "ms", filtered ? text : NULL, NULL);

  /* GtkSearchEntry also reports a change when its delay was set, and Enter comes after a change. */
  if (g_strcmp0 (self->searched, text) == 0)
    return;

  g_free (self->searched);
  self->searched = g_steal_pointer (&text);
  stempel_record_list_set_request (self->members, request, filtered);
}

static void
detail_changed_cb (StempelMembersPage *self)
{
  stempel_record_list_reload (self->members);
}

static void open_member_cb (StempelMembersPage *self, gint64 id);

/* The first list shall not wait for widgets that nobody has asked for. */
static StempelMemberDetail *
ensure_detail (StempelMembersPage *self)
{
  if (self->detail == NULL)
    {
      self->detail = g_object_new (STEMPEL_TYPE_MEMBER_DETAIL, NULL);
      stempel_member_detail_set_client (self->detail, self->client);
      g_signal_connect_swapped (self->detail, "changed", G_CALLBACK (detail_changed_cb), self);
      g_signal_connect_swapped (self->detail, "open-member", G_CALLBACK (open_member_cb), self);
      adw_bin_set_child (self->detail_bin, GTK_WIDGET (self->detail));
    }

  return self->detail;
}

static void
reload_detail (StempelMembersPage *self)
{
  if (self->detail != NULL)
    stempel_member_detail_reload (self->detail);
}

static void
show_member (StempelMembersPage *self, gint64 id)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  stempel_member_detail_load (ensure_detail (self), id);
}

static void
open_selected (StempelMembersPage *self)
{
  StempelMember *member = gtk_single_selection_get_selected_item (self->selection);

  if (member == NULL)
    return;

  show_member (self, stempel_member_get_id (member));
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
}

static void
members_notify_cb (StempelMembersPage *self)
{
  gboolean loading;

  g_object_get (self->members, "loading", &loading, NULL);
  update_count (self);

  if (self->open_first && !loading &&
      stempel_record_list_get_state (self->members) == STEMPEL_RECORD_LIST_STATE_READY)
    {
      self->open_first = FALSE;
      gtk_single_selection_set_selected (self->selection, 0);
      open_selected (self);
    }
}

static void
search_changed_cb (StempelMembersPage *self)
{
  self->open_first = FALSE;
  search (self);
}

/* Enter opens the first that matches: what a scanner does after a card number. */
static void
search_activate_cb (StempelMembersPage *self)
{
  gboolean loading;

  search (self);
  g_object_get (self->members, "loading", &loading, NULL);
  self->open_first = TRUE;

  if (!loading)
    members_notify_cb (self);
}

static void
clear_filters_cb (StempelMembersPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (self->search_entry);
}

static void
search_stop_cb (StempelMembersPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static gint64
shown_id (StempelMembersPage *self)
{
  StempelCustomer *customer =
    self->detail != NULL ? stempel_member_detail_get_customer (self->detail) : NULL;

  return customer != NULL ? stempel_customer_get_id (customer) : 0;
}

static gboolean
settled_cb (gpointer user_data)
{
  StempelMembersPage *self = STEMPEL_MEMBERS_PAGE (user_data);
  StempelMember *member = gtk_single_selection_get_selected_item (self->selection);

  self->settle_source = 0;

  if (member != NULL && stempel_member_get_id (member) != shown_id (self))
    show_member (self, stempel_member_get_id (member));

  return G_SOURCE_REMOVE;
}

static void
selected_cb (StempelMembersPage *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);

  if (gtk_single_selection_get_selected_item (self->selection) != NULL)
    self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

/* A changed member is another object in the list; the one on the screen stays the chosen one. */
static void
items_changed_cb (StempelMembersPage *self)
{
  gint64 id = shown_id (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->members));

  if (id == 0 || gtk_single_selection_get_selected_item (self->selection) != NULL)
    return;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(StempelMember) member = g_list_model_get_item (G_LIST_MODEL (self->members), i);

      if (stempel_member_get_id (member) == id)
        {
          gtk_single_selection_set_selected (self->selection, i);
          return;
        }
    }
}

/* Tab leads to a row without choosing it. */
static void
row_activated_cb (StempelMembersPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  open_selected (self);
}

/* The row's own gesture selects in the same event; it comes before this one. */
static void
row_clicked_cb (StempelMembersPage *self)
{
  if (stempel_two_pane_get_folded (STEMPEL_TWO_PANE (self->panes)))
    open_selected (self);
}

static void
open_member_cb (StempelMembersPage *self, gint64 id)
{
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  show_member (self, id);
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
}

static void
enrolled_cb (StempelMembersPage *self, StempelCustomer *customer)
{
  StempelMemberDetail *detail = ensure_detail (self);

  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  stempel_record_list_reload (self->members);
  stempel_member_detail_show_customer (detail, customer);
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
  stempel_member_detail_show_new_card (detail);
}

static void
page_new_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelMembersPage *self = STEMPEL_MEMBERS_PAGE (widget);
  StempelMemberDialog *dialog = stempel_member_dialog_new (self->client, NULL);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (enrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "open-member", G_CALLBACK (open_member_cb), self,
                           G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), widget);
}

static void
page_search_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelMembersPage *self = STEMPEL_MEMBERS_PAGE (widget);

  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), FALSE);
  gtk_widget_grab_focus (self->search_entry);
}

static void
page_reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelMembersPage *self = STEMPEL_MEMBERS_PAGE (widget);

  stempel_record_list_reload (self->members);
  reload_detail (self);
}

static void
page_show_member_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  open_member_cb (STEMPEL_MEMBERS_PAGE (widget), g_variant_get_int64 (target));
}

/* Members are enrolled and stamped at the terminals meanwhile. */
static void
stempel_members_page_map (GtkWidget *widget)
{
  StempelMembersPage *self = STEMPEL_MEMBERS_PAGE (widget);

  GTK_WIDGET_CLASS (stempel_members_page_parent_class)->map (widget);

  if (stempel_record_list_get_state (self->members) == STEMPEL_RECORD_LIST_STATE_LOADING)
    return;

  stempel_record_list_reload (self->members);
  reload_detail (self);
}

static void
stempel_members_page_constructed (GObject *object)
{
  StempelMembersPage *self = STEMPEL_MEMBERS_PAGE (object);
  gboolean may_enrol = stempel_client_allows (self->client, STEMPEL_OPERATION_CUSTOMER_ENROLL);

  G_OBJECT_CLASS (stempel_members_page_parent_class)->constructed (object);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.new", may_enrol);
  gtk_widget_set_visible (self->new_button, may_enrol);
  if (!may_enrol)
    g_object_set (self->states, "empty-action-label", NULL, NULL);

  self->members = stempel_record_list_new (self->client, STEMPEL_OPERATION_CUSTOMER_SEARCH);
  g_signal_connect_object (self->members, "notify", G_CALLBACK (members_notify_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->members));
  g_signal_connect_object (self->members, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  stempel_list_states_set_list (STEMPEL_LIST_STATES (self->states), self->members);
  search (self);
}

static void
stempel_members_page_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      STEMPEL_MEMBERS_PAGE (object)->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_members_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, STEMPEL_MEMBERS_PAGE (object)->client);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_members_page_dispose (GObject *object)
{
  StempelMembersPage *self = STEMPEL_MEMBERS_PAGE (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->detail = NULL;
  /* First, because the template lets go of the child behind the back of the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_MEMBERS_PAGE);
  g_clear_object (&self->members);
  g_clear_object (&self->client);
  g_clear_pointer (&self->searched, g_free);

  G_OBJECT_CLASS (stempel_members_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-members-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, panes);
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, states);
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, selection);
  gtk_widget_class_bind_template_child (widget_class, StempelMembersPage, detail_bin);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters_cb);
  gtk_widget_class_bind_template_callback (widget_class, member_badge);
  gtk_widget_class_bind_template_callback (widget_class, member_last_visit);
  gtk_widget_class_bind_template_callback (widget_class, member_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, member_tone);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
stempel_members_page_class_init (StempelMembersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = stempel_members_page_constructed;
  object_class->dispose = stempel_members_page_dispose;
  object_class->get_property = stempel_members_page_get_property;
  object_class->set_property = stempel_members_page_set_property;
  widget_class->map = stempel_members_page_map;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "page.new", NULL, page_new_cb);
  gtk_widget_class_install_action (widget_class, "page.reload", NULL, page_reload_cb);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, page_search_cb);
  gtk_widget_class_install_action (widget_class, "page.show-member", "x", page_show_member_cb);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_LIST_ROW);
  g_type_ensure (STEMPEL_TYPE_LIST_STATES);
  g_type_ensure (STEMPEL_TYPE_MEMBER);
  g_type_ensure (STEMPEL_TYPE_TWO_PANE);
  bind_template (widget_class);
}

static void
stempel_members_page_init (StempelMembersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_members_page_new:
 * @client: a client
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
stempel_members_page_new (StempelClient *client)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  return g_object_new (STEMPEL_TYPE_MEMBERS_PAGE, "client", client, NULL);
}
