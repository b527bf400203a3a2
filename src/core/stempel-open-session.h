/* stempel-open-session.h: where somebody is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_OPEN_SESSION (stempel_open_session_get_type ())

G_DECLARE_FINAL_TYPE (StempelOpenSession, stempel_open_session, STEMPEL, OPEN_SESSION,
                      StempelRecord)

gint64      stempel_open_session_get_id          (StempelOpenSession *self);
gint64      stempel_open_session_get_login_id    (StempelOpenSession *self);
const char *stempel_open_session_get_login_name  (StempelOpenSession *self);
GDateTime  *stempel_open_session_get_opened_at   (StempelOpenSession *self);
GDateTime  *stempel_open_session_get_seen_at     (StempelOpenSession *self);
GDateTime  *stempel_open_session_get_expires_at  (StempelOpenSession *self);
GDateTime  *stempel_open_session_get_closed_at   (StempelOpenSession *self);
const char *stempel_open_session_get_address     (StempelOpenSession *self);
const char *stempel_open_session_get_application (StempelOpenSession *self);
gboolean    stempel_open_session_get_current     (StempelOpenSession *self);

G_END_DECLS
