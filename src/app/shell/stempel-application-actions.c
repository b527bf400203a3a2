/* stempel-application-actions.c: what can be done anywhere in the program, and its keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-about.h"
#include "stempel-application-private.h"
#include "stempel-connection-dialog.h"
#include "stempel-preferences-dialog.h"
#include "stempel-role-dialog.h"
#include "stempel-security-window.h"

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (window != NULL)
    stempel_preferences_dialog_present (GTK_WIDGET (window));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  stempel_about_present (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
connections_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  StempelApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    stempel_connection_dialog_present (GTK_WIDGET (window), self->connector,
                                       STEMPEL_PROFILE_KIND_SERVER);
}

static void
switch_role_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  StempelApplication *self = user_data;

  if (self->window != NULL)
    stempel_role_dialog_present (GTK_WIDGET (self->window), self->connector);
}

static void
sign_out_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  stempel_connector_sign_out (STEMPEL_APPLICATION (user_data)->connector);
}

static void
security_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  StempelClient *client =
    stempel_connector_get_client (STEMPEL_APPLICATION (user_data)->connector);

  if (window != NULL && client != NULL)
    stempel_security_window_present_for (stempel_security_window_new (client),
                                         GTK_WIDGET (window));
}

static void
reconnect_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  stempel_connector_reopen (STEMPEL_APPLICATION (user_data)->connector);
}

static void
terminal_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  stempel_application_show_terminal (STEMPEL_APPLICATION (user_data));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  /* Each may object, because of unsaved changes. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);

  g_list_free (windows);
}

static const GActionEntry actions[] = {
  { .name = "preferences", .activate = preferences_action },
  { .name = "about", .activate = about_action },
  { .name = "connections", .activate = connections_action },
  { .name = "switch-role", .activate = switch_role_action },
  { .name = "sign-out", .activate = sign_out_action },
  { .name = "security", .activate = security_action },
  { .name = "reconnect", .activate = reconnect_action },
  { .name = "terminal", .activate = terminal_action },
  { .name = "quit", .activate = quit_action },
};

static void
set_accelerators (StempelApplication *self)
{
  static const struct { const char *action; const char *keys[3]; } accelerators[] = {
    { "app.preferences", { "<Control>comma", NULL } },
    { "app.quit", { "<Control>q", NULL } },
    { "app.terminal", { "<Control>t", NULL } },
    { "win.show-help-overlay", { "<Control>question", NULL } },
    { "window.close", { "<Control>w", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           (const char **) accelerators[i].keys);
}

static void
set_enabled (StempelApplication *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self),
                                                                            name)), enabled);
}

/**
 * stempel_application_enable_actions:
 * @self: the program
 * @client: (nullable): the open connection
 *
 * A terminal stays signed in until it is shut out.
 */
void
stempel_application_enable_actions (StempelApplication *self, StempelClient *client)
{
  StempelProfile *profile = stempel_connector_get_profile (self->connector);
  StempelProfileKind kind = profile != NULL ? stempel_profile_get_kind (profile)
                                            : STEMPEL_PROFILE_KIND_LOCAL;
  gboolean is_open = client != NULL;

  set_enabled (self, "switch-role", is_open && kind == STEMPEL_PROFILE_KIND_LOCAL);
  set_enabled (self, "sign-out", is_open && kind == STEMPEL_PROFILE_KIND_SERVER &&
                                 !stempel_client_is_terminal (client));
  set_enabled (self, "security",
               is_open && stempel_client_allows (client, STEMPEL_OPERATION_SESSION_LIST));
  set_enabled (self, "terminal",
               is_open && stempel_client_allows (client, STEMPEL_OPERATION_STAMP_EARN));
}

/**
 * stempel_application_add_actions:
 * @self: the program, which has just started
 */
void
stempel_application_add_actions (StempelApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  stempel_application_enable_actions (self, NULL);
  set_accelerators (self);
}
