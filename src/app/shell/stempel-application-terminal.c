/* stempel-application-terminal.c: when the program is a terminal, and nothing else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-application-private.h"
#include "stempel-terminal-window.h"
#include "stempel-transients.h"

/**
 * stempel_application_wants_terminal:
 * @self: the program
 *
 * Returns: whether the terminal is shown once the connection is open, and not the back office: when
 *   somebody said so, or this device is a terminal
 */
gboolean
stempel_application_wants_terminal (StempelApplication *self)
{
  StempelClient *client = stempel_connector_get_client (self->connector);

  return self->wants_terminal || (client != NULL && stempel_client_is_terminal (client));
}

/**
 * stempel_application_show_terminal:
 * @self: the program
 *
 * Shows the terminal, as it was left if it was hidden.
 */
void
stempel_application_show_terminal (StempelApplication *self)
{
  StempelClient *client = stempel_connector_get_client (self->connector);

  if (client == NULL)
    return;

  if (self->terminal == NULL)
    g_set_weak_pointer (&self->terminal, g_object_new (STEMPEL_TYPE_TERMINAL_WINDOW,
                                                       "application", self,
                                                       "client", client,
                                                       NULL));

  gtk_window_set_application (self->terminal, GTK_APPLICATION (self));
  gtk_window_present (self->terminal);
  stempel_transients_show (self->terminal);
}

/**
 * stempel_application_hide_terminal:
 * @self: the program, with another window
 *
 * Nobody sees what is in the terminal, and it does not keep the program from ending; but nothing of
 * it is lost.
 */
void
stempel_application_hide_terminal (StempelApplication *self)
{
  if (self->terminal == NULL)
    return;

  stempel_transients_hide (self->terminal);
  gtk_widget_set_visible (GTK_WIDGET (self->terminal), FALSE);
  gtk_window_set_application (self->terminal, NULL);
}

/**
 * stempel_application_forget_terminal:
 * @self: the program
 *
 * Takes away the terminal if it is hidden.
 */
void
stempel_application_forget_terminal (StempelApplication *self)
{
  if (self->terminal != NULL && !gtk_widget_get_visible (GTK_WIDGET (self->terminal)))
    {
      stempel_transients_destroy (self->terminal);
      gtk_window_destroy (self->terminal);
    }
}
