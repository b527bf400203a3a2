/* stempel-member-dialog.h: enrols a member or changes their particulars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-customer.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MEMBER_DIALOG (stempel_member_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelMemberDialog, stempel_member_dialog, STEMPEL, MEMBER_DIALOG,
                      StempelDialog)

/* Signals: `saved` (StempelCustomer), `open-member` (int64: the member that has the same e-mail or
 * phone). */
StempelMemberDialog *stempel_member_dialog_new (StempelClient   *client,
                                                StempelCustomer *customer);

G_END_DECLS
