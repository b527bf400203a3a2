/* stempel-visit-page.c: the member at the counter, and what can be booked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-card-number.h"
#include "stempel-format.h"
#include "stempel-key-button.h"
#include "stempel-qr-code.h"
#include "stempel-stamp-progress.h"
#include "stempel-visit-page.h"

/* F2 to F7; from F8 on the keys have other meanings. */
#define STAMP_KEYS 6

struct _StempelVisitPage
{
  AdwBin        parent_instance;

  GtkWidget    *column;
  GtkWidget    *name_label;
  GtkWidget    *card_label;
  GtkWidget    *new_card;
  GtkWidget    *qr_code;
  GtkWidget    *new_card_number;
  GtkWidget    *programs;
  GtkWidget    *programs_scroll;
  GtkWidget    *account_box;
  GtkWidget    *program_label;
  GtkWidget    *progress;
  GtkWidget    *balance_label;
  GtkWidget    *last_label;
  GtkWidget    *available_label;
  GtkWidget    *rewards;
  GtkWidget    *stamp_buttons;
  GtkWidget    *undo_button;
  GtkWidget    *next_button;
  GtkWidget    *busy_box;
  GtkWidget    *busy_spinner;

  StempelVisit *visit;           /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StempelVisitPage, stempel_visit_page, ADW_TYPE_BIN)

static void
show_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
}

static void
empty (GtkWidget *container)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (container)) != NULL)
    {
      if (GTK_IS_FLOW_BOX (container))
        gtk_flow_box_remove (GTK_FLOW_BOX (container), child);
      else
        gtk_box_remove (GTK_BOX (container), child);
    }
}

/* The cells of a flow box would be stops of their own on the way with Tab, without meaning. */
static void
append_to_flow_box (GtkWidget *flow_box, GtkWidget *widget)
{
  GtkWidget *cell = gtk_flow_box_child_new ();

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (cell), widget);
  gtk_widget_set_focusable (cell, FALSE);
  gtk_flow_box_append (GTK_FLOW_BOX (flow_box), cell);
}

static gboolean
has_stamps (StempelAccount *account)
{
  return stempel_account_get_stamps_target (account) > 0;
}

static char *
describe_points (StempelAccount *account)
{
  const char *kind = stempel_account_get_program_kind (account);

  if (g_strcmp0 (kind, "points") != 0 && g_strcmp0 (kind, "hybrid") != 0)
    return NULL;

  return stempel_format_points (stempel_account_get_points (account));
}

static char *
describe_missing (StempelAccount *account)
{
  gint64 missing =
    stempel_account_get_stamps_target (account) - stempel_account_get_stamps (account);
  const char *reward = stempel_account_get_reward_name (account);

  if (missing <= 0)
    return NULL;

  if (reward == NULL)
    /* Translators: %d is how many stamps are missing on a stamp card. */
    return g_strdup_printf (ngettext ("%d more stamp to the reward", "%d more stamps to the reward",
                                      (gulong) missing), (int) missing);

  /* Translators: %d is how many stamps are missing, %s the reward, such as "Free coffee". */
  return g_strdup_printf (ngettext ("%d more stamp to: %s", "%d more stamps to: %s",
                                    (gulong) missing), (int) missing, reward);
}

/* What the member has or lacks; both in a program of stamps and points. */
static char *
describe_balance (StempelAccount *account)
{
  g_autofree char *missing = describe_missing (account);
  g_autofree char *points = describe_points (account);

  if (missing != NULL && points != NULL)
    return g_strjoin ("\n", missing, points, NULL);

  return missing != NULL ? g_steal_pointer (&missing) : g_steal_pointer (&points);
}

static char *
describe_last (StempelAccount *account)
{
  StempelLastStamp *last = stempel_account_get_last_stamp (account);
  g_autofree char *when = NULL;
  const char *by;
  const char *store;

  if (!has_stamps (account))
    return NULL;
  if (stempel_account_get_id (account) == 0)
    return g_strdup (_("Not in this program yet: the first stamp lets the member take part."));
  if (last == NULL)
    return g_strdup (_("No stamp yet."));

  when = stempel_format_time (stempel_last_stamp_get_at (last));
  by = stempel_last_stamp_get_by (last);
  store = stempel_last_stamp_get_store (last);

  if (by == NULL)
    /* Translators: %1$s is a time, %2$s a store. */
    return g_strdup_printf (_("Last stamp: %1$s, %2$s"), when, store);

  /* Translators: %1$s is a time, %2$s a store, %3$s the name of an employee. */
  return g_strdup_printf (_("Last stamp: %1$s, %2$s, by %3$s"), when, store, by);
}

static char *
describe_available (StempelAccount *account)
{
  GDateTime *at = stempel_account_get_available_at (account);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *until = NULL;

  if (g_strcmp0 (stempel_account_get_program_state (account), "paused") == 0)
    return g_strdup (_("This program is paused; nothing can be booked."));
  if (at == NULL || g_date_time_compare (at, now) <= 0)
    return NULL;

  until = stempel_format_until (at);

  /* Translators: %s is a time, such as "14:35" or "tomorrow, 04:00". */
  return g_strdup_printf (_("The next stamp is possible from %s."), until);
}

static char *
describe_owed (StempelAccount *account)
{
  gint64 owed = stempel_account_get_owed_stamps (account);

  if (owed == 0)
    return NULL;

  /* Translators: stamps that were taken back after they had been used; new stamps repay them
   * first. */
  return g_strdup_printf (ngettext ("%d stamp is owed and repaid by the next ones.",
                                    "%d stamps are owed and repaid by the next ones.",
                                    (gulong) owed), (int) owed);
}

static void
show_stamp_buttons (StempelVisitPage *self, StempelAccount *account)
{
  gint64 most = MAX (1, stempel_account_get_max_stamps_per_visit (account));

  empty (self->stamp_buttons);
  gtk_widget_set_visible (self->stamp_buttons, has_stamps (account));
  if (!has_stamps (account))
    return;

  /* As many as fit in a row are centred; the box would keep room for those that are not there. */
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->stamp_buttons),
                                          (guint) MIN (most, 5));

  for (int i = 1; i <= most; i++)
    {
      g_autofree char *keycap = i <= STAMP_KEYS ? g_strdup_printf ("F%d", i + 1) : NULL;
      g_autofree char *text = NULL;
      g_autofree char *face = g_strdup_printf ("+%d", i);
      GtkWidget *button;

      text = g_strdup_printf (ngettext ("Add %d stamp", "Add %d stamps", (gulong) i), i);
      button = stempel_key_button_new (text, keycap);
      stempel_key_button_set_face (STEMPEL_KEY_BUTTON (button), face);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "terminal.stamp");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", i);
      gtk_widget_set_tooltip_text (button, text);
      if (i == 1)
        gtk_widget_add_css_class (button, "suggested-action");
      append_to_flow_box (self->stamp_buttons, button);
    }
}

static char *
describe_reward (StempelEntitlement *entitlement)
{
  const char *expires = stempel_entitlement_get_expires_on (entitlement);
  g_autofree char *day = expires != NULL ? stempel_format_day (expires) : NULL;

  if (day == NULL)
    return g_strdup (_("Can be handed out."));

  /* Translators: %s is the last day on which a reward can be handed out. */
  return g_strdup_printf (_("Can be handed out until %s."), day);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                       "css-classes", (const char *[]) { css_class, NULL }, NULL);
}

static GtkWidget *
make_reward (StempelEntitlement *entitlement, gboolean is_first)
{
  g_autofree char *detail = describe_reward (entitlement);
  g_autofree char *text = NULL;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "stempel-gift-symbolic",
                                  "pixel-size", 32, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *button;

  gtk_box_append (GTK_BOX (texts), make_label (stempel_entitlement_get_reward_name (entitlement),
                                               "title-3"));
  gtk_box_append (GTK_BOX (texts), make_label (detail, "body"));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);

  button = stempel_key_button_new (is_first ? _("_Hand Out") : _("Hand Out"), is_first ? "F9"
                                                                                       : NULL);
  /* Translators: %s is a reward, such as "Free coffee". */
  text = g_strdup_printf (_("Hand out: %s"), stempel_entitlement_get_reward_name (entitlement));
  stempel_accessible_name (button, text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "terminal.redeem");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x",
                                    stempel_entitlement_get_id (entitlement));

  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), button);
  gtk_widget_add_css_class (row, "stempel-terminal-open-reward");

  return row;
}

static void
show_rewards (StempelVisitPage *self, StempelAccount *account)
{
  GListModel *entitlements = stempel_account_get_entitlements (account);
  guint n = g_list_model_get_n_items (entitlements);

  empty (self->rewards);
  gtk_widget_set_visible (self->rewards, n > 0);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(StempelEntitlement) entitlement = g_list_model_get_item (entitlements, i);

      gtk_box_append (GTK_BOX (self->rewards), make_reward (entitlement, i == 0));
    }
}

static void
show_progress (StempelVisitPage *self, StempelAccount *account)
{
  gtk_widget_set_visible (self->progress, has_stamps (account));

  if (has_stamps (account))
    stempel_stamp_progress_set (STEMPEL_STAMP_PROGRESS (self->progress),
                                stempel_account_get_stamps (account),
                                stempel_account_get_stamps_target (account),
                                0,
                                stempel_account_get_colour (account));
}

static char *
describe_program (StempelAccount *account)
{
  if (!has_stamps (account))
    return g_strdup (stempel_account_get_program_name (account));

  /* Translators: %1$s is a program, %2$d how many stamps there are of %3$d. */
  return g_strdup_printf (_("%1$s: %2$d of %3$d"),
                          stempel_account_get_program_name (account),
                          (int) stempel_account_get_stamps (account),
                          (int) stempel_account_get_stamps_target (account));
}

static void
show_account (StempelVisitPage *self, StempelAccount *account)
{
  g_autofree char *program = describe_program (account);
  g_autofree char *balance = describe_balance (account);
  g_autofree char *last = describe_last (account);
  g_autofree char *available = describe_available (account);
  g_autofree char *owed = describe_owed (account);

  show_text (self->program_label, program);
  show_text (self->balance_label, balance);
  show_text (self->last_label, owed != NULL ? owed : last);
  show_text (self->available_label, available);
  show_progress (self, account);
  show_rewards (self, account);
  show_stamp_buttons (self, account);
}

static void
program_toggled_cb (StempelVisitPage *self, GtkToggleButton *button)
{
  guint position = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "position"));

  if (gtk_toggle_button_get_active (button) && self->visit != NULL)
    stempel_visit_choose_account (self->visit, position);
}

static GtkWidget *
make_program_button (StempelVisitPage *self, StempelAccount *account, guint position)
{
  GtkWidget *label = gtk_label_new (stempel_account_get_program_name (account));
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 22);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "stempel-terminal-button");
  g_object_set_data (G_OBJECT (button), "position", GUINT_TO_POINTER (position));
  stempel_accessible_name (button, stempel_account_get_program_name (account));

  return button;
}

static void
show_programs (StempelVisitPage *self)
{
  GListModel *accounts = stempel_visit_get_accounts (self->visit);
  guint n = g_list_model_get_n_items (accounts);
  GtkToggleButton *first = NULL;

  empty (self->programs);
  gtk_widget_set_visible (self->programs_scroll, n > 1);

  for (guint i = 0; i < n && n > 1; i++)
    {
      g_autoptr(StempelAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *button = make_program_button (self, account, i);

      if (first == NULL)
        first = GTK_TOGGLE_BUTTON (button);
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == 0);
      g_signal_connect_object (button, "toggled", G_CALLBACK (program_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self->programs), button);
    }
}

static void
show_card (StempelVisitPage *self)
{
  StempelCard *card = stempel_visit_get_card (self->visit);
  gboolean is_new = card != NULL && stempel_visit_get_is_new (self->visit);
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->new_card, is_new);

  if (card == NULL)
    {
      show_text (self->card_label, _("No valid card"));
      return;
    }

  number = stempel_card_number_group (stempel_card_get_number (card));
  /* Translators: %s is the number of a card. */
  text = g_strdup_printf (_("Card %s"), number);
  show_text (self->card_label, is_new ? NULL : text);

  if (is_new)
    {
      show_text (self->new_card_number, number);
      stempel_qr_code_set_text (STEMPEL_QR_CODE (self->qr_code), stempel_card_get_token (card));
    }
}

static void
changed_cb (StempelVisitPage *self)
{
  g_autoptr(StempelAccount) account = stempel_visit_get_account (self->visit);

  gtk_widget_set_visible (self->account_box, account != NULL);
  gtk_widget_set_visible (self->undo_button, account != NULL && has_stamps (account));

  if (account != NULL)
    {
      show_account (self, account);
      return;
    }

  gtk_widget_set_visible (self->stamp_buttons, FALSE);
  gtk_widget_set_visible (self->rewards, FALSE);
}

/**
 * stempel_visit_page_set_visit:
 * @self: a page
 * @visit: (nullable): who stands at the counter
 */
void
stempel_visit_page_set_visit (StempelVisitPage *self, StempelVisit *visit)
{
  g_return_if_fail (STEMPEL_IS_VISIT_PAGE (self));

  if (self->visit == visit)
    return;

  if (self->visit != NULL)
    g_signal_handlers_disconnect_by_func (self->visit, changed_cb, self);
  g_set_object (&self->visit, visit);
  if (visit == NULL)
    return;

  g_signal_connect_object (visit, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  show_text (self->name_label, stempel_visit_get_name (visit));
  show_card (self);
  show_programs (self);
  changed_cb (self);
}

/**
 * stempel_visit_page_set_busy:
 * @self: a page
 * @busy: whether a booking is under way
 *
 * While it is, nothing else can be pressed.
 */
void
stempel_visit_page_set_busy (StempelVisitPage *self, gboolean busy)
{
  g_return_if_fail (STEMPEL_IS_VISIT_PAGE (self));

  gtk_widget_set_visible (self->busy_box, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->busy_spinner), busy);
  /* What has the focus must not lose it to the button that locks the terminal. */
  if (busy)
    gtk_widget_grab_focus (self->busy_box);
  gtk_widget_set_sensitive (self->column, !busy);
  gtk_widget_set_sensitive (self->stamp_buttons, !busy);
}

static void
append_sentence (GString *text, GtkWidget *label)
{
  const char *sentence = gtk_label_get_text (GTK_LABEL (label));

  if (!gtk_widget_get_visible (label) || *sentence == '\0')
    return;

  if (text->len > 0)
    g_string_append (text, ". ");
  g_string_append (text, sentence);
}

/**
 * stempel_visit_page_describe:
 * @self: a page
 *
 * Returns: (transfer full): in one go what can be seen at a glance, for screen readers
 */
char *
stempel_visit_page_describe (StempelVisitPage *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (STEMPEL_IS_VISIT_PAGE (self), g_string_free (text, FALSE));

  append_sentence (text, self->name_label);
  append_sentence (text, self->program_label);
  append_sentence (text, self->balance_label);
  append_sentence (text, self->available_label);

  return g_string_free (text, FALSE);
}

static gboolean
stempel_visit_page_grab_focus (GtkWidget *widget)
{
  StempelVisitPage *self = STEMPEL_VISIT_PAGE (widget);

  /* The reward first: the customer waits for it. */
  if (gtk_widget_get_visible (self->rewards))
    return gtk_widget_child_focus (self->rewards, GTK_DIR_TAB_FORWARD);

  if (gtk_widget_get_visible (self->stamp_buttons))
    return gtk_widget_child_focus (self->stamp_buttons, GTK_DIR_TAB_FORWARD);

  return gtk_widget_grab_focus (self->next_button);
}

static void
stempel_visit_page_dispose (GObject *object)
{
  StempelVisitPage *self = STEMPEL_VISIT_PAGE (object);

  stempel_visit_page_set_visit (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_VISIT_PAGE);

  G_OBJECT_CLASS (stempel_visit_page_parent_class)->dispose (object);
}

static void
stempel_visit_page_class_init (StempelVisitPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_visit_page_dispose;
  widget_class->grab_focus = stempel_visit_page_grab_focus;

  g_type_ensure (STEMPEL_TYPE_KEY_BUTTON);
  g_type_ensure (STEMPEL_TYPE_QR_CODE);
  g_type_ensure (STEMPEL_TYPE_STAMP_PROGRESS);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-visit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, column);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, card_label);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, new_card);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, qr_code);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, new_card_number);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, programs);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, programs_scroll);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, account_box);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, program_label);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, progress);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, balance_label);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, last_label);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, available_label);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, rewards);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, stamp_buttons);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, busy_box);
  gtk_widget_class_bind_template_child (widget_class, StempelVisitPage, busy_spinner);
}

static void
stempel_visit_page_init (StempelVisitPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
