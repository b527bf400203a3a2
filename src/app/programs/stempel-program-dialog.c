/* stempel-program-dialog.c: makes or changes the draft of a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-choice-field.h"
#include "stempel-localised-field.h"
#include "stempel-money-field.h"
#include "stempel-number-field.h"
#include "stempel-program-dialog.h"
#include "stempel-program-words.h"
#include "stempel-stamp-card.h"

/* How much of the card in the preview is stamped. */
#define PREVIEW_SHARE 0.4

struct _StempelProgramDialog
{
  StempelDialog          parent_instance;

  StempelStampCard      *card;
  StempelLocalisedField *names_field;
  StempelLocalisedField *reward_field;
  StempelChoiceField    *colour_field;
  StempelNumberField    *target_field;
  StempelMoneyField     *value_field;
  StempelChoiceField    *pin_field;
  StempelField          *shift_field;

  StempelClient         *client;
  StempelProgram        *program; /* (nullable): a new one when NULL */
  StempelForm           *form;
  JsonNode              *rules;   /* (owned): what the form was loaded with */
};

G_DEFINE_FINAL_TYPE (StempelProgramDialog, stempel_program_dialog, STEMPEL_TYPE_DIALOG)

/* What a new program begins with; the same as the database would take. */
#define DEFAULT_RULES \
  "{\"stamps_target\": 10, \"max_stamps_per_visit\": 3, \"cooldown_minutes\": 15, " \
  "\"daily_limit\": 5," \
  " \"void_minutes\": 15, \"void_days\": 30, \"pin_policy\": \"operation\"," \
  " \"shift_minutes\": 480," \
  " \"colour\": \"#1c71d8\"}"

static StempelMerchant *
get_merchant (StempelProgramDialog *self)
{
  return stempel_session_get_merchant (stempel_client_get_session (self->client));
}

static void
update_preview (StempelProgramDialog *self)
{
  int target = (int) stempel_number_field_get_number (self->target_field);
  gboolean by_shift = g_strcmp0 (stempel_choice_field_get_text (self->pin_field), "shift") == 0;

  stempel_stamp_card_set_texts (self->card, stempel_merchant_get_name (get_merchant (self)),
                                stempel_localised_field_get_default_text (self->names_field),
                                stempel_localised_field_get_default_text (self->reward_field));
  stempel_stamp_card_set_stamps (self->card, (int) (target * PREVIEW_SHARE), target);
  stempel_stamp_card_set_colour (self->card, stempel_choice_field_get_text (self->colour_field));
  gtk_widget_set_visible (GTK_WIDGET (self->shift_field), by_shift);
}

/* What this form does not offer stays as it is: a draft takes the place of the old one. */
static void
keep_other_rules (StempelProgramDialog *self, JsonObject *draft)
{
  JsonObject *rules = json_node_get_object (self->rules);
  g_autoptr(GList) names = json_object_get_members (rules);

  for (GList *l = names; l != NULL; l = l->next)
    {
      if (stempel_form_get_field (self->form, l->data) == NULL)
        json_object_set_member (draft, l->data,
                                json_node_copy (json_object_get_member (rules, l->data)));
    }
}

static JsonNode *
create_request (StempelProgramDialog *self)
{
  g_autoptr(JsonNode) draft = stempel_form_get_request (self->form);

  keep_other_rules (self, json_node_get_object (draft));

  if (self->program == NULL)
    return stempel_request_new ("kind", "s", "stamps", "draft", "n", draft, NULL);

  return stempel_request_new ("id", "x", stempel_program_get_id (self->program),
                              "revision", "x", stempel_program_get_revision (self->program),
                              "draft", "n", draft,
                              NULL);
}

static void
stempel_program_dialog_apply (StempelDialog *dialog)
{
  StempelProgramDialog *self = STEMPEL_PROGRAM_DIALOG (dialog);
  g_autoptr(JsonNode) request = NULL;

  if (!stempel_form_validate (self->form))
    return;

  request = create_request (self);
  stempel_dialog_call (dialog, self->client, STEMPEL_OPERATION_PROGRAM_SAVE, request);
}

static void
stempel_program_dialog_dispose (GObject *object)
{
  StempelProgramDialog *self = STEMPEL_PROGRAM_DIALOG (object);

  g_clear_object (&self->form);
  g_clear_pointer (&self->rules, json_node_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->program);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_PROGRAM_DIALOG);

  G_OBJECT_CLASS (stempel_program_dialog_parent_class)->dispose (object);
}

static void
stempel_program_dialog_class_init (StempelProgramDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_program_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_program_dialog_apply;

  g_type_ensure (STEMPEL_TYPE_CHOICE_FIELD);
  g_type_ensure (STEMPEL_TYPE_LOCALISED_FIELD);
  g_type_ensure (STEMPEL_TYPE_MONEY_FIELD);
  g_type_ensure (STEMPEL_TYPE_NUMBER_FIELD);
  g_type_ensure (STEMPEL_TYPE_STAMP_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-program-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, card);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, names_field);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, reward_field);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, colour_field);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, target_field);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, value_field);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, pin_field);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDialog, shift_field);
}

static void
stempel_program_dialog_init (StempelProgramDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_choices (StempelProgramDialog *self, const char *own_colour)
{
  const char *value;

  for (guint i = 0; (value = stempel_program_get_colour (i)) != NULL; i++)
    stempel_choice_field_add_text (self->colour_field, stempel_program_colour_word (value), value);
  if (own_colour != NULL && stempel_program_colour_word (own_colour) == NULL)
    stempel_choice_field_add_text (self->colour_field, own_colour, own_colour);

  stempel_choice_field_add_text (self->pin_field, _("For every booking"), "operation");
  stempel_choice_field_add_text (self->pin_field, _("Once for a shift"), "shift");
  stempel_choice_field_add_text (self->pin_field, _("Only for rewards and undoing"), "none");
}

static void
load_rules (StempelProgramDialog *self)
{
  StempelRules *rules = NULL;

  if (self->program != NULL)
    rules = stempel_program_get_draft (self->program);
  if (self->program != NULL && rules == NULL)
    rules = stempel_program_get_published (self->program);

  self->rules = rules != NULL ? stempel_record_to_json (STEMPEL_RECORD (rules))
                              : json_from_string (DEFAULT_RULES, NULL);
  fill_choices (self,
                json_object_get_string_member_with_default (json_node_get_object (self->rules),
                                                            "colour", NULL));
  stempel_form_load (self->form, json_node_get_object (self->rules));
}

/**
 * stempel_program_dialog_offers:
 * @program: a program
 *
 * Returns: whether the dialog has fields for the rules of such a program: those of stamp cards
 */
gboolean
stempel_program_dialog_offers (StempelProgram *program)
{
  g_return_val_if_fail (STEMPEL_IS_PROGRAM (program), FALSE);

  return g_strcmp0 (stempel_program_get_kind (program), "points") != 0;
}

/**
 * stempel_program_dialog_new:
 * @client: the client
 * @program: (nullable): the program to change, %NULL for a new one
 *
 * Returns: (transfer none): a dialog; `done` carries the saved program
 */
StempelProgramDialog *
stempel_program_dialog_new (StempelClient *client, StempelProgram *program)
{
  StempelProgramDialog *self = g_object_new (STEMPEL_TYPE_PROGRAM_DIALOG, NULL);
  StempelMerchant *merchant;

  self->client = g_object_ref (client);
  g_set_object (&self->program, program);
  gtk_window_set_title (GTK_WINDOW (self), program != NULL ? _("Change Program")
                                                           : _("New Program"));

  merchant = get_merchant (self);
  stempel_localised_field_set_languages (self->names_field,
                                         stempel_merchant_get_language (
                                             merchant), stempel_merchant_get_languages (merchant));
  stempel_localised_field_set_languages (self->reward_field,
                                         stempel_merchant_get_language (
                                             merchant), stempel_merchant_get_languages (merchant));
  g_object_set (self->value_field, "currency", stempel_merchant_get_currency (merchant), NULL);

  self->form = stempel_form_new_within (GTK_WIDGET (self));
  load_rules (self);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), self->form);
  g_signal_connect_object (self->form, "edited", G_CALLBACK (update_preview), self,
                           G_CONNECT_SWAPPED);
  update_preview (self);

  return self;
}
