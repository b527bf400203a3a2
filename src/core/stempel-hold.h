/* stempel-hold.h: the reply of a reservation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-record.h"
#include "stempel-reservation.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_HOLD (stempel_hold_get_type ())

G_DECLARE_FINAL_TYPE (StempelHold, stempel_hold, STEMPEL, HOLD, StempelRecord)

StempelReservation *stempel_hold_get_reservation (StempelHold *self);
StempelAccount     *stempel_hold_get_account     (StempelHold *self);
gboolean            stempel_hold_get_replayed    (StempelHold *self);

G_END_DECLS
