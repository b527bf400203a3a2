/* stempel-session-list.h: where somebody is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SESSION_LIST (stempel_session_list_get_type ())

G_DECLARE_FINAL_TYPE (StempelSessionList, stempel_session_list, STEMPEL, SESSION_LIST, AdwBin)

GtkWidget *stempel_session_list_new  (void);
void       stempel_session_list_show (StempelSessionList *self,
                                      StempelClient      *client,
                                      gint64              login_id);

G_END_DECLS
