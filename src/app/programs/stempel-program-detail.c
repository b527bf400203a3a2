/* stempel-program-detail.c: one program: its card, its rules, what can be done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-button.h"
#include "stempel-facts.h"
#include "stempel-format.h"
#include "stempel-program-detail.h"
#include "stempel-program-dialog.h"
#include "stempel-program-words.h"
#include "stempel-stamp-card.h"
#include "stempel-wrap-layout.h"

struct _StempelProgramDetail
{
  AdwBin            parent_instance;

  GtkStack         *stack;
  GtkScrolledWindow *scrolled_window;
  GtkLabel         *title_label;
  GtkWidget        *badge;
  GtkLabel         *summary_label;
  StempelStampCard *card;
  GtkWidget        *actions_box;
  GtkWidget        *publish_button;
  GtkWidget        *pause_button;
  GtkWidget        *resume_button;
  GtkWidget        *close_button;
  GtkWidget        *edit_button;
  GtkWidget        *draft_box;
  StempelFacts     *draft_facts;
  GtkWidget        *rules_box;
  StempelFacts     *rules_facts;

  StempelClient    *client;  /* (owned) (nullable) */
  StempelProgram   *program; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StempelProgramDetail, stempel_program_detail, ADW_TYPE_BIN)

static StempelMerchant *
get_merchant (StempelProgramDetail *self)
{
  return stempel_session_get_merchant (stempel_client_get_session (self->client));
}

static void
add_rule (const char *caption, const char *before, const char *after, gpointer user_data)
{
  stempel_facts_add (STEMPEL_FACTS (user_data), caption, after);
}

static void
add_difference (const char *caption, const char *before, const char *after, gpointer user_data)
{
  g_autofree char *change = NULL;

  if (g_strcmp0 (before, after) == 0)
    return;

  /* Translators: a rule changes from %1$s to %2$s */
  change = before != NULL ? g_strdup_printf (_("%1$s → %2$s"), before, after) : g_strdup (after);
  stempel_facts_add (STEMPEL_FACTS (user_data), caption, change);
}

static void
show_card (StempelProgramDetail *self, StempelRules *rules)
{
  const char *language = stempel_merchant_get_language (get_merchant (self));
  g_autofree char *name = stempel_format_localised (stempel_rules_get_names (rules), language);
  g_autofree char *reward = stempel_format_localised (stempel_rules_get_reward (rules), language);
  int target = (int) stempel_rules_get_stamps_target (rules);

  /* Where points are collected there is no card to stamp. */
  gtk_widget_set_visible (GTK_WIDGET (self->card), target > 0);
  if (target == 0)
    return;

  stempel_stamp_card_set_texts (self->card, stempel_merchant_get_name (get_merchant (self)), name,
                                reward);
  stempel_stamp_card_set_stamps (self->card, target * 2 / 5, target);
  stempel_stamp_card_set_colour (self->card, stempel_rules_get_colour (rules));
}

static void
show_rules (StempelProgramDetail *self)
{
  StempelRules *published = stempel_program_get_published (self->program);
  StempelRules *draft = stempel_program_get_draft (self->program);

  stempel_facts_clear (self->draft_facts);
  stempel_facts_clear (self->rules_facts);
  gtk_widget_set_visible (self->draft_box, draft != NULL && published != NULL);
  if (draft != NULL && published != NULL)
    stempel_program_rules_each (published, draft, get_merchant (self), add_difference,
                                self->draft_facts);

  stempel_facts_add (self->rules_facts, _("Kind"),
                     stempel_program_kind_word (stempel_program_get_kind (self->program)));
  stempel_program_rules_each (NULL, published != NULL ? published : draft, get_merchant (self),
                              add_rule, self->rules_facts);
}

static char *
build_summary (StempelProgram *program)
{
  g_autofree char *members = stempel_program_members (program);
  g_autofree char *published = stempel_format_time (stempel_program_get_published_at (program));

  if (published == NULL)
    return g_strdup (_("Not published yet: nobody can take part."));

  /* Translators: %1$s is such as "12 members", %2$d the number of a version of the rules, %3$s a
   * time */
  return g_strdup_printf (_("%1$s · version %2$d, published %3$s"), members,
                          (int) stempel_program_get_version (program), published);
}

static void
show_actions (StempelProgramDetail *self)
{
  const char *state = stempel_program_get_state (self->program);
  gboolean open = g_strcmp0 (state, "closed") != 0;

  gtk_widget_set_visible (self->actions_box,
                          open && stempel_client_allows (self->client,
                                                         STEMPEL_OPERATION_PROGRAM_SAVE));
  gtk_widget_set_visible (self->publish_button, stempel_program_get_draft (self->program) != NULL);
  gtk_widget_set_visible (self->edit_button,
                          stempel_program_dialog_offers (self->program));
  gtk_widget_set_visible (self->pause_button, g_strcmp0 (state, "active") == 0);
  gtk_widget_set_visible (self->resume_button, g_strcmp0 (state, "paused") == 0);
  gtk_widget_set_visible (self->close_button, g_strcmp0 (state, "draft") != 0);
}

static void
show_program (StempelProgramDetail *self)
{
  const char *state = stempel_program_get_state (self->program);
  StempelRules *rules = stempel_program_get_published (self->program);
  g_autofree char *summary = build_summary (self->program);

  if (rules == NULL)
    rules = stempel_program_get_draft (self->program);

  gtk_label_set_text (self->title_label, stempel_program_get_name (self->program));
  stempel_badge_set (self->badge, stempel_program_state_word (state),
                     stempel_program_state_tone (state));
  gtk_label_set_text (self->summary_label, summary);
  show_actions (self);

  if (rules != NULL)
    {
      show_card (self, rules);
      show_rules (self);
    }
}

static void
stempel_program_detail_dispose (GObject *object)
{
  StempelProgramDetail *self = STEMPEL_PROGRAM_DETAIL (object);

  g_clear_object (&self->client);
  g_clear_object (&self->program);
  /* AdwBin would unparent it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_PROGRAM_DETAIL);

  G_OBJECT_CLASS (stempel_program_detail_parent_class)->dispose (object);
}

static void
stempel_program_detail_class_init (StempelProgramDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_program_detail_dispose;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_FACTS);
  g_type_ensure (STEMPEL_TYPE_STAMP_CARD);
  g_type_ensure (STEMPEL_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-program-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, badge);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, summary_label);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, card);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, actions_box);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, publish_button);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, pause_button);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, resume_button);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, close_button);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, edit_button);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, draft_box);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, draft_facts);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, rules_box);
  gtk_widget_class_bind_template_child (widget_class, StempelProgramDetail, rules_facts);
}

static void
stempel_program_detail_init (StempelProgramDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_program_detail_set_client:
 * @self: a detail
 * @client: an opened client
 */
void
stempel_program_detail_set_client (StempelProgramDetail *self, StempelClient *client)
{
  g_return_if_fail (STEMPEL_IS_PROGRAM_DETAIL (self));

  g_set_object (&self->client, client);
}

/**
 * stempel_program_detail_set_program:
 * @self: a detail
 * @program: (nullable): the program to show, %NULL for none
 */
void
stempel_program_detail_set_program (StempelProgramDetail *self, StempelProgram *program)
{
  gboolean is_other;

  g_return_if_fail (STEMPEL_IS_PROGRAM_DETAIL (self));

  is_other = self->program == NULL || program == NULL ||
             stempel_program_get_id (self->program) != stempel_program_get_id (program);
  g_set_object (&self->program, program);
  gtk_stack_set_visible_child_name (self->stack, program != NULL ? "program" : "none");

  if (program != NULL)
    show_program (self);

  if (is_other)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled_window), 0);
}
