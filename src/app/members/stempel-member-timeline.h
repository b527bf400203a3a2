/* stempel-member-timeline.h: the latest ledger entries of a member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MEMBER_TIMELINE (stempel_member_timeline_get_type ())

G_DECLARE_FINAL_TYPE (StempelMemberTimeline, stempel_member_timeline, STEMPEL, MEMBER_TIMELINE,
                      AdwBin)

void stempel_member_timeline_load (StempelMemberTimeline *self,
                                   StempelClient         *client,
                                   gint64                 customer_id);

G_END_DECLS
