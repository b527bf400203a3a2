/* stempel-session.h: who is signed in and what they may do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-merchant.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SESSION (stempel_session_get_type ())

G_DECLARE_FINAL_TYPE (StempelSession, stempel_session, STEMPEL, SESSION, StempelRecord)

gint64              stempel_session_get_login_id          (StempelSession *self);
const char         *stempel_session_get_name              (StempelSession *self);
const char         *stempel_session_get_kind              (StempelSession *self);
gint64              stempel_session_get_store_id          (StempelSession *self);
const char         *stempel_session_get_role              (StempelSession *self);
const char         *stempel_session_get_language          (StempelSession *self);
StempelMerchant    *stempel_session_get_merchant          (StempelSession *self);
const char * const *stempel_session_get_operations        (StempelSession *self);
GDateTime          *stempel_session_get_password_set_at   (StempelSession *self);
GDateTime          *stempel_session_get_totp_confirmed_at (StempelSession *self);
GDateTime          *stempel_session_get_server_time       (StempelSession *self);
gint64              stempel_session_get_schema_version    (StempelSession *self);
const char         *stempel_session_get_token             (StempelSession *self);
GDateTime          *stempel_session_get_expires_at        (StempelSession *self);

G_END_DECLS
