/* stempel-terminal-window.h: the window at the counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TERMINAL_WINDOW (stempel_terminal_window_get_type ())

G_DECLARE_FINAL_TYPE (StempelTerminalWindow, stempel_terminal_window, STEMPEL, TERMINAL_WINDOW,
                      AdwApplicationWindow)

/* Construct property: `client`. */
GtkWidget *stempel_terminal_window_new (GtkApplication *application,
                                        StempelClient  *client);

G_END_DECLS
