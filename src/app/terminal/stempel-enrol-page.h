/* stempel-enrol-page.h: a new member in a few seconds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-counter.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ENROL_PAGE (stempel_enrol_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelEnrolPage, stempel_enrol_page, STEMPEL, ENROL_PAGE, AdwBin)

/* Signals: enrolled (StempelCustomer *customer), duplicate (gint64 customer_id). */
void     stempel_enrol_page_set_counter     (StempelEnrolPage *self,
                                             StempelCounter   *counter);
void     stempel_enrol_page_reset           (StempelEnrolPage *self);
void     stempel_enrol_page_set_card_number (StempelEnrolPage *self,
                                             const char       *number);
gboolean stempel_enrol_page_get_changed     (StempelEnrolPage *self);
gboolean stempel_enrol_page_get_busy        (StempelEnrolPage *self);

G_END_DECLS
