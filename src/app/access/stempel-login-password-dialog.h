/* stempel-login-password-dialog.h: gives a person a password
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-login.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LOGIN_PASSWORD_DIALOG (stempel_login_password_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelLoginPasswordDialog, stempel_login_password_dialog, STEMPEL,
                      LOGIN_PASSWORD_DIALOG, StempelDialog)

/* Signal: `saved` (StempelLogin); a made-up password is on the screen after it. */
StempelLoginPasswordDialog *stempel_login_password_dialog_new (StempelClient *client,
                                                               StempelLogin  *login);

G_END_DECLS
