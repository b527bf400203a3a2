/* stempel-simulation.c: the last days once more, by other rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-simulation.h"
#include "stempel-record-private.h"

/**
 * StempelSimulation:
 *
 * What was booked since the day `from`, beside what a draft of the rules would have made of it; the
 * costs are minor units of money. `gainers` and `losers` are those whom it would change most.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelSimulation
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelSimulation, stempel_simulation, STEMPEL_TYPE_RECORD)

enum
{
  PROGRAM_ID,
  FROM,
  DAYS,
  ENTRIES,
  MEMBERS,
  GAINING,
  LOSING,
  MIXED,
  POINTS_BEFORE,
  POINTS_AFTER,
  STAMPS_BEFORE,
  STAMPS_AFTER,
  CARDS_BEFORE,
  CARDS_AFTER,
  COST_BEFORE,
  COST_AFTER,
  GAINERS,
  LOSERS,
};

static const StempelRecordField fields[] = {
  [PROGRAM_ID] = { "program_id", STEMPEL_FIELD_INT, TRUE },
  [FROM] = { "from", STEMPEL_FIELD_TEXT },
  [DAYS] = { "days", STEMPEL_FIELD_INT },
  [ENTRIES] = { "entries", STEMPEL_FIELD_INT },
  [MEMBERS] = { "members", STEMPEL_FIELD_INT },
  [GAINING] = { "gaining", STEMPEL_FIELD_INT },
  [LOSING] = { "losing", STEMPEL_FIELD_INT },
  [MIXED] = { "mixed", STEMPEL_FIELD_INT },
  [POINTS_BEFORE] = { "points_before", STEMPEL_FIELD_INT },
  [POINTS_AFTER] = { "points_after", STEMPEL_FIELD_INT },
  [STAMPS_BEFORE] = { "stamps_before", STEMPEL_FIELD_INT },
  [STAMPS_AFTER] = { "stamps_after", STEMPEL_FIELD_INT },
  [CARDS_BEFORE] = { "cards_before", STEMPEL_FIELD_INT },
  [CARDS_AFTER] = { "cards_after", STEMPEL_FIELD_INT },
  [COST_BEFORE] = { "cost_before", STEMPEL_FIELD_INT },
  [COST_AFTER] = { "cost_after", STEMPEL_FIELD_INT },
  [GAINERS] = { "gainers", STEMPEL_FIELD_LIST, FALSE,
                stempel_simulated_member_get_type },
  [LOSERS] = { "losers", STEMPEL_FIELD_LIST, FALSE,
               stempel_simulated_member_get_type },
};

static void
stempel_simulation_class_init (StempelSimulationClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_simulation_init (StempelSimulation *self)
{
}

STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, program_id, PROGRAM_ID)
STEMPEL_GETTER_TEXT (StempelSimulation, stempel_simulation, SIMULATION, from, FROM)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, days, DAYS)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, entries, ENTRIES)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, members, MEMBERS)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, gaining, GAINING)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, losing, LOSING)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, mixed, MIXED)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, points_before, POINTS_BEFORE)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, points_after, POINTS_AFTER)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, stamps_before, STAMPS_BEFORE)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, stamps_after, STAMPS_AFTER)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, cards_before, CARDS_BEFORE)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, cards_after, CARDS_AFTER)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, cost_before, COST_BEFORE)
STEMPEL_GETTER_INT (StempelSimulation, stempel_simulation, SIMULATION, cost_after, COST_AFTER)
STEMPEL_GETTER_LIST (StempelSimulation, stempel_simulation, SIMULATION, gainers, GAINERS)
STEMPEL_GETTER_LIST (StempelSimulation, stempel_simulation, SIMULATION, losers, LOSERS)
