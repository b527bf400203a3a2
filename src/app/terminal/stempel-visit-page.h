/* stempel-visit-page.h: the member at the counter, and what can be booked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-visit.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_VISIT_PAGE (stempel_visit_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelVisitPage, stempel_visit_page, STEMPEL, VISIT_PAGE, AdwBin)

void  stempel_visit_page_set_visit (StempelVisitPage *self,
                                    StempelVisit     *visit);
void  stempel_visit_page_set_busy  (StempelVisitPage *self,
                                    gboolean          busy);
char *stempel_visit_page_describe  (StempelVisitPage *self);

G_END_DECLS
