/* stempel-new-password-dialog.h: changes one's own password
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_NEW_PASSWORD_DIALOG (stempel_new_password_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelNewPasswordDialog, stempel_new_password_dialog, STEMPEL,
                      NEW_PASSWORD_DIALOG, StempelDialog)

StempelNewPasswordDialog *stempel_new_password_dialog_new (StempelClient *client);

G_END_DECLS
