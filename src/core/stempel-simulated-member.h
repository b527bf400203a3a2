/* stempel-simulated-member.h: what other rules would have given a member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SIMULATED_MEMBER (stempel_simulated_member_get_type ())

G_DECLARE_FINAL_TYPE (StempelSimulatedMember, stempel_simulated_member, STEMPEL,
                      SIMULATED_MEMBER, StempelRecord)

gint64      stempel_simulated_member_get_account_id    (StempelSimulatedMember *self);
gint64      stempel_simulated_member_get_customer_id   (StempelSimulatedMember *self);
const char *stempel_simulated_member_get_customer_name (StempelSimulatedMember *self);
gint64      stempel_simulated_member_get_points_before (StempelSimulatedMember *self);
gint64      stempel_simulated_member_get_points_after  (StempelSimulatedMember *self);
gint64      stempel_simulated_member_get_stamps_before (StempelSimulatedMember *self);
gint64      stempel_simulated_member_get_stamps_after  (StempelSimulatedMember *self);
gint64      stempel_simulated_member_get_cards_before  (StempelSimulatedMember *self);
gint64      stempel_simulated_member_get_cards_after   (StempelSimulatedMember *self);

G_END_DECLS
