/* stempel-enrol-page.h: a new member in a few seconds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-press.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ENROL_PAGE (stempel_enrol_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelEnrolPage, stempel_enrol_page, STEMPEL, ENROL_PAGE, AdwBin)

/* Signals: submitted (StempelPress *press), when somebody has to stand behind it and it is to be
 * sent; duplicate (gint64 customer_id). */
void     stempel_enrol_page_reset           (StempelEnrolPage *self,
                                             const char       *pin_policy);
void     stempel_enrol_page_set_card_number (StempelEnrolPage *self,
                                             const char       *number);
void     stempel_enrol_page_set_busy        (StempelEnrolPage *self,
                                             gboolean          busy);
void     stempel_enrol_page_show_error      (StempelEnrolPage *self,
                                             const GError     *error);
gboolean stempel_enrol_page_get_changed     (StempelEnrolPage *self);

G_END_DECLS
