/* stempel-simulation.h: the last days once more, by other rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"
#include "stempel-simulated-member.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SIMULATION (stempel_simulation_get_type ())

G_DECLARE_FINAL_TYPE (StempelSimulation, stempel_simulation, STEMPEL, SIMULATION, StempelRecord)

gint64      stempel_simulation_get_program_id    (StempelSimulation *self);
const char *stempel_simulation_get_from          (StempelSimulation *self);
gint64      stempel_simulation_get_days          (StempelSimulation *self);
gint64      stempel_simulation_get_entries       (StempelSimulation *self);
gint64      stempel_simulation_get_members       (StempelSimulation *self);
gint64      stempel_simulation_get_gaining       (StempelSimulation *self);
gint64      stempel_simulation_get_losing        (StempelSimulation *self);
gint64      stempel_simulation_get_mixed         (StempelSimulation *self);
gint64      stempel_simulation_get_points_before (StempelSimulation *self);
gint64      stempel_simulation_get_points_after  (StempelSimulation *self);
gint64      stempel_simulation_get_stamps_before (StempelSimulation *self);
gint64      stempel_simulation_get_stamps_after  (StempelSimulation *self);
gint64      stempel_simulation_get_cards_before  (StempelSimulation *self);
gint64      stempel_simulation_get_cards_after   (StempelSimulation *self);
gint64      stempel_simulation_get_cost_before   (StempelSimulation *self);
gint64      stempel_simulation_get_cost_after    (StempelSimulation *self);
GListModel *stempel_simulation_get_gainers       (StempelSimulation *self);
GListModel *stempel_simulation_get_losers        (StempelSimulation *self);

G_END_DECLS
