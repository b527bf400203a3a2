/* stempel-member-account.c: how far a member got in one program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-entitlement.h"
#include "stempel-format.h"
#include "stempel-list-row.h"
#include "stempel-member-account.h"
#include "stempel-stamp-meter.h"
#include "stempel-text.h"
#include "stempel-time.h"

struct _StempelMemberAccount
{
  AdwBin     parent_instance;

  GtkWidget *name_label;
  GtkWidget *state_box;
  GtkWidget *points_label;
  GtkWidget *meter;
  GtkWidget *sentences;
  GtkWidget *progress_label;
  GtkWidget *missing_label;
  GtkWidget *owed_label;
  GtkWidget *rewards;
};

G_DEFINE_FINAL_TYPE (StempelMemberAccount, stempel_member_account, ADW_TYPE_BIN)

static void
show_state (StempelMemberAccount *self, const char *state)
{
  const char *text = NULL;

  if (g_strcmp0 (state, "paused") == 0)
    /* Translators: state of a program: no stamps are given for now. */
    text = C_("program", "Paused");
  else if (g_strcmp0 (state, "closed") == 0)
    /* Translators: state of a program: it has ended for good. */
    text = C_("program", "Closed");

  if (text != NULL)
    gtk_box_append (GTK_BOX (self->state_box), stempel_badge_new (text, STEMPEL_TONE_WARNING));
}

static void
show_points (StempelMemberAccount *self, StempelAccount *account)
{
  g_autofree char *points = stempel_format_points (stempel_account_get_points (account));
  gboolean has_points = g_strcmp0 (stempel_account_get_program_kind (account), "points") == 0 ||
                        g_strcmp0 (stempel_account_get_program_kind (account), "hybrid") == 0;

  gtk_label_set_label (GTK_LABEL (self->points_label), points);
  gtk_widget_set_visible (self->points_label, has_points);
}

static void
show_progress (StempelMemberAccount *self, StempelAccount *account)
{
  int stamps = (int) stempel_account_get_stamps (account);
  int target = (int) stempel_account_get_stamps_target (account);
  int missing = MAX (0, target - stamps);
  g_autofree char *progress = stempel_stamp_meter_to_text (stamps, target);
  g_autofree char *sentence = NULL;

  gtk_widget_set_visible (self->meter, target > 0);
  gtk_widget_set_visible (self->progress_label, target > 0);
  gtk_widget_set_visible (self->missing_label, target > 0);
  if (target == 0)
    return;

  /* Translators: %d is a number of stamps, %s the name of a reward such as "Free coffee". */
  sentence = g_strdup_printf (ngettext ("%d more for: %s", "%d more for: %s", (gulong) missing),
                              missing, stempel_account_get_reward_name (account));

  stempel_stamp_meter_set (STEMPEL_STAMP_METER (self->meter), stamps, target,
                           stempel_account_get_colour (account));
  gtk_label_set_label (GTK_LABEL (self->progress_label), progress);
  gtk_label_set_label (GTK_LABEL (self->missing_label), sentence);
}

static char *
describe_owed_stamps (int owed)
{
  if (owed == 0)
    return NULL;

  /* Translators: stamps were taken back after their reward had been handed out. */
  return g_strdup_printf (ngettext ("%d stamp is owed. It is taken from the next ones.",
                                    "%d stamps are owed. They are taken from the next ones.",
                                    (gulong) owed),
                          owed);
}

static char *
describe_owed_points (gint64 owed)
{
  g_autofree char *number = stempel_format_number (owed);

  if (owed == 0)
    return NULL;

  /* Translators: points were taken back after they had been used; %s is their number. */
  return g_strdup_printf (ngettext ("%s point is owed. It is taken from the next ones.",
                                    "%s points are owed. They are taken from the next ones.",
                                    (gulong) owed),
                          number);
}

static void
show_owed (StempelMemberAccount *self, StempelAccount *account)
{
  g_autofree char *stamps =
    describe_owed_stamps ((int) stempel_account_get_owed_stamps (account));
  g_autofree char *points = describe_owed_points (stempel_account_get_owed_points (account));
  g_autofree char *both = stamps != NULL && points != NULL
                            ? g_strjoin ("\n", stamps, points, NULL)
                            : NULL;
  const char *text = both != NULL ? both : stamps != NULL ? stamps : points;

  gtk_label_set_label (GTK_LABEL (self->owed_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->owed_label, text != NULL);
  /* An empty box would still keep its distance. */
  gtk_widget_set_visible (self->sentences, text != NULL ||
                          stempel_account_get_stamps_target (account) > 0);
}

static GtkWidget *
make_reward (StempelEntitlement *entitlement)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "icon-name", "starred-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  NULL);
  GtkWidget *label = gtk_label_new (NULL);
  const char *name = stempel_entitlement_get_reward_name (entitlement);
  g_autofree char *day = stempel_day_format (stempel_entitlement_get_expires_on (entitlement),
                                              stempel_language_current ());
  g_autofree char *text = NULL;

  if (day != NULL)
    /* Translators: a reward that is ready to be handed out. %1$s is its name, %2$s a day. */
    text = g_strdup_printf (_("%1$s is ready, until %2$s"), name, day);
  else
    /* Translators: a reward that is ready to be handed out. %s is its name. */
    text = g_strdup_printf (_("%s is ready"), name);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (row, "stempel-ready");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);

  return row;
}

static void
show_rewards (StempelMemberAccount *self, GListModel *entitlements)
{
  guint n = g_list_model_get_n_items (entitlements);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(StempelEntitlement) entitlement = g_list_model_get_item (entitlements, i);

      gtk_box_append (GTK_BOX (self->rewards), make_reward (entitlement));
    }

  gtk_widget_set_visible (self->rewards, n > 0);
}

static void
stempel_member_account_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_MEMBER_ACCOUNT);

  G_OBJECT_CLASS (stempel_member_account_parent_class)->dispose (object);
}

static void
stempel_member_account_class_init (StempelMemberAccountClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_member_account_dispose;

  g_type_ensure (STEMPEL_TYPE_STAMP_METER);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-member-account.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, name_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, state_box);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, points_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, meter);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, sentences);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, progress_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, missing_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, owed_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberAccount, rewards);
}

static void
stempel_member_account_init (StempelMemberAccount *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_member_account_new:
 * @account: an account
 *
 * Returns: (transfer floating): a picture of it; make a new one when the account changed
 */
GtkWidget *
stempel_member_account_new (StempelAccount *account)
{
  StempelMemberAccount *self;

  g_return_val_if_fail (STEMPEL_IS_ACCOUNT (account), NULL);

  self = g_object_new (STEMPEL_TYPE_MEMBER_ACCOUNT, NULL);
  gtk_label_set_label (GTK_LABEL (self->name_label), stempel_account_get_program_name (account));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  stempel_account_get_program_name (account), -1);
  show_state (self, stempel_account_get_program_state (account));
  show_points (self, account);
  show_progress (self, account);
  show_owed (self, account);
  show_rewards (self, stempel_account_get_entitlements (account));

  return GTK_WIDGET (self);
}
