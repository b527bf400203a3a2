/* stempel-member-detail.c: everything about one member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-card-reason-dialog.h"
#include "stempel-card-window.h"
#include "stempel-day-text.h"
#include "stempel-error-text.h"
#include "stempel-facts.h"
#include "stempel-format.h"
#include "stempel-member-account.h"
#include "stempel-member-card.h"
#include "stempel-member-detail.h"
#include "stempel-member-dialog.h"
#include "stempel-member-timeline.h"
#include "stempel-text.h"
#include "stempel-time.h"

struct _StempelMemberDetail
{
  AdwBin           parent_instance;

  GtkWidget       *stack;
  GtkWidget       *error_page;
  GtkWidget       *scroller;
  GtkWidget       *avatar;
  GtkWidget       *name_label;
  GtkWidget       *since_label;
  GtkWidget       *edit_button;
  GtkWidget       *accounts;
  GtkWidget       *no_accounts;
  GtkWidget       *cards;
  GtkWidget       *facts;
  GtkWidget       *timeline;

  StempelClient   *client;                /* (owned) (nullable) */
  StempelCustomer *customer;              /* (owned) (nullable) */
  GCancellable    *cancellable;           /* (owned): of the load under way */
  gint64           customer_id;
};

G_DEFINE_FINAL_TYPE (StempelMemberDetail, stempel_member_detail, ADW_TYPE_BIN)

enum { CHANGED, OPEN_MEMBER, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
show_head (StempelMemberDetail *self)
{
  const char *name = stempel_customer_get_name (self->customer);
  const char *store = stempel_customer_get_enrolled_store (self->customer);
  g_autofree char *day = stempel_day_text (stempel_customer_get_enrolled_at (self->customer));
  g_autofree char *since = NULL;

  if (store != NULL)
    /* Translators: %1$s is a day, %2$s a store. */
    since = g_strdup_printf (_("Member since %1$s · %2$s"), day, store);
  else
    /* Translators: %s is a day. */
    since = g_strdup_printf (_("Member since %s"), day);

  adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
  gtk_label_set_label (GTK_LABEL (self->name_label), name);
  gtk_label_set_label (GTK_LABEL (self->since_label), since);
  gtk_widget_set_visible (self->edit_button,
                          stempel_client_allows (self->client, STEMPEL_OPERATION_CUSTOMER_SAVE));
}

static void
show_facts (StempelMemberDetail *self)
{
  StempelFacts *facts = STEMPEL_FACTS (self->facts);
  g_autofree char *birthday = stempel_day_format (stempel_customer_get_birthday (self->customer),
                                                   stempel_language_current ());
  const char *language = stempel_customer_get_language (self->customer);

  stempel_facts_clear (facts);
  stempel_facts_add (facts, _("E-mail"), stempel_customer_get_email (self->customer));
  stempel_facts_add (facts, _("Phone"), stempel_customer_get_phone (self->customer));
  stempel_facts_add (facts, _("Birthday"), birthday);
  stempel_facts_add (facts, _("Language"),
                     language != NULL ? stempel_format_language_name (language) : NULL);
  stempel_facts_add (facts, _("Note"), stempel_customer_get_note (self->customer));
}

static void
show_accounts (StempelMemberDetail *self)
{
  GListModel *accounts = stempel_customer_get_accounts (self->customer);
  guint n = g_list_model_get_n_items (accounts);

  empty_box (self->accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(StempelAccount) account = g_list_model_get_item (accounts, i);

      gtk_box_append (GTK_BOX (self->accounts), stempel_member_account_new (account));
    }

  gtk_widget_set_visible (self->no_accounts, n == 0);
}

static void
show_cards (StempelMemberDetail *self)
{
  GListModel *cards = stempel_customer_get_cards (self->customer);

  empty_box (self->cards);

  for (guint i = 0; i < g_list_model_get_n_items (cards); i++)
    {
      g_autoptr(StempelCard) card = g_list_model_get_item (cards, i);

      gtk_box_append (GTK_BOX (self->cards), stempel_member_card_new (self->client, card));
    }
}

static void
customer_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelMemberDetail) self = STEMPEL_MEMBER_DETAIL (user_data);
  g_autoptr(StempelRecord) customer = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  customer = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* Another member was chosen, or the page is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (customer != NULL)
    {
      stempel_member_detail_show_customer (self, STEMPEL_CUSTOMER (customer));
      return;
    }

  text = stempel_error_text (error);
  escaped = g_markup_escape_text (text, -1);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->error_page), escaped);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "error");
  stempel_announce (GTK_WIDGET (self), text);
}

static void
cancel_load (StempelMemberDetail *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
retry_clicked_cb (StempelMemberDetail *self)
{
  stempel_member_detail_reload (self);
}

static void
something_changed (StempelMemberDetail *self)
{
  stempel_member_detail_reload (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static StempelCard *
find_card (StempelMemberDetail *self, gint64 id)
{
  GListModel *cards = self->customer != NULL ? stempel_customer_get_cards (self->customer) : NULL;

  for (guint i = 0; cards != NULL && i < g_list_model_get_n_items (cards); i++)
    {
      g_autoptr(StempelCard) card = g_list_model_get_item (cards, i);

      if (stempel_card_get_id (card) == id)
        return g_steal_pointer (&card);
    }

  return NULL;
}

static void
card_show_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  g_autoptr(StempelCard) card =
    find_card (STEMPEL_MEMBER_DETAIL (widget), g_variant_get_int64 (target));

  if (card != NULL)
    stempel_card_window_present_for (stempel_card_window_new (card, _("Card")), widget);
}

static void
card_copy_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  g_autoptr(StempelCard) card =
    find_card (STEMPEL_MEMBER_DETAIL (widget), g_variant_get_int64 (target));

  if (card == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), stempel_card_get_number (card));
  stempel_toast (STEMPEL_MEMBER_DETAIL (widget)->stack, _("Card number copied"));
}

static void
card_replaced_cb (StempelMemberDetail *self, StempelRecord *card)
{
  something_changed (self);
  stempel_card_window_present_for (stempel_card_window_new (STEMPEL_CARD (card), _("New Card")),
                                   GTK_WIDGET (self));
}

static void
card_blocked_cb (StempelMemberDetail *self, StempelRecord *card)
{
  something_changed (self);

  /* The toast is to be inside this widget, which has the action of its button. */
  if (stempel_client_allows (self->client, STEMPEL_OPERATION_CARD_UNBLOCK))
    stempel_toast_undo (self->stack, _("Card blocked"), _("Undo"), "card.unblock",
                        g_variant_new_int64 (stempel_record_get_id (card)));
  else
    stempel_toast (self->stack, _("Card blocked"));
}

static void
ask_reason (StempelMemberDetail *self, gint64 id, StempelOperation operation, GCallback done)
{
  g_autoptr(StempelCard) card = find_card (self, id);
  StempelCardReasonDialog *dialog;

  if (card == NULL)
    return;

  dialog = stempel_card_reason_dialog_new (self->client, card, operation);
  g_signal_connect_object (dialog, "done", done, self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (self));
}

static void
card_replace_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  ask_reason (STEMPEL_MEMBER_DETAIL (widget), g_variant_get_int64 (target),
              STEMPEL_OPERATION_CARD_REPLACE, G_CALLBACK (card_replaced_cb));
}

static void
card_block_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  ask_reason (STEMPEL_MEMBER_DETAIL (widget), g_variant_get_int64 (target),
              STEMPEL_OPERATION_CARD_BLOCK, G_CALLBACK (card_blocked_cb));
}

static void
unblocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelMemberDetail) self = STEMPEL_MEMBER_DETAIL (user_data);
  g_autoptr(StempelRecord) card = NULL;
  g_autoptr(GError) error = NULL;

  card = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The page went away while the database answered. */
  if (self->client == NULL)
    return;

  if (error != NULL)
    {
      g_autofree char *text = stempel_error_text (error);

      stempel_toast (self->stack, text);
      return;
    }

  something_changed (self);
  stempel_toast (self->stack, _("Card unblocked"));
}

static void
card_unblock_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelMemberDetail *self = STEMPEL_MEMBER_DETAIL (widget);
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr(JsonNode) request = stempel_request_new ("id", "x", g_variant_get_int64 (target), NULL);

  stempel_client_call_async (self->client, STEMPEL_OPERATION_CARD_UNBLOCK, request, key, NULL,
                             unblocked_cb, g_object_ref (self));
}

static void
member_saved_cb (StempelMemberDetail *self, StempelCustomer *customer)
{
  something_changed (self);
  stempel_toast (self->stack, _("Member saved"));
}

static void
open_member_cb (StempelMemberDetail *self, gint64 id)
{
  g_signal_emit (self, signals[OPEN_MEMBER], 0, id);
}

static void
member_edit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelMemberDetail *self = STEMPEL_MEMBER_DETAIL (widget);
  StempelMemberDialog *dialog;

  if (self->customer == NULL)
    return;

  dialog = stempel_member_dialog_new (self->client, self->customer);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (member_saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "open-member", G_CALLBACK (open_member_cb), self,
                           G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), self->edit_button);
}

/* Not only in dispose: the call under way holds this widget alive. */
static void
stempel_member_detail_unroot (GtkWidget *widget)
{
  cancel_load (STEMPEL_MEMBER_DETAIL (widget));

  GTK_WIDGET_CLASS (stempel_member_detail_parent_class)->unroot (widget);
}

static void
stempel_member_detail_dispose (GObject *object)
{
  StempelMemberDetail *self = STEMPEL_MEMBER_DETAIL (object);

  cancel_load (self);
  g_clear_object (&self->customer);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_MEMBER_DETAIL);

  G_OBJECT_CLASS (stempel_member_detail_parent_class)->dispose (object);
}

static void
stempel_member_detail_class_init (StempelMemberDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_member_detail_dispose;
  widget_class->unroot = stempel_member_detail_unroot;

  signals[CHANGED] = g_signal_new ("changed", STEMPEL_TYPE_MEMBER_DETAIL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPEN_MEMBER] =
    g_signal_new ("open-member", STEMPEL_TYPE_MEMBER_DETAIL, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_install_action (widget_class, "member.edit", NULL, member_edit_cb);
  gtk_widget_class_install_action (widget_class, "card.show", "x", card_show_cb);
  gtk_widget_class_install_action (widget_class, "card.copy", "x", card_copy_cb);
  gtk_widget_class_install_action (widget_class, "card.replace", "x", card_replace_cb);
  gtk_widget_class_install_action (widget_class, "card.block", "x", card_block_cb);
  gtk_widget_class_install_action (widget_class, "card.unblock", "x", card_unblock_cb);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_FACTS);
  g_type_ensure (STEMPEL_TYPE_MEMBER_TIMELINE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-member-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, error_page);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, scroller);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, avatar);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, name_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, since_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, edit_button);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, accounts);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, no_accounts);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, cards);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDetail, timeline);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
}

static void
stempel_member_detail_init (StempelMemberDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_member_detail_set_client:
 * @self: a detail
 * @client: (nullable): a client
 */
void
stempel_member_detail_set_client (StempelMemberDetail *self, StempelClient *client)
{
  g_return_if_fail (STEMPEL_IS_MEMBER_DETAIL (self));

  g_set_object (&self->client, client);
}

/**
 * stempel_member_detail_load:
 * @self: a detail that has a client
 * @customer_id: the member to show
 */
void
stempel_member_detail_load (StempelMemberDetail *self, gint64 customer_id)
{
  g_autoptr(JsonNode) request = NULL;

  g_return_if_fail (STEMPEL_IS_MEMBER_DETAIL (self));
  g_return_if_fail (self->client != NULL);

  /* What is on the screen stays there while the same member is loaded again. */
  if (self->customer_id != customer_id)
    {
      g_clear_object (&self->customer);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "loading");
    }

  cancel_load (self);
  self->cancellable = g_cancellable_new ();
  self->customer_id = customer_id;
  request = stempel_request_new ("id", "x", customer_id, NULL);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_CUSTOMER_GET, request, NULL,
                             self->cancellable, customer_loaded_cb, g_object_ref (self));
}

/**
 * stempel_member_detail_reload:
 * @self: a detail
 *
 * Loads the member on the screen again, if there is one.
 */
void
stempel_member_detail_reload (StempelMemberDetail *self)
{
  g_return_if_fail (STEMPEL_IS_MEMBER_DETAIL (self));

  if (self->customer_id != 0)
    stempel_member_detail_load (self, self->customer_id);
}

/**
 * stempel_member_detail_show_customer:
 * @self: a detail that has a client
 * @customer: a member as the database knows it now
 */
void
stempel_member_detail_show_customer (StempelMemberDetail *self, StempelCustomer *customer)
{
  g_return_if_fail (STEMPEL_IS_MEMBER_DETAIL (self));
  g_return_if_fail (STEMPEL_IS_CUSTOMER (customer));

  cancel_load (self);
  g_set_object (&self->customer, customer);
  self->customer_id = stempel_customer_get_id (customer);

  show_head (self);
  show_accounts (self);
  show_cards (self);
  show_facts (self);
  stempel_member_timeline_load (STEMPEL_MEMBER_TIMELINE (self->timeline), self->client,
                                self->customer_id);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "content");
}

/**
 * stempel_member_detail_show_new_card:
 * @self: a detail that shows a member
 *
 * Opens the card that the member just got.
 */
void
stempel_member_detail_show_new_card (StempelMemberDetail *self)
{
  GListModel *cards;

  g_return_if_fail (STEMPEL_IS_MEMBER_DETAIL (self));
  g_return_if_fail (self->customer != NULL);

  cards = stempel_customer_get_cards (self->customer);

  for (guint i = 0; i < g_list_model_get_n_items (cards); i++)
    {
      g_autoptr(StempelCard) card = g_list_model_get_item (cards, i);

      if (g_strcmp0 (stempel_card_get_state (card), "active") == 0)
        {
          stempel_card_window_present_for (stempel_card_window_new (card, _("New Card")),
                                           GTK_WIDGET (self));
          return;
        }
    }
}

/**
 * stempel_member_detail_get_customer:
 * @self: a detail
 *
 * Returns: (transfer none) (nullable): the member on the screen
 */
StempelCustomer *
stempel_member_detail_get_customer (StempelMemberDetail *self)
{
  g_return_val_if_fail (STEMPEL_IS_MEMBER_DETAIL (self), NULL);

  return self->customer;
}
