/* stempel-confirm-window.h: the window of a question before something is done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-confirm.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CONFIRM_WINDOW (stempel_confirm_window_get_type ())

G_DECLARE_FINAL_TYPE (StempelConfirmWindow, stempel_confirm_window, STEMPEL, CONFIRM_WINDOW,
                      AdwWindow)

/* Signal: `answered` (gboolean), exactly once. */
StempelConfirmWindow *stempel_confirm_window_new         (const char           *heading,
                                                          const char           *body,
                                                          const char           *action_label,
                                                          StempelConfirmLook    look);
void                  stempel_confirm_window_present_for (StempelConfirmWindow *self,
                                                          GtkWidget            *origin);

G_END_DECLS
