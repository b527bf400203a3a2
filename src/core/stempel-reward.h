/* stempel-reward.h: what points can be exchanged for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_REWARD (stempel_reward_get_type ())

G_DECLARE_FINAL_TYPE (StempelReward, stempel_reward, STEMPEL, REWARD, StempelRecord)

gint64      stempel_reward_get_id               (StempelReward *self);
gint64      stempel_reward_get_program_id       (StempelReward *self);
JsonNode   *stempel_reward_get_names            (StempelReward *self);
const char *stempel_reward_get_name             (StempelReward *self);
gint64      stempel_reward_get_cost_points      (StempelReward *self);
gint64      stempel_reward_get_value            (StempelReward *self);
gint64      stempel_reward_get_stock            (StempelReward *self);
gint64      stempel_reward_get_limit_per_member (StempelReward *self);
const char *stempel_reward_get_starts_on        (StempelReward *self);
const char *stempel_reward_get_ends_on          (StempelReward *self);
const char *stempel_reward_get_state            (StempelReward *self);
gint64      stempel_reward_get_revision         (StempelReward *self);

G_END_DECLS
