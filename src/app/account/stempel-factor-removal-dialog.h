/* stempel-factor-removal-dialog.h: does without the second factor again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_FACTOR_REMOVAL_DIALOG (stempel_factor_removal_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelFactorRemovalDialog, stempel_factor_removal_dialog, STEMPEL,
                      FACTOR_REMOVAL_DIALOG, StempelDialog)

StempelFactorRemovalDialog *stempel_factor_removal_dialog_new (StempelClient *client);

G_END_DECLS
