/* stempel-account.h: a member in a program: the balance lives here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account-tier.h"
#include "stempel-entitlement.h"
#include "stempel-expiring-points.h"
#include "stempel-last-stamp.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ACCOUNT (stempel_account_get_type ())

G_DECLARE_FINAL_TYPE (StempelAccount, stempel_account, STEMPEL, ACCOUNT, StempelRecord)

gint64                 stempel_account_get_id                   (StempelAccount *self);
gint64                 stempel_account_get_customer_id          (StempelAccount *self);
gint64                 stempel_account_get_program_id           (StempelAccount *self);
const char            *stempel_account_get_program_name         (StempelAccount *self);
const char            *stempel_account_get_program_kind         (StempelAccount *self);
const char            *stempel_account_get_program_state        (StempelAccount *self);
gint64                 stempel_account_get_points               (StempelAccount *self);
gint64                 stempel_account_get_owed_points          (StempelAccount *self);
gint64                 stempel_account_get_reserved_points      (StempelAccount *self);
StempelExpiringPoints *stempel_account_get_expiring             (StempelAccount *self);
gint64                 stempel_account_get_stamps               (StempelAccount *self);
gint64                 stempel_account_get_stamps_target        (StempelAccount *self);
gint64                 stempel_account_get_owed_stamps          (StempelAccount *self);
gint64                 stempel_account_get_stamps_today         (StempelAccount *self);
gint64                 stempel_account_get_daily_limit          (StempelAccount *self);
gint64                 stempel_account_get_max_stamps_per_visit (StempelAccount *self);
const char            *stempel_account_get_pin_policy           (StempelAccount *self);
const char            *stempel_account_get_reward_name          (StempelAccount *self);
const char            *stempel_account_get_colour               (StempelAccount *self);
GListModel            *stempel_account_get_entitlements         (StempelAccount *self);
StempelLastStamp      *stempel_account_get_last_stamp           (StempelAccount *self);
GDateTime             *stempel_account_get_available_at         (StempelAccount *self);
StempelAccountTier    *stempel_account_get_tier                 (StempelAccount *self);

G_END_DECLS
