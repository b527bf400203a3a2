/* stempel-factor-set-up-dialog.h: sets up a second factor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-totp-secret.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_FACTOR_SET_UP_DIALOG (stempel_factor_set_up_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelFactorSetUpDialog, stempel_factor_set_up_dialog, STEMPEL,
                      FACTOR_SET_UP_DIALOG, StempelDialog)

StempelFactorSetUpDialog *stempel_factor_set_up_dialog_new (StempelClient     *client,
                                                            StempelTotpSecret *secret);

G_END_DECLS
