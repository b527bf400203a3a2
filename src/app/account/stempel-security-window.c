/* stempel-security-window.c: one's own password, second factor and sessions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-error-text.h"
#include "stempel-factor-removal-dialog.h"
#include "stempel-factor-set-up-dialog.h"
#include "stempel-format.h"
#include "stempel-new-password-dialog.h"
#include "stempel-own-sessions.h"
#include "stempel-security-window.h"

struct _StempelSecurityWindow
{
  AdwWindow           parent_instance;

  GtkWidget          *close_button;
  GtkSpinner         *spinner;
  GtkRevealer        *note;
  GtkWidget          *note_box;
  GtkImage           *note_image;
  GtkLabel           *note_label;
  GtkWidget          *direct_label;
  GtkWidget          *password_box;
  GtkLabel           *password_label;
  GtkWidget          *password_button;
  GtkWidget          *factor_box;
  GtkLabel           *factor_badge;
  GtkLabel           *factor_label;
  StempelButton      *factor_button;
  StempelOwnSessions *sessions;

  StempelClient      *client;       /* (owned) */
  GCancellable       *cancellable;  /* (owned) */
  GtkWidget          *focus_before; /* (nullable), weak */
  gboolean            busy;         /* the secret of a second factor is being made */
};

G_DEFINE_FINAL_TYPE (StempelSecurityWindow, stempel_security_window, ADW_TYPE_WINDOW)

/* What came of something stays until something else is done. */
static void
show_note (StempelSecurityWindow *self, const char *sentence, gboolean is_error)
{
  /* Several calls fail for one reason. */
  if (gtk_revealer_get_reveal_child (self->note) &&
      g_str_equal (gtk_label_get_text (self->note_label), sentence))
    return;

  gtk_widget_remove_css_class (self->note_box, is_error ? "stempel-good" : "stempel-danger");
  gtk_widget_add_css_class (self->note_box, is_error ? "stempel-danger" : "stempel-good");
  gtk_image_set_from_icon_name (self->note_image, is_error ? "dialog-warning-symbolic"
                                                           : "object-select-symbolic");
  gtk_label_set_text (self->note_label, sentence);
  gtk_revealer_set_reveal_child (self->note, TRUE);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static void
hide_note (StempelSecurityWindow *self)
{
  gtk_revealer_set_reveal_child (self->note, FALSE);
}

static void
show_error (StempelSecurityWindow *self, const GError *error)
{
  g_autofree char *text = stempel_error_text (error);

  show_note (self, text, TRUE);
}

static void
show_password (StempelSecurityWindow *self, StempelSession *session)
{
  g_autofree char *ago = stempel_format_ago (stempel_session_get_password_set_at (session));
  g_autofree char *text = NULL;

  if (ago == NULL)
    return;

  /* Translators: of a password; %s is a time such as "5 days ago", or a day */
  text = g_strdup_printf (_("Last changed: %s"), ago);
  gtk_label_set_text (self->password_label, text);
}

static void
show_badge (GtkLabel *badge, gboolean is_on)
{
  /* Translators: of the second factor */
  gtk_label_set_text (badge, is_on ? C_("second factor", "On") : C_("second factor", "Off"));
  gtk_widget_remove_css_class (GTK_WIDGET (badge), is_on ? "stempel-neutral" : "stempel-good");
  gtk_widget_add_css_class (GTK_WIDGET (badge), is_on ? "stempel-good" : "stempel-neutral");
}

static void
show_factor (StempelSecurityWindow *self, StempelSession *session)
{
  g_autofree char *since = stempel_format_time (stempel_session_get_totp_confirmed_at (session));
  g_autofree char *text = NULL;

  if (since != NULL)
    /* Translators: of the second factor; %s is a time such as "Today, 14:05" */
    text = g_strdup_printf (_("Set up: %s. Signing in asks for a code that your phone shows. If "
                              "you lose the phone, ask a manager to turn this off for you."),
                            since);
  else
    text = g_strdup (_("Signing in can ask for a code that your phone shows as well, so that "
                       "nobody gets in who has learned your password."));

  show_badge (self->factor_badge, since != NULL);
  gtk_label_set_text (self->factor_label, text);
  stempel_button_set_text (self->factor_button, since != NULL ? _("_Turn Off…") : _("_Set Up…"));
}

/* Whoever came through a server did so with a password. */
static void
show_session (StempelSecurityWindow *self)
{
  StempelSession *session = stempel_client_get_session (self->client);
  gboolean has_password = stempel_session_get_password_set_at (session) != NULL;

  gtk_widget_set_visible (self->direct_label, !has_password);
  gtk_widget_set_visible (self->password_box, has_password);
  gtk_widget_set_visible (self->factor_box, has_password);
  show_password (self, session);
  show_factor (self, session);
}

static void
session_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelSecurityWindow) self = STEMPEL_SECURITY_WINDOW (user_data);
  g_autoptr(GError) error = NULL;

  stempel_client_open_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->client == NULL)
    return;

  if (error != NULL)
    show_error (self, error);
  else
    show_session (self);
}

static void
load (StempelSecurityWindow *self)
{
  /* A dialog in front is the last to go when all windows do. */
  if (self->client == NULL)
    return;

  stempel_client_open_async (self->client, self->cancellable, session_loaded_cb,
                             g_object_ref (self));
  stempel_own_sessions_reload (self->sessions);
}

static void
reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  hide_note (STEMPEL_SECURITY_WINDOW (widget));
  load (STEMPEL_SECURITY_WINDOW (widget));
}

/* However it ended: what was sent may have been done although no answer came. */
static void
open_dialog (StempelSecurityWindow *self, gpointer dialog, GCallback done_cb)
{
  hide_note (self);
  g_signal_connect_object (dialog, "done", done_cb, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (self));
}

static void
password_changed_cb (StempelSecurityWindow *self)
{
  show_note (self, _("Your password was changed. You are signed out everywhere but here."), FALSE);
}

static void
password_clicked_cb (StempelSecurityWindow *self)
{
  open_dialog (self, stempel_new_password_dialog_new (self->client),
               G_CALLBACK (password_changed_cb));
}

static void
factor_set_up_cb (StempelSecurityWindow *self)
{
  show_note (self, _("The second factor is on: from now on signing in asks for a code. If you lose "
                     "the phone, ask a manager to turn it off."), FALSE);
}

static void
factor_removed_cb (StempelSecurityWindow *self)
{
  show_note (self, _("The second factor is off: your password alone is enough to sign in."), FALSE);
}

static void
set_busy (StempelSecurityWindow *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

static void
factor_begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelSecurityWindow) self = STEMPEL_SECURITY_WINDOW (user_data);
  g_autoptr(StempelRecord) secret = NULL;
  g_autoptr(GError) error = NULL;
  StempelFactorSetUpDialog *dialog;

  secret = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->client == NULL)
    return;

  set_busy (self, FALSE);

  if (error != NULL)
    {
      show_error (self, error);
      load (self);
      return;
    }

  dialog = stempel_factor_set_up_dialog_new (self->client, STEMPEL_TOTP_SECRET (secret));
  open_dialog (self, dialog, G_CALLBACK (factor_set_up_cb));
  gtk_widget_grab_focus (GTK_WIDGET (dialog));
}

static void
factor_clicked_cb (StempelSecurityWindow *self)
{
  StempelSession *session = stempel_client_get_session (self->client);
  g_autoptr(JsonNode) request = NULL;

  /* It stays sensitive, so that it keeps the focus. */
  if (self->busy)
    return;

  if (stempel_session_get_totp_confirmed_at (session) != NULL)
    {
      open_dialog (self, stempel_factor_removal_dialog_new (self->client),
                   G_CALLBACK (factor_removed_cb));
      return;
    }

  hide_note (self);
  set_busy (self, TRUE);
  request = stempel_request_new (NULL);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_TOTP_BEGIN, request, NULL,
                             self->cancellable, factor_begun_cb, g_object_ref (self));
}

static void
sessions_ended_cb (StempelSecurityWindow *self, const char *sentence)
{
  show_note (self, sentence, FALSE);
}

static void
sessions_failed_cb (StempelSecurityWindow *self, const GError *error)
{
  show_error (self, error);
}

/* The window that says who is signed in must not stay in front of the one that asks anew. */
static void
sign_out_cb (StempelSecurityWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr(GtkWidget) widget = parent != NULL ? g_object_ref (GTK_WIDGET (parent)) : NULL;

  gtk_window_destroy (GTK_WINDOW (self));
  if (widget != NULL)
    gtk_widget_activate_action (widget, "app.sign-out", NULL);
}

static gboolean
stempel_security_window_close_request (GtkWindow *window)
{
  StempelSecurityWindow *self = STEMPEL_SECURITY_WINDOW (window);

  if (self->focus_before != NULL && gtk_widget_get_mapped (self->focus_before))
    gtk_widget_grab_focus (self->focus_before);

  return GTK_WINDOW_CLASS (stempel_security_window_parent_class)->close_request (window);
}

static void
stempel_security_window_dispose (GObject *object)
{
  StempelSecurityWindow *self = STEMPEL_SECURITY_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->focus_before);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_SECURITY_WINDOW);

  G_OBJECT_CLASS (stempel_security_window_parent_class)->dispose (object);
}

static void
stempel_security_window_finalize (GObject *object)
{
  g_object_unref (STEMPEL_SECURITY_WINDOW (object)->cancellable);

  G_OBJECT_CLASS (stempel_security_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-security-window.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, close_button);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, note);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, note_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, note_image);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, note_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, direct_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, password_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, password_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, password_button);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, factor_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, factor_badge);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, factor_label);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, factor_button);
  gtk_widget_class_bind_template_child (widget_class, StempelSecurityWindow, sessions);
  gtk_widget_class_bind_template_callback (widget_class, password_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, factor_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, sessions_ended_cb);
  gtk_widget_class_bind_template_callback (widget_class, sessions_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_out_cb);
}

static void
stempel_security_window_class_init (StempelSecurityWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_security_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = stempel_security_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = stempel_security_window_close_request;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_OWN_SESSIONS);
  gtk_widget_class_install_action (widget_class, "security.reload", NULL, reload_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "security.reload", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
stempel_security_window_init (StempelSecurityWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * stempel_security_window_new:
 * @client: a client that knows who is signed in
 *
 * Returns: (transfer none): a window, to be shown with stempel_security_window_present_for()
 */
StempelSecurityWindow *
stempel_security_window_new (StempelClient *client)
{
  StempelSecurityWindow *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (stempel_client_get_session (client) != NULL, NULL);

  self = g_object_new (STEMPEL_TYPE_SECURITY_WINDOW, NULL);
  self->client = g_object_ref (client);
  /* What is known is shown at once, and then as it is now. */
  show_session (self);
  stempel_own_sessions_load (self->sessions, client);
  stempel_client_open_async (client, self->cancellable, session_loaded_cb, g_object_ref (self));

  return self;
}

/**
 * stempel_security_window_present_for:
 * @self: a window
 * @origin: a widget of the window that it belongs to
 *
 * Shows the window, modal to that of @origin; when it closes, the focus goes back where it was.
 */
void
stempel_security_window_present_for (StempelSecurityWindow *self, GtkWidget *origin)
{
  GtkRoot *root;

  g_return_if_fail (STEMPEL_IS_SECURITY_WINDOW (self));
  g_return_if_fail (GTK_IS_WIDGET (origin));

  root = gtk_widget_get_root (origin);

  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
      g_set_weak_pointer (&self->focus_before, gtk_root_get_focus (root));
    }

  /* A focus set before the window is shown leaves it without a role for screen readers. */
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (gtk_widget_get_visible (self->password_box) ? self->password_button
                                                                    : self->close_button);
}
