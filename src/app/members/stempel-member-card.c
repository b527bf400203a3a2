/* stempel-member-card.c: one card of a member and what can be done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-button.h"
#include "stempel-card-number.h"
#include "stempel-day-text.h"
#include "stempel-list-row.h"
#include "stempel-member-card.h"

struct _StempelMemberCard
{
  AdwBin     parent_instance;

  GtkWidget *number_label;
  GtkWidget *state_box;
  GtkWidget *history_label;
  GtkWidget *show_button;
  GtkWidget *copy_button;
  GtkWidget *menu_button;
};

G_DEFINE_FINAL_TYPE (StempelMemberCard, stempel_member_card, ADW_TYPE_BIN)

static gboolean
has_state (StempelCard *card, const char *state)
{
  return g_strcmp0 (stempel_card_get_state (card), state) == 0;
}

static void
show_state (StempelMemberCard *self, StempelCard *card)
{
  StempelTone tone = STEMPEL_TONE_NEUTRAL;

  if (has_state (card, "active"))
    tone = STEMPEL_TONE_GOOD;
  else if (has_state (card, "blocked"))
    tone = STEMPEL_TONE_DANGER;

  gtk_box_append (GTK_BOX (self->state_box),
                  stempel_badge_new (stempel_member_card_state_text (stempel_card_get_state (card)),
                                     tone));
}

static void
show_history (StempelMemberCard *self, StempelCard *card)
{
  const char *reason = stempel_card_get_block_reason (card);
  g_autofree char *issued = stempel_day_text (stempel_card_get_issued_at (card));
  g_autofree char *blocked = stempel_day_text (stempel_card_get_blocked_at (card));
  g_autofree char *replaced = stempel_day_text (stempel_card_get_replaced_at (card));
  g_autofree char *text = NULL;

  if (has_state (card, "replaced") && replaced != NULL)
    /* Translators: of a card; %s is a day. */
    text = g_strdup_printf (_("Replaced %s"), replaced);
  else if (has_state (card, "blocked") && blocked != NULL && reason != NULL)
    /* Translators: of a card; %1$s is a day, %2$s the reason that somebody typed. */
    text = g_strdup_printf (_("Blocked %1$s: %2$s"), blocked, reason);
  else if (has_state (card, "blocked") && blocked != NULL)
    /* Translators: of a card; %s is a day. */
    text = g_strdup_printf (_("Blocked %s"), blocked);
  else
    /* Translators: of a card; %s is a day. */
    text = g_strdup_printf (_("Issued %s"), issued);

  gtk_label_set_label (GTK_LABEL (self->history_label), text);
}

static void
append_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static void
fill_menu (StempelMemberCard *self, StempelClient *client, StempelCard *card)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  gint64 id = stempel_card_get_id (card);

  if (!has_state (card, "replaced") &&
      stempel_client_allows (client, STEMPEL_OPERATION_CARD_REPLACE))
    append_item (menu, _("_Replace…"), "card.replace", id);

  if (has_state (card, "active") && stempel_client_allows (client, STEMPEL_OPERATION_CARD_BLOCK))
    append_item (menu, _("_Block…"), "card.block", id);

  if (has_state (card, "blocked") && stempel_client_allows (client, STEMPEL_OPERATION_CARD_UNBLOCK))
    append_item (menu, _("_Unblock"), "card.unblock", id);

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), G_MENU_MODEL (menu));
  gtk_widget_set_visible (self->menu_button, g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

/* The buttons of several cards on a page are told apart by the number. */
static void
name_buttons (StempelMemberCard *self, const char *number)
{
  g_autofree char *show = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *more = NULL;

  /* Translators: %s is a card number. */
  show = g_strdup_printf (_("Show card %s"), number);
  /* Translators: %s is a card number. */
  copy = g_strdup_printf (_("Copy card number %s"), number);
  /* Translators: of a menu; %s is a card number. */
  more = g_strdup_printf (_("Actions for card %s"), number);

  stempel_accessible_name (self->show_button, show);
  stempel_accessible_name (self->copy_button, copy);
  stempel_accessible_name (self->menu_button, more);
}

static void
stempel_member_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_MEMBER_CARD);

  G_OBJECT_CLASS (stempel_member_card_parent_class)->dispose (object);
}

static void
stempel_member_card_class_init (StempelMemberCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_member_card_dispose;

  g_type_ensure (STEMPEL_TYPE_BUTTON);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-member-card.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelMemberCard, number_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberCard, state_box);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberCard, history_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberCard, show_button);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberCard, copy_button);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberCard, menu_button);
}

static void
stempel_member_card_init (StempelMemberCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_member_card_new:
 * @client: a client, which knows what the person may do
 * @card: a card
 *
 * Returns: (transfer floating): a picture of it; make a new one when the card changed
 */
GtkWidget *
stempel_member_card_new (StempelClient *client, StempelCard *card)
{
  StempelMemberCard *self;
  g_autofree char *number = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STEMPEL_IS_CARD (card), NULL);

  self = g_object_new (STEMPEL_TYPE_MEMBER_CARD, NULL);
  number = stempel_card_number_group (stempel_card_get_number (card));
  /* Translators: %s is a card number. */
  name = g_strdup_printf (_("Card %s"), number);

  gtk_label_set_label (GTK_LABEL (self->number_label), number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  show_state (self, card);
  show_history (self, card);
  name_buttons (self, number);
  fill_menu (self, client, card);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show_button), "x",
                                    stempel_card_get_id (card));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->copy_button), "x",
                                    stempel_card_get_id (card));

  /* A replaced card is dead: nobody should scan or print it again. */
  gtk_widget_set_visible (self->show_button, !has_state (card, "replaced"));

  return GTK_WIDGET (self);
}

/**
 * stempel_member_card_state_text:
 * @state: (nullable): the state of a card as on the wire
 *
 * Returns: (transfer none): the state in one word, translated; empty when unknown
 */
const char *
stempel_member_card_state_text (const char *state)
{
  if (g_strcmp0 (state, "active") == 0)
    /* Translators: state of a card that can be used. */
    return C_("card", "Active");

  if (g_strcmp0 (state, "blocked") == 0)
    /* Translators: state of a card that is refused for now. */
    return C_("card", "Blocked");

  if (g_strcmp0 (state, "replaced") == 0)
    /* Translators: state of a card that another one took the place of. */
    return C_("card", "Replaced");

  return "";
}
