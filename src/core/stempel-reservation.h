/* stempel-reservation.h: points that are held for a till
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_RESERVATION (stempel_reservation_get_type ())

G_DECLARE_FINAL_TYPE (StempelReservation, stempel_reservation, STEMPEL, RESERVATION, StempelRecord)

gint64      stempel_reservation_get_id          (StempelReservation *self);
gint64      stempel_reservation_get_account_id  (StempelReservation *self);
gint64      stempel_reservation_get_reward_id   (StempelReservation *self);
const char *stempel_reservation_get_reward_name (StempelReservation *self);
gint64      stempel_reservation_get_points      (StempelReservation *self);
gint64      stempel_reservation_get_amount      (StempelReservation *self);
const char *stempel_reservation_get_state       (StempelReservation *self);
GDateTime  *stempel_reservation_get_reserved_at (StempelReservation *self);
GDateTime  *stempel_reservation_get_expires_at  (StempelReservation *self);
gint64      stempel_reservation_get_entry_id    (StempelReservation *self);

G_END_DECLS
