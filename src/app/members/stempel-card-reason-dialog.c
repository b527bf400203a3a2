/* stempel-card-reason-dialog.c: replaces or blocks a card, and asks why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-card-number.h"
#include "stempel-card-reason-dialog.h"
#include "stempel-text-field.h"

struct _StempelCardReasonDialog
{
  StempelDialog     parent_instance;

  GtkWidget        *explanation;
  GtkWidget        *reason_field;

  StempelClient    *client;               /* (owned) */
  StempelOperation  operation;
  gint64            card_id;
};

G_DEFINE_FINAL_TYPE (StempelCardReasonDialog, stempel_card_reason_dialog, STEMPEL_TYPE_DIALOG)

static void
stempel_card_reason_dialog_apply (StempelDialog *dialog)
{
  StempelCardReasonDialog *self = STEMPEL_CARD_REASON_DIALOG (dialog);
  StempelForm *form = stempel_dialog_get_form (dialog);
  g_autoptr(JsonNode) request = NULL;

  if (!stempel_form_validate (form))
    return;

  request = stempel_form_get_request (form);
  json_object_set_int_member (json_node_get_object (request), "id", self->card_id);
  stempel_dialog_call (dialog, self->client, self->operation, request);
}

static void
set_up (StempelCardReasonDialog *self, StempelCard *card)
{
  g_autofree char *number = stempel_card_number_group (stempel_card_get_number (card));
  g_autofree char *sentence = NULL;
  g_autoptr(StempelForm) form = NULL;

  if (self->operation == STEMPEL_OPERATION_CARD_REPLACE)
    {
      sentence =
        g_strdup_printf (
            /* Translators: %1$s is a card number, %2$s the name of a member. */
            _("Card %1$s of %2$s stops working for good, and a new card is issued. Stamps and "
                                    "rewards stay with the member."),
            number, stempel_card_get_customer_name (card));
      g_object_set (self, "title", _("Replace Card"), "primary-label", _("_Replace"),
                    "primary-destructive", TRUE, NULL);
    }
  else
    {
      sentence =
        g_strdup_printf (
            /* Translators: %1$s is a card number, %2$s the name of a member. */
            _("Card %1$s of %2$s is refused until a manager unblocks it. Stamps and rewards stay "
                                    "with the member."),
            number, stempel_card_get_customer_name (card));
      g_object_set (self, "title", _("Block Card"), "primary-label", _("_Block"), NULL);
      g_object_set (self->reason_field, "required", TRUE, NULL);
    }

  gtk_label_set_label (GTK_LABEL (self->explanation), sentence);
  form = stempel_form_new ();
  stempel_form_add (form, STEMPEL_FIELD (self->reason_field));
  stempel_form_mark_clean (form);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), form);
}

static void
stempel_card_reason_dialog_dispose (GObject *object)
{
  g_clear_object (&STEMPEL_CARD_REASON_DIALOG (object)->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_CARD_REASON_DIALOG);

  G_OBJECT_CLASS (stempel_card_reason_dialog_parent_class)->dispose (object);
}

static void
stempel_card_reason_dialog_class_init (StempelCardReasonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_card_reason_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_card_reason_dialog_apply;

  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
      "/lu/stempel/Stempel/ui/stempel-card-reason-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelCardReasonDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, StempelCardReasonDialog, reason_field);
}

static void
stempel_card_reason_dialog_init (StempelCardReasonDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_card_reason_dialog_new:
 * @client: a client
 * @card: the card
 * @operation: %STEMPEL_OPERATION_CARD_REPLACE or %STEMPEL_OPERATION_CARD_BLOCK
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelCardReasonDialog *
stempel_card_reason_dialog_new (StempelClient *client, StempelCard *card,
                                StempelOperation operation)
{
  StempelCardReasonDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STEMPEL_IS_CARD (card), NULL);

  self = g_object_new (STEMPEL_TYPE_CARD_REASON_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->operation = operation;
  self->card_id = stempel_card_get_id (card);
  set_up (self, card);

  return self;
}
