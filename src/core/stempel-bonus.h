/* stempel-bonus.h: a time in which purchases earn more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_BONUS (stempel_bonus_get_type ())

G_DECLARE_FINAL_TYPE (StempelBonus, stempel_bonus, STEMPEL, BONUS, StempelRecord)

const char *stempel_bonus_get_name          (StempelBonus *self);
gint64      stempel_bonus_get_multiplier_bp (StempelBonus *self);
GArray     *stempel_bonus_get_weekdays      (StempelBonus *self);
const char *stempel_bonus_get_from          (StempelBonus *self);
const char *stempel_bonus_get_to            (StempelBonus *self);
const char *stempel_bonus_get_starts_on     (StempelBonus *self);
const char *stempel_bonus_get_ends_on       (StempelBonus *self);
GArray     *stempel_bonus_get_store_ids     (StempelBonus *self);

G_END_DECLS
