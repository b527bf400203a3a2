/* stempel-card.h: a token that points to the accounts of a member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CARD (stempel_card_get_type ())

G_DECLARE_FINAL_TYPE (StempelCard, stempel_card, STEMPEL, CARD, StempelRecord)

gint64      stempel_card_get_id            (StempelCard *self);
const char *stempel_card_get_number        (StempelCard *self);
const char *stempel_card_get_token         (StempelCard *self);
const char *stempel_card_get_state         (StempelCard *self);
gint64      stempel_card_get_customer_id   (StempelCard *self);
const char *stempel_card_get_customer_name (StempelCard *self);
GDateTime  *stempel_card_get_issued_at     (StempelCard *self);
GDateTime  *stempel_card_get_blocked_at    (StempelCard *self);
const char *stempel_card_get_block_reason  (StempelCard *self);
GDateTime  *stempel_card_get_replaced_at   (StempelCard *self);
gint64      stempel_card_get_replaced_by   (StempelCard *self);

G_END_DECLS
