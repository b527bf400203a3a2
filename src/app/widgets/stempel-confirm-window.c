/* stempel-confirm-window.c: the window of a question before something is done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-accessible.h"
#include "stempel-button.h"
#include "stempel-confirm-window.h"

struct _StempelConfirmWindow
{
  AdwWindow      parent_instance;

  GtkLabel      *heading_label;
  GtkLabel      *body_label;
  GtkWidget     *cancel_button;
  StempelButton *action_button;
  GtkWidget     *focus_before; /* (nullable), weak */
  gboolean       destructive;
  gboolean       confirmed;
  gboolean       answered;
};

enum
{
  SIGNAL_ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelConfirmWindow, stempel_confirm_window, ADW_TYPE_WINDOW)

static void
action_clicked_cb (StempelConfirmWindow *self)
{
  self->confirmed = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
stempel_confirm_window_dispose (GObject *object)
{
  StempelConfirmWindow *self = STEMPEL_CONFIRM_WINDOW (object);

  if (!self->answered)
    {
      self->answered = TRUE;
      if (self->focus_before != NULL && gtk_widget_get_root (self->focus_before) != NULL)
        gtk_widget_grab_focus (self->focus_before);
      g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, self->confirmed);
    }

  g_clear_weak_pointer (&self->focus_before);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_CONFIRM_WINDOW);

  G_OBJECT_CLASS (stempel_confirm_window_parent_class)->dispose (object);
}

static void
stempel_confirm_window_class_init (StempelConfirmWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_confirm_window_dispose;

  signals[SIGNAL_ANSWERED] =
    g_signal_new ("answered", STEMPEL_TYPE_CONFIRM_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-confirm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelConfirmWindow, heading_label);
  gtk_widget_class_bind_template_child (widget_class, StempelConfirmWindow, body_label);
  gtk_widget_class_bind_template_child (widget_class, StempelConfirmWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, StempelConfirmWindow, action_button);
  gtk_widget_class_bind_template_callback (widget_class, action_clicked_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
stempel_confirm_window_init (StempelConfirmWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_confirm_window_new:
 * @heading: the question
 * @body: what happens then
 * @action_label: the label of the button that does it, with mnemonic
 * @look: whether something is lost
 *
 * Returns: (transfer none): a window
 */
StempelConfirmWindow *
stempel_confirm_window_new (const char         *heading,
                            const char         *body,
                            const char         *action_label,
                            StempelConfirmLook  look)
{
  StempelConfirmWindow *self = g_object_new (STEMPEL_TYPE_CONFIRM_WINDOW, "title", heading, NULL);

  gtk_label_set_text (self->heading_label, heading);
  gtk_label_set_text (self->body_label, body);
  stempel_accessible_describe (GTK_WIDGET (self), body);
  stempel_button_set_text (self->action_button, action_label);
  self->destructive = look == STEMPEL_CONFIRM_DESTRUCTIVE;
  gtk_widget_add_css_class (GTK_WIDGET (self->action_button),
                            self->destructive ? "destructive-action" : "suggested-action");

  return self;
}

/**
 * stempel_confirm_window_present_for:
 * @self: a window
 * @origin: a widget of the window that asks
 *
 * The focus is on the harmless button when something is lost; it goes back where it was afterwards.
 */
void
stempel_confirm_window_present_for (StempelConfirmWindow *self, GtkWidget *origin)
{
  GtkRoot *root = gtk_widget_get_root (origin);

  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
      g_set_weak_pointer (&self->focus_before, gtk_root_get_focus (root));
    }

  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->destructive ? self->cancel_button
                                           : GTK_WIDGET (self->action_button));
}
