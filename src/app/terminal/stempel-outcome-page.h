/* stempel-outcome-page.h: what was booked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-booking.h"
#include "stempel-press.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_OUTCOME_PAGE (stempel_outcome_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelOutcomePage, stempel_outcome_page, STEMPEL, OUTCOME_PAGE, AdwBin)

void stempel_outcome_page_show (StempelOutcomePage *self,
                                StempelPressKind    kind,
                                StempelBooking     *booking);

G_END_DECLS
