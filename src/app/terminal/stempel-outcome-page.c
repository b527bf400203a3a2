/* stempel-outcome-page.c: what was booked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-key-button.h"
#include "stempel-outcome-page.h"
#include "stempel-stamp-progress.h"

struct _StempelOutcomePage
{
  AdwBin     parent_instance;

  GtkWidget *image;
  GtkWidget *headline;
  GtkWidget *detail;
  GtkWidget *progress;
  GtkWidget *reward;
  GtkWidget *reward_label;
  GtkWidget *redeem_button;
  GtkWidget *undo_button;
  GtkWidget *next_button;
};

G_DEFINE_FINAL_TYPE (StempelOutcomePage, stempel_outcome_page, ADW_TYPE_BIN)

static char *
describe_headline (StempelPressKind kind, StempelBooking *booking)
{
  StempelEntry *entry = stempel_booking_get_entry (booking);
  const char *name = stempel_entry_get_customer_name (entry);
  gint64 stamps = ABS (stempel_entry_get_stamps (entry));

  switch (kind)
    {
    case STEMPEL_PRESS_EARN:
      /* Translators: %d is a number of stamps, %s the name of a member. */
      return g_strdup_printf (ngettext ("%d stamp for %s", "%d stamps for %s", (gulong) stamps),
                              (int) stamps, name);

    case STEMPEL_PRESS_REDEEM:
      /* Translators: %1$s is a reward, such as "Free coffee", %2$s the name of a member. */
      return g_strdup_printf (_("Handed out: %1$s for %2$s"),
                              stempel_entry_get_reward_name (entry), name);

    case STEMPEL_PRESS_VOID:
      if (stempel_entry_get_stamps (entry) >= 0)
        /* Translators: a reward that was handed out is taken back. %s is the name of a member. */
        return g_strdup_printf (_("Reward taken back: %s has it again"), name);

      /* Translators: %d is a number of stamps, %s the name of a member. */
      return g_strdup_printf (ngettext ("%d stamp of %s taken back", "%d stamps of %s taken back",
                                        (gulong) stamps), (int) stamps, name);

    case STEMPEL_PRESS_ENROL:
      break;
    }

  return NULL;
}

static char *
describe_detail (StempelAccount *account)
{
  /* Translators: %1$d is how many stamps there are of %2$d, %3$s is a program. */
  return g_strdup_printf (_("Now %1$d of %2$d in %3$s"),
                          (int) stempel_account_get_stamps (account),
                          (int) stempel_account_get_stamps_target (account),
                          stempel_account_get_program_name (account));
}

static char *
describe_reward (StempelPressKind kind, StempelBooking *booking)
{
  GListModel *issued = stempel_booking_get_entitlements (booking);
  guint n = kind == STEMPEL_PRESS_EARN ? g_list_model_get_n_items (issued) : 0;
  g_autoptr(StempelEntitlement) first = n > 0 ? g_list_model_get_item (issued, 0) : NULL;

  if (n == 0)
    return NULL;
  if (n == 1)
    /* Translators: the stamp card is full. %s is the reward, such as "Free coffee". */
    return g_strdup_printf (_("Card full! Reward: %s"),
                            stempel_entitlement_get_reward_name (first));

  /* Translators: %1$u is how many rewards (2 or more), %2$s the reward, such as "Free coffee". */
  return g_strdup_printf (_("Card full! %1$u rewards: %2$s"), n,
                          stempel_entitlement_get_reward_name (first));
}

static void
show_reward (StempelOutcomePage *self, const char *text)
{
  gtk_widget_set_visible (self->reward, text != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image),
                                text != NULL ? "stempel-gift-symbolic" : "object-select-symbolic");

  if (text != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->reward_label), text);
      gtk_widget_add_css_class (self->image, "celebrate");
    }
  else
    {
      gtk_widget_remove_css_class (self->image, "celebrate");
    }
}

/**
 * stempel_outcome_page_show:
 * @self: a page
 * @kind: what was asked
 * @booking: what was booked
 *
 * Shows it, takes the focus, and says it to screen readers.
 */
void
stempel_outcome_page_show (StempelOutcomePage *self, StempelPressKind kind, StempelBooking *booking)
{
  StempelAccount *account = stempel_booking_get_account (booking);
  g_autofree char *headline = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *reward = NULL;
  g_autofree char *sentence = NULL;
  gint64 fresh = 0;

  g_return_if_fail (STEMPEL_IS_OUTCOME_PAGE (self));
  g_return_if_fail (STEMPEL_IS_BOOKING (booking));

  headline = describe_headline (kind, booking);
  detail = describe_detail (account);
  reward = describe_reward (kind, booking);

  if (kind == STEMPEL_PRESS_EARN)
    fresh = stempel_entry_get_stamps (stempel_booking_get_entry (booking));

  gtk_label_set_text (GTK_LABEL (self->headline), headline);
  gtk_label_set_text (GTK_LABEL (self->detail), detail);
  show_reward (self, reward);
  gtk_widget_set_visible (self->undo_button, kind != STEMPEL_PRESS_VOID);
  stempel_stamp_progress_set (STEMPEL_STAMP_PROGRESS (self->progress),
                              stempel_account_get_stamps (account),
                              stempel_account_get_stamps_target (account),
                              fresh,
                              stempel_account_get_colour (account));

  /* Said of what had the focus before, nobody would hear it. */
  gtk_widget_grab_focus (GTK_WIDGET (self));
  sentence = g_strjoin (". ", headline, detail, reward, NULL);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static gboolean
stempel_outcome_page_grab_focus (GtkWidget *widget)
{
  StempelOutcomePage *self = STEMPEL_OUTCOME_PAGE (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->reward) ? self->redeem_button
                                                                      : self->next_button);
}

static void
stempel_outcome_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_OUTCOME_PAGE);

  G_OBJECT_CLASS (stempel_outcome_page_parent_class)->dispose (object);
}

static void
stempel_outcome_page_class_init (StempelOutcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_outcome_page_dispose;
  widget_class->grab_focus = stempel_outcome_page_grab_focus;

  g_type_ensure (STEMPEL_TYPE_KEY_BUTTON);
  g_type_ensure (STEMPEL_TYPE_STAMP_PROGRESS);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-outcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, image);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, headline);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, detail);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, progress);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, reward);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, reward_label);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, redeem_button);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, StempelOutcomePage, next_button);
}

static void
stempel_outcome_page_init (StempelOutcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
