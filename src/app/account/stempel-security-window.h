/* stempel-security-window.h: one's own password, second factor and sessions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SECURITY_WINDOW (stempel_security_window_get_type ())

G_DECLARE_FINAL_TYPE (StempelSecurityWindow, stempel_security_window, STEMPEL, SECURITY_WINDOW,
                      AdwWindow)

StempelSecurityWindow *stempel_security_window_new         (StempelClient         *client);
void                   stempel_security_window_present_for (StempelSecurityWindow *self,
                                                            GtkWidget             *origin);

G_END_DECLS
