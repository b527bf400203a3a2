/* stempel-member-account.h: how far a member got in one program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-account.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MEMBER_ACCOUNT (stempel_member_account_get_type ())

G_DECLARE_FINAL_TYPE (StempelMemberAccount, stempel_member_account, STEMPEL, MEMBER_ACCOUNT, AdwBin)

GtkWidget *stempel_member_account_new (StempelAccount *account);

G_END_DECLS
