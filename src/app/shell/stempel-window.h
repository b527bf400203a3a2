/* stempel-window.h: the window of the back office
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-connector.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_WINDOW (stempel_window_get_type ())

G_DECLARE_FINAL_TYPE (StempelWindow, stempel_window, STEMPEL, WINDOW, AdwApplicationWindow)

/* Actions: see stempel-navigation.h. */
StempelWindow *stempel_window_new             (GtkApplication *application);
void           stempel_window_set_client      (StempelWindow  *self,
                                               StempelClient  *client,
                                               const char     *place);
StempelClient *stempel_window_get_client      (StempelWindow  *self);
void           stempel_window_focus_page      (StempelWindow  *self);
void           stempel_window_show_connecting (StempelWindow  *self);
void           stempel_window_show_sign_in    (StempelWindow  *self,
                                               StempelConnector *connector);
void           stempel_window_show_failure    (StempelWindow  *self,
                                               const GError   *error);

G_END_DECLS
