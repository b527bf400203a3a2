/* stempel-login.h: a person who may sign in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LOGIN (stempel_login_get_type ())

G_DECLARE_FINAL_TYPE (StempelLogin, stempel_login, STEMPEL, LOGIN, StempelRecord)

gint64      stempel_login_get_id                (StempelLogin *self);
const char *stempel_login_get_name              (StempelLogin *self);
const char *stempel_login_get_email             (StempelLogin *self);
const char *stempel_login_get_role              (StempelLogin *self);
const char *stempel_login_get_language          (StempelLogin *self);
const char *stempel_login_get_state             (StempelLogin *self);
const char *stempel_login_get_database_role     (StempelLogin *self);
GDateTime  *stempel_login_get_password_set_at   (StempelLogin *self);
GDateTime  *stempel_login_get_totp_confirmed_at (StempelLogin *self);
gint64      stempel_login_get_revision          (StempelLogin *self);

G_END_DECLS
