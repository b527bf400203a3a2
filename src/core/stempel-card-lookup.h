/* stempel-card-lookup.h: what a scan finds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-card.h"
#include "stempel-customer.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CARD_LOOKUP (stempel_card_lookup_get_type ())

G_DECLARE_FINAL_TYPE (StempelCardLookup, stempel_card_lookup, STEMPEL, CARD_LOOKUP, StempelRecord)

StempelCard     *stempel_card_lookup_get_card     (StempelCardLookup *self);
StempelCustomer *stempel_card_lookup_get_customer (StempelCardLookup *self);
GListModel      *stempel_card_lookup_get_accounts (StempelCardLookup *self);

G_END_DECLS
