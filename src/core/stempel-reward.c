/* stempel-reward.c: what points can be exchanged for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-reward.h"
#include "stempel-record-private.h"

/**
 * StempelReward:
 *
 * An item of the catalogue. `names` is a localised text, see stempel_text_choose(); `name` is it in
 * the default language of the merchant. `value` is money in minor units; `stock` is -1 where it is
 * not counted.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelReward
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelReward, stempel_reward, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  PROGRAM_ID,
  NAMES,
  NAME,
  COST_POINTS,
  VALUE,
  STOCK,
  LIMIT_PER_MEMBER,
  STARTS_ON,
  ENDS_ON,
  STATE,
  REVISION,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [PROGRAM_ID] = { "program_id", STEMPEL_FIELD_INT },
  [NAMES] = { "names", STEMPEL_FIELD_JSON },
  [NAME] = { "name", STEMPEL_FIELD_TEXT },
  [COST_POINTS] = { "cost_points", STEMPEL_FIELD_INT },
  [VALUE] = { "value", STEMPEL_FIELD_INT },
  [STOCK] = { "stock", STEMPEL_FIELD_COUNT },
  [LIMIT_PER_MEMBER] = { "limit_per_member", STEMPEL_FIELD_INT },
  [STARTS_ON] = { "starts_on", STEMPEL_FIELD_DAY },
  [ENDS_ON] = { "ends_on", STEMPEL_FIELD_DAY },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
};

static void
stempel_reward_class_init (StempelRewardClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_reward_init (StempelReward *self)
{
}

STEMPEL_GETTER_INT (StempelReward, stempel_reward, REWARD, id, ID)
STEMPEL_GETTER_INT (StempelReward, stempel_reward, REWARD, program_id, PROGRAM_ID)
STEMPEL_GETTER_JSON (StempelReward, stempel_reward, REWARD, names, NAMES)
STEMPEL_GETTER_TEXT (StempelReward, stempel_reward, REWARD, name, NAME)
STEMPEL_GETTER_INT (StempelReward, stempel_reward, REWARD, cost_points, COST_POINTS)
STEMPEL_GETTER_INT (StempelReward, stempel_reward, REWARD, value, VALUE)
STEMPEL_GETTER_INT (StempelReward, stempel_reward, REWARD, stock, STOCK)
STEMPEL_GETTER_INT (StempelReward, stempel_reward, REWARD, limit_per_member, LIMIT_PER_MEMBER)
STEMPEL_GETTER_TEXT (StempelReward, stempel_reward, REWARD, starts_on, STARTS_ON)
STEMPEL_GETTER_TEXT (StempelReward, stempel_reward, REWARD, ends_on, ENDS_ON)
STEMPEL_GETTER_TEXT (StempelReward, stempel_reward, REWARD, state, STATE)
STEMPEL_GETTER_INT (StempelReward, stempel_reward, REWARD, revision, REVISION)
