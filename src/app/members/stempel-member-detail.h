/* stempel-member-detail.h: everything about one member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"
#include "stempel-customer.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MEMBER_DETAIL (stempel_member_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelMemberDetail, stempel_member_detail, STEMPEL, MEMBER_DETAIL, AdwBin)

/* Signals: `changed` (the member or a card was changed: the list is out of date), `open-member`
 * (int64). Actions: `member.edit`, and with the id of a card (int64) `card.show`, `card.copy`,
 * `card.replace`, `card.block`, `card.unblock`. */
void             stempel_member_detail_set_client    (StempelMemberDetail *self,
                                                      StempelClient       *client);
void             stempel_member_detail_load          (StempelMemberDetail *self,
                                                      gint64               customer_id);
void             stempel_member_detail_show_customer (StempelMemberDetail *self,
                                                      StempelCustomer     *customer);
void             stempel_member_detail_show_new_card (StempelMemberDetail *self);
void             stempel_member_detail_reload        (StempelMemberDetail *self);
StempelCustomer *stempel_member_detail_get_customer  (StempelMemberDetail *self);

G_END_DECLS
