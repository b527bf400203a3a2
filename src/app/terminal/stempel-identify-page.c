/* stempel-identify-page.c: whose card is it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-card-number.h"
#include "stempel-identify-page.h"
#include "stempel-key-button.h"
#include "stempel-list-row.h"
#include "stempel-list-states.h"
#include "stempel-member.h"
#include "stempel-record-list.h"

#define SEARCH_DELAY_MS 160
#define RESULTS 30

/* The shortest of the card numbers and tokens there are. */
#define CARD_DIGITS 13
#define TOKEN_LENGTH 22

struct _StempelIdentifyPage
{
  AdwBin             parent_instance;

  GtkWidget         *invitation;
  GtkWidget         *entry;
  GtkWidget         *states;
  GtkWidget         *results;
  GtkWidget         *foot;

  StempelRecordList *list;          /* (owned) (nullable) */
  guint              search_source;
  gboolean           opens_when_found;
};

enum { SIGNAL_ENTERED, SIGNAL_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelIdentifyPage, stempel_identify_page, ADW_TYPE_BIN)

/* Digits with separators as on the card, or the token of the QR code. */
static gboolean
looks_like_card (const char *text)
{
  guint digits = 0;
  guint length = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        digits++;
      else if (!g_ascii_isalpha (*p) && *p != '-' && *p != '_' && *p != ' ')
        return FALSE;

      length++;
    }

  return digits == CARD_DIGITS || (length == TOKEN_LENGTH && strchr (text, ' ') == NULL);
}

static void
choose (StempelIdentifyPage *self, guint position)
{
  g_autoptr(StempelMember) member = NULL;

  member = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  if (member != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, stempel_member_get_id (member));
}

static void
focus_results (StempelIdentifyPage *self)
{
  gtk_widget_activate_action (self->results, "list.scroll-to-item", "u", 0);
  gtk_widget_child_focus (self->results, GTK_DIR_TAB_FORWARD);
}

/* Enter was pressed before the answer was there: now it means what it would have meant. */
static void
list_state_cb (StempelIdentifyPage *self)
{
  StempelRecordListState state = stempel_record_list_get_state (self->list);

  if (!self->opens_when_found || state == STEMPEL_RECORD_LIST_STATE_LOADING
      || state == STEMPEL_RECORD_LIST_STATE_IDLE)
    return;

  self->opens_when_found = FALSE;

  if (state != STEMPEL_RECORD_LIST_STATE_READY)
    return;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 1)
    choose (self, 0);
  else
    focus_results (self);
}

static void
start_search (StempelIdentifyPage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autoptr(JsonNode) request = NULL;

  g_clear_handle_id (&self->search_source, g_source_remove);

  g_strstrip (text);
  if (self->list == NULL || *text == '\0')
    return;

  request = stempel_request_new ("q", "s", text, "limit", "x", (gint64) RESULTS, NULL);
  stempel_record_list_set_request (self->list, request, TRUE);
}

static gboolean
search_cb (gpointer user_data)
{
  StempelIdentifyPage *self = STEMPEL_IDENTIFY_PAGE (user_data);

  self->search_source = 0;
  start_search (self);

  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (StempelIdentifyPage *self)
{
  gboolean has_text = gtk_entry_get_text_length (GTK_ENTRY (self->entry)) > 0;

  gtk_widget_set_visible (self->states, has_text);
  gtk_widget_set_visible (self->invitation, !has_text);
  gtk_widget_set_vexpand (self->foot, !has_text);
  self->opens_when_found = FALSE;

  g_clear_handle_id (&self->search_source, g_source_remove);
  if (has_text)
    self->search_source = g_timeout_add (SEARCH_DELAY_MS, search_cb, self);
}

static void
open_when_found (StempelIdentifyPage *self)
{
  gboolean is_searching = self->search_source != 0;

  start_search (self);
  self->opens_when_found = TRUE;

  /* What stands there already may be the answer; a list that loads will say so itself. */
  if (!is_searching)
    list_state_cb (self);
}

static void
activate_cb (StempelIdentifyPage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_strstrip (text);

  if (*text == '\0')
    return;
  else if (looks_like_card (text))
    g_signal_emit (self, signals[SIGNAL_ENTERED], 0, text);
  else
    open_when_found (self);
}

static gboolean
entry_key_pressed_cb (GtkEventControllerKey *controller,
                      guint                  keyval,
                      guint                  keycode,
                      GdkModifierType        modifiers,
                      StempelIdentifyPage   *self)
{
  if (keyval != GDK_KEY_Down || self->list == NULL ||
      g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0)
    return GDK_EVENT_PROPAGATE;

  focus_results (self);

  return GDK_EVENT_STOP;
}

static void
clear_cb (StempelIdentifyPage *self)
{
  stempel_identify_page_reset (self);
}

static void
result_activated_cb (StempelIdentifyPage *self, guint position)
{
  choose (self, position);
}

static void
result_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, stempel_list_row_new ());
}

static void
result_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  StempelMember *member = STEMPEL_MEMBER (gtk_list_item_get_item (item));
  StempelListRow *row = STEMPEL_LIST_ROW (gtk_list_item_get_child (item));
  g_autofree char *number = stempel_card_number_group (stempel_member_get_card_number (member));
  const char *contact = stempel_member_get_phone (member);

  if (contact == NULL)
    contact = stempel_member_get_email (member);

  g_object_set (row, "avatar", TRUE, NULL);
  stempel_list_row_set (row, stempel_member_get_name (member), contact, number);

  if (g_strcmp0 (stempel_member_get_card_state (member), "blocked") == 0)
    /* Translators: the state of a card */
    stempel_list_row_badge (row, C_("card", "blocked"), STEMPEL_TONE_WARNING);
  else
    stempel_list_row_badge (row, NULL, STEMPEL_TONE_NEUTRAL);
}

/**
 * stempel_identify_page_reset:
 * @self: a page
 *
 * Makes room for the next customer.
 */
void
stempel_identify_page_reset (StempelIdentifyPage *self)
{
  g_return_if_fail (STEMPEL_IS_IDENTIFY_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * stempel_identify_page_clear:
 * @self: a page
 *
 * Returns: whether there was something to clear
 */
gboolean
stempel_identify_page_clear (StempelIdentifyPage *self)
{
  g_return_val_if_fail (STEMPEL_IS_IDENTIFY_PAGE (self), FALSE);

  if (gtk_entry_get_text_length (GTK_ENTRY (self->entry)) == 0)
    return FALSE;

  stempel_identify_page_reset (self);

  return TRUE;
}

/**
 * stempel_identify_page_search:
 * @self: a page
 * @text: what to look for
 *
 * Looks for @text as if it had been typed and Enter pressed; a single member is opened at once.
 */
void
stempel_identify_page_search (StempelIdentifyPage *self, const char *text)
{
  g_return_if_fail (STEMPEL_IS_IDENTIFY_PAGE (self));
  g_return_if_fail (text != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  open_when_found (self);
}

/**
 * stempel_identify_page_set_client:
 * @self: a page
 * @client: where to search
 */
void
stempel_identify_page_set_client (StempelIdentifyPage *self, StempelClient *client)
{
  g_autoptr(GtkSingleSelection) selection = NULL;

  g_return_if_fail (STEMPEL_IS_IDENTIFY_PAGE (self));
  g_return_if_fail (self->list == NULL);

  self->list = stempel_record_list_new (client, STEMPEL_OPERATION_CUSTOMER_SEARCH);
  g_signal_connect_object (self->list, "notify::state", G_CALLBACK (list_state_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->results), GTK_SELECTION_MODEL (selection));
  stempel_list_states_set_list (STEMPEL_LIST_STATES (self->states), self->list);
}

static gboolean
stempel_identify_page_grab_focus (GtkWidget *widget)
{
  return gtk_entry_grab_focus_without_selecting (GTK_ENTRY (STEMPEL_IDENTIFY_PAGE (widget)->entry));
}

static void
stempel_identify_page_dispose (GObject *object)
{
  StempelIdentifyPage *self = STEMPEL_IDENTIFY_PAGE (object);

  g_clear_handle_id (&self->search_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_IDENTIFY_PAGE);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (stempel_identify_page_parent_class)->dispose (object);
}

static void
stempel_identify_page_class_init (StempelIdentifyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_identify_page_dispose;
  widget_class->grab_focus = stempel_identify_page_grab_focus;

  /**
   * StempelIdentifyPage::entered:
   * @self: the page
   * @text: what looks like the number or the token of a card
   */
  signals[SIGNAL_ENTERED] =
    g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * StempelIdentifyPage::chosen:
   * @self: the page
   * @customer_id: the member that was chosen among the results
   */
  signals[SIGNAL_CHOSEN] =
    g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (STEMPEL_TYPE_KEY_BUTTON);
  g_type_ensure (STEMPEL_TYPE_LIST_STATES);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-identify-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelIdentifyPage, invitation);
  gtk_widget_class_bind_template_child (widget_class, StempelIdentifyPage, entry);
  gtk_widget_class_bind_template_child (widget_class, StempelIdentifyPage, states);
  gtk_widget_class_bind_template_child (widget_class, StempelIdentifyPage, results);
  gtk_widget_class_bind_template_child (widget_class, StempelIdentifyPage, foot);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_bind_cb);
}

static void
stempel_identify_page_init (StempelIdentifyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* The caption goes on from "Scan the card"; by itself it is no name. */
  stempel_accessible_name (self->entry, _("Card number, phone, e-mail or name"));
}
