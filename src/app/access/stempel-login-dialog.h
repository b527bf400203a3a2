/* stempel-login-dialog.h: adds a person who may sign in, or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-login.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LOGIN_DIALOG (stempel_login_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelLoginDialog, stempel_login_dialog, STEMPEL, LOGIN_DIALOG,
                      StempelDialog)

/* Signal of its class: `done` (StempelLogin). */
StempelLoginDialog *stempel_login_dialog_new (StempelClient *client,
                                              StempelLogin  *login);

G_END_DECLS
