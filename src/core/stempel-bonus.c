/* stempel-bonus.c: a time in which purchases earn more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-bonus.h"
#include "stempel-record-private.h"

/**
 * StempelBonus:
 *
 * A period of more points: the multiplier in basis points, and when it runs, in the local time of
 * the store. Where `weekdays` (1 is Monday) is empty it runs on all of them, and where `store_ids`
 * is empty in all stores; `from` and `to` are hours such as "16:30".
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelBonus
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelBonus, stempel_bonus, STEMPEL_TYPE_RECORD)

enum
{
  NAME,
  MULTIPLIER_BP,
  WEEKDAYS,
  FROM,
  TO,
  STARTS_ON,
  ENDS_ON,
  STORE_IDS,
};

static const StempelRecordField fields[] = {
  [NAME] = { "name", STEMPEL_FIELD_TEXT },
  [MULTIPLIER_BP] = { "multiplier_bp", STEMPEL_FIELD_INT, TRUE },
  [WEEKDAYS] = { "weekdays", STEMPEL_FIELD_IDS },
  [FROM] = { "from", STEMPEL_FIELD_TEXT },
  [TO] = { "to", STEMPEL_FIELD_TEXT },
  [STARTS_ON] = { "starts_on", STEMPEL_FIELD_DAY },
  [ENDS_ON] = { "ends_on", STEMPEL_FIELD_DAY },
  [STORE_IDS] = { "store_ids", STEMPEL_FIELD_IDS },
};

static void
stempel_bonus_class_init (StempelBonusClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_bonus_init (StempelBonus *self)
{
}

STEMPEL_GETTER_TEXT (StempelBonus, stempel_bonus, BONUS, name, NAME)
STEMPEL_GETTER_INT (StempelBonus, stempel_bonus, BONUS, multiplier_bp, MULTIPLIER_BP)
STEMPEL_GETTER_IDS (StempelBonus, stempel_bonus, BONUS, weekdays, WEEKDAYS)
STEMPEL_GETTER_TEXT (StempelBonus, stempel_bonus, BONUS, from, FROM)
STEMPEL_GETTER_TEXT (StempelBonus, stempel_bonus, BONUS, to, TO)
STEMPEL_GETTER_TEXT (StempelBonus, stempel_bonus, BONUS, starts_on, STARTS_ON)
STEMPEL_GETTER_TEXT (StempelBonus, stempel_bonus, BONUS, ends_on, ENDS_ON)
STEMPEL_GETTER_IDS (StempelBonus, stempel_bonus, BONUS, store_ids, STORE_IDS)
