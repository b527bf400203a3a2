/* stempel-application.c: the desktop program as a whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-application-private.h"
#include "stempel-language.h"
#include "stempel-looks.h"
#include "stempel-password-dialog.h"
#include "stempel-preferences-dialog.h"
#include "stempel-settings.h"
#include "stempel-sign-in-dialog.h"
#include "stempel-transients.h"

/* Long enough for a list of choices to close. */
#define RENEW_AFTER_MS 300

/* A connection that is there sooner is not announced: a page that only flashes up costs time
 * itself. */
#define CONNECTING_AFTER_MS 200

G_DEFINE_FINAL_TYPE (StempelApplication, stempel_application, ADW_TYPE_APPLICATION)

static void
make_window (StempelApplication *self)
{
  if (self->window == NULL)
    g_set_weak_pointer (&self->window, stempel_window_new (GTK_APPLICATION (self)));
}

static void
ensure_window (StempelApplication *self)
{
  make_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
present_cb (gpointer user_data)
{
  StempelApplication *self = user_data;

  self->present_source = 0;
  ensure_window (self);
  stempel_window_focus_page (self->window);

  return G_SOURCE_REMOVE;
}

/* The request for the list is sent first: the answer comes while the window is put on the
 * screen. */
static void
show_client (StempelApplication *self, StempelClient *client)
{
  StempelProfile *profile = stempel_connector_get_profile (self->connector);
  g_autofree char *place = stempel_profile_dup_place (profile);

  make_window (self);
  stempel_window_set_client (self->window, client, place);
  if (self->present_source == 0)
    self->present_source = g_idle_add (present_cb, self);
}

static gboolean
still_connecting_cb (gpointer user_data)
{
  StempelApplication *self = user_data;

  self->connecting_source = 0;
  ensure_window (self);

  return G_SOURCE_REMOVE;
}

static void
opening_cb (StempelApplication *self)
{
  if (!self->activated || self->welcome != NULL || (self->wants_terminal && self->window == NULL))
    return;

  /* Made while the connection is, but not shown yet. */
  make_window (self);
  stempel_window_show_connecting (self->window);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->window)) && self->connecting_source == 0)
    self->connecting_source = g_timeout_add (CONNECTING_AFTER_MS, still_connecting_cb, self);
}

static void
forget_connecting (StempelApplication *self)
{
  g_clear_handle_id (&self->connecting_source, g_source_remove);
}

static void
opened_cb (StempelApplication *self, StempelClient *client)
{
  forget_connecting (self);
  stempel_application_enable_actions (self, client);
  stempel_application_forget_terminal (self);
  if (self->terminal != NULL)
    gtk_window_destroy (self->terminal);

  if (stempel_application_wants_terminal (self))
    {
      self->wants_terminal = FALSE;
      stempel_application_show_terminal (self);
      /* It was only there to say that there was no connection. */
      if (self->window != NULL)
        gtk_window_destroy (GTK_WINDOW (self->window));
    }
  else
    {
      show_client (self, client);
    }

  if (self->welcome != NULL)
    gtk_window_destroy (GTK_WINDOW (self->welcome));
}

static void
failed_cb (StempelApplication *self, const GError *error)
{
  forget_connecting (self);
  if (self->welcome != NULL)
    {
      stempel_welcome_window_show_error (self->welcome, error);
      return;
    }

  ensure_window (self);
  stempel_window_show_failure (self->window, error);
}

static void
setup_needed_cb (StempelApplication *self)
{
  forget_connecting (self);
  if (self->welcome == NULL)
    g_set_weak_pointer (&self->welcome,
                        stempel_welcome_window_new (GTK_APPLICATION (self), self->connector));

  gtk_window_present (GTK_WINDOW (self->welcome));

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
}

static void
password_needed_cb (StempelApplication *self, StempelProfile *profile)
{
  GtkWidget *origin = GTK_WIDGET (self->welcome);

  forget_connecting (self);
  if (origin == NULL)
    {
      ensure_window (self);
      origin = GTK_WIDGET (self->window);
    }

  stempel_password_dialog_present (origin, self->connector, profile);
}

static void
sign_in_needed_cb (StempelApplication *self)
{
  forget_connecting (self);
  stempel_application_enable_actions (self, NULL);
  if (self->terminal != NULL && !stempel_connector_get_terminal_ended (self->connector))
    {
      self->wants_terminal = TRUE;
      gtk_window_destroy (self->terminal);
    }

  if (self->welcome != NULL)
    {
      stempel_welcome_window_show_sign_in (self->welcome);
      return;
    }

  ensure_window (self);
  stempel_window_show_sign_in (self->window, self->connector);
  stempel_application_hide_terminal (self);
}

/* In front of whatever is open, which stays as it is. */
static void
session_ended_cb (StempelApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    stempel_sign_in_dialog_present (GTK_WIDGET (window), self->connector);
  else
    stempel_connector_give_up_session (self->connector);
}

/* The preferences come back in front of the window from which they were opened. */
static void
end_old_window (GtkWindow *old, GtkWindow *new)
{
  gboolean has_preferences = stempel_transients_exist (old);

  stempel_transients_destroy (old);
  gtk_window_destroy (old);

  if (has_preferences)
    {
      gtk_window_present (new);
      stempel_preferences_dialog_present (GTK_WIDGET (new));
    }
}

/* The device is the same terminal again. */
static void
renewed_cb (StempelApplication *self)
{
  StempelClient *client = stempel_connector_get_client (self->connector);

  if (!stempel_client_is_terminal (client))
    return;

  stempel_application_enable_actions (self, client);
  stempel_application_show_terminal (self);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
}

static gboolean
renew_windows_cb (gpointer user_data)
{
  StempelApplication *self = user_data;
  StempelClient *client = stempel_connector_get_client (self->connector);
  GtkWindow *old_terminal = self->terminal;
  StempelWindow *old_window = self->window;

  self->renew_source = 0;

  if (client == NULL || stempel_connector_get_terminal_ended (self->connector))
    return G_SOURCE_REMOVE;

  if (old_window != NULL)
    {
      g_clear_weak_pointer (&self->window);
      show_client (self, client);
      end_old_window (GTK_WINDOW (old_window), GTK_WINDOW (self->window));
    }

  if (old_terminal != NULL)
    {
      g_clear_weak_pointer (&self->terminal);
      stempel_application_show_terminal (self);
      end_old_window (old_terminal, self->terminal);
    }

  return G_SOURCE_REMOVE;
}

static void
language_changed_cb (StempelApplication *self)
{
  g_autofree char *language = g_settings_get_string (stempel_settings_get_default (), "language");

  stempel_language_apply (language);

  /* Texts are put in when a window is made, so it is made again; but not while the list from which
   * the language was chosen is still closing. */
  if (self->renew_source == 0)
    self->renew_source = g_timeout_add (RENEW_AFTER_MS, renew_windows_cb, self);
}

static void
start_connecting (StempelApplication *self)
{
  self->connector = stempel_connector_new ();
  g_signal_connect_object (self->connector, "opening", G_CALLBACK (opening_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connector, "opened", G_CALLBACK (opened_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connector, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connector, "setup-needed", G_CALLBACK (setup_needed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connector, "password-needed",
                           G_CALLBACK (password_needed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connector, "sign-in-needed", G_CALLBACK (sign_in_needed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connector, "session-ended", G_CALLBACK (session_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connector, "renewed", G_CALLBACK (renewed_cb), self,
                           G_CONNECT_SWAPPED);
  stempel_connector_start (self->connector);
}

static void
stempel_application_startup (GApplication *application)
{
  StempelApplication *self = STEMPEL_APPLICATION (application);

  /* Goes on in a thread while GTK prepares the screen, which takes as long. */
  start_connecting (self);

  G_APPLICATION_CLASS (stempel_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (STEMPEL_APPLICATION_ID);
  stempel_looks_init ();
  stempel_application_add_actions (self);

  g_signal_connect_object (stempel_settings_get_default (), "changed::language",
                           G_CALLBACK (language_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Without a window the program would end. */
static void
wait_for_window (StempelApplication *self)
{
  if (self->waiting)
    return;

  self->waiting = TRUE;
  g_application_hold (G_APPLICATION (self));
}

/* Idle: if the connection is there already, the database is asked who this is before the window is
 * made, and answers meanwhile. */
static gboolean
prepare_cb (gpointer user_data)
{
  StempelApplication *self = user_data;

  self->prepare_source = 0;
  if (self->window == NULL && stempel_connector_get_client (self->connector) == NULL &&
      stempel_connector_get_profile (self->connector) != NULL)
    opening_cb (self);

  return G_SOURCE_REMOVE;
}

static void
stempel_application_activate (GApplication *application)
{
  StempelApplication *self = STEMPEL_APPLICATION (application);
  StempelClient *client = stempel_connector_get_client (self->connector);

  if (self->welcome != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->welcome));
    }
  else if (client != NULL && stempel_connector_get_terminal_ended (self->connector))
    {
      ensure_window (self);
    }
  else if (client != NULL && stempel_application_wants_terminal (self))
    {
      self->wants_terminal = FALSE;
      stempel_application_show_terminal (self);
    }
  else if (client != NULL)
    {
      if (self->window == NULL)
        show_client (self, client);
      else
        gtk_window_present (GTK_WINDOW (self->window));
    }
  else if (self->window == NULL)
    {
      self->activated = TRUE;
      wait_for_window (self);
      if (self->prepare_source == 0)
        self->prepare_source = g_idle_add (prepare_cb, self);
    }
}

static int
stempel_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);

  STEMPEL_APPLICATION (application)->wants_terminal = g_variant_dict_contains (options, "terminal");
  g_application_activate (application);

  return 0;
}

static int
stempel_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("Stempel %s\n", STEMPEL_VERSION);

  return 0;
}

static void
stempel_application_shutdown (GApplication *application)
{
  StempelApplication *self = STEMPEL_APPLICATION (application);

  g_clear_handle_id (&self->renew_source, g_source_remove);
  g_clear_handle_id (&self->prepare_source, g_source_remove);
  g_clear_handle_id (&self->present_source, g_source_remove);
  forget_connecting (self);
  stempel_application_forget_terminal (self);
  if (self->connector != NULL)
    stempel_connector_close (self->connector);
  g_clear_object (&self->connector);

  G_APPLICATION_CLASS (stempel_application_parent_class)->shutdown (application);
}

static void
stempel_application_window_added (GtkApplication *application, GtkWindow *window)
{
  StempelApplication *self = STEMPEL_APPLICATION (application);

  GTK_APPLICATION_CLASS (stempel_application_parent_class)->window_added (application, window);

  if (self->waiting)
    {
      self->waiting = FALSE;
      g_application_release (G_APPLICATION (self));
    }
}

static void
stempel_application_dispose (GObject *object)
{
  StempelApplication *self = STEMPEL_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->terminal);
  g_clear_weak_pointer (&self->welcome);
  g_clear_object (&self->connector);

  G_OBJECT_CLASS (stempel_application_parent_class)->dispose (object);
}

static void
stempel_application_class_init (StempelApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_application_dispose;
  application_class->startup = stempel_application_startup;
  application_class->activate = stempel_application_activate;
  application_class->command_line = stempel_application_command_line;
  application_class->handle_local_options = stempel_application_handle_local_options;
  application_class->shutdown = stempel_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_added = stempel_application_window_added;
}

static void
stempel_application_init (StempelApplication *self)
{
  static const GOptionEntry options[] = {
    { "terminal", 't', 0, G_OPTION_ARG_NONE, NULL, N_("Open the window for the counter of a store"),
      NULL },
    { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * stempel_application_new:
 *
 * Chooses the language too, because texts are used from here on.
 *
 * Returns: (transfer full): the program, to be run
 */
StempelApplication *
stempel_application_new (void)
{
  stempel_language_init ();

  return g_object_new (STEMPEL_TYPE_APPLICATION,
                       "application-id", STEMPEL_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
                       NULL);
}
