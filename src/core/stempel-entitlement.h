/* stempel-entitlement.h: a full stamp card: a reward not yet collected
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ENTITLEMENT (stempel_entitlement_get_type ())

G_DECLARE_FINAL_TYPE (StempelEntitlement, stempel_entitlement, STEMPEL, ENTITLEMENT, StempelRecord)

gint64      stempel_entitlement_get_id          (StempelEntitlement *self);
gint64      stempel_entitlement_get_account_id  (StempelEntitlement *self);
const char *stempel_entitlement_get_reward_name (StempelEntitlement *self);
gint64      stempel_entitlement_get_stamps      (StempelEntitlement *self);
const char *stempel_entitlement_get_state       (StempelEntitlement *self);
GDateTime  *stempel_entitlement_get_issued_at   (StempelEntitlement *self);
const char *stempel_entitlement_get_expires_on  (StempelEntitlement *self);
GDateTime  *stempel_entitlement_get_redeemed_at (StempelEntitlement *self);

G_END_DECLS
