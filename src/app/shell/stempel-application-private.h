/* stempel-application-private.h: what the files of the program share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-application.h"
#include "stempel-connector.h"
#include "stempel-welcome-window.h"
#include "stempel-window.h"

G_BEGIN_DECLS

struct _StempelApplication
{
  AdwApplication        parent_instance;

  StempelConnector     *connector;
  StempelWindow        *window;   /* (nullable), weak */
  GtkWindow            *terminal; /* (nullable), weak */
  StempelWelcomeWindow *welcome;  /* (nullable), weak */
  gboolean              wants_terminal; /* once connected: the terminal, not the back office */
  guint                 renew_source;
  guint                 connecting_source;
  guint                 prepare_source;
  guint                 present_source;
  gboolean              waiting;        /* held until the first window is there */
  gboolean              activated;      /* GTK is there and the options are known */
};

/* stempel-application-actions.c */
void     stempel_application_add_actions        (StempelApplication *self);
void     stempel_application_enable_actions     (StempelApplication *self,
                                                 StempelClient      *client);

/* stempel-application-terminal.c */
gboolean stempel_application_wants_terminal     (StempelApplication *self);
void     stempel_application_show_terminal      (StempelApplication *self);
void     stempel_application_hide_terminal      (StempelApplication *self);
void     stempel_application_forget_terminal    (StempelApplication *self);

G_END_DECLS
