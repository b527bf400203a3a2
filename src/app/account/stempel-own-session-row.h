/* stempel-own-session-row.h: one place where one is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "stempel-open-session.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_OWN_SESSION_ROW (stempel_own_session_row_get_type ())

G_DECLARE_FINAL_TYPE (StempelOwnSessionRow, stempel_own_session_row, STEMPEL, OWN_SESSION_ROW,
                      GtkListBoxRow)

/* Signal: `end` (the button was pressed, which says "Sign Out" for the session in use). */
GtkWidget          *stempel_own_session_row_new          (StempelOpenSession   *session);
StempelOpenSession *stempel_own_session_row_get_session  (StempelOwnSessionRow *self);
char               *stempel_own_session_row_dup_place    (StempelOwnSessionRow *self);
void                stempel_own_session_row_focus_button (StempelOwnSessionRow *self);

G_END_DECLS
