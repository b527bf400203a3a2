/* stempel-duplicate.h: two members who may be one person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-customer.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_DUPLICATE (stempel_duplicate_get_type ())

G_DECLARE_FINAL_TYPE (StempelDuplicate, stempel_duplicate, STEMPEL, DUPLICATE, StempelRecord)

gint64              stempel_duplicate_get_id       (StempelDuplicate *self);
gint64              stempel_duplicate_get_other_id (StempelDuplicate *self);
const char * const *stempel_duplicate_get_reasons  (StempelDuplicate *self);
gint64              stempel_duplicate_get_strength (StempelDuplicate *self);
const char         *stempel_duplicate_get_state    (StempelDuplicate *self);
StempelCustomer    *stempel_duplicate_get_customer (StempelDuplicate *self);
StempelCustomer    *stempel_duplicate_get_other    (StempelDuplicate *self);

G_END_DECLS
