/* stempel-welcome-window.h: the first run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-connector.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_WELCOME_WINDOW (stempel_welcome_window_get_type ())

G_DECLARE_FINAL_TYPE (StempelWelcomeWindow, stempel_welcome_window, STEMPEL, WELCOME_WINDOW,
                      AdwApplicationWindow)

StempelWelcomeWindow *stempel_welcome_window_new        (GtkApplication       *application,
                                                         StempelConnector     *connector);
void                  stempel_welcome_window_show_sign_in (StempelWelcomeWindow *self);
void                  stempel_welcome_window_show_error (StempelWelcomeWindow *self,
                                                         const GError         *error);

G_END_DECLS
