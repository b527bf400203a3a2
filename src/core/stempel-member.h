/* stempel-member.h: a row of the search for members
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MEMBER (stempel_member_get_type ())

G_DECLARE_FINAL_TYPE (StempelMember, stempel_member, STEMPEL, MEMBER, StempelRecord)

gint64      stempel_member_get_id            (StempelMember *self);
const char *stempel_member_get_name          (StempelMember *self);
const char *stempel_member_get_email         (StempelMember *self);
const char *stempel_member_get_phone         (StempelMember *self);
const char *stempel_member_get_card_number   (StempelMember *self);
const char *stempel_member_get_card_state    (StempelMember *self);
GDateTime  *stempel_member_get_enrolled_at   (StempelMember *self);
GDateTime  *stempel_member_get_last_visit_at (StempelMember *self);
const char *stempel_member_get_matched       (StempelMember *self);

G_END_DECLS
