/* stempel-visit.h: the member who stands at the counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-card-lookup.h"
#include "stempel-customer.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_VISIT (stempel_visit_get_type ())

G_DECLARE_FINAL_TYPE (StempelVisit, stempel_visit, STEMPEL, VISIT, GObject)

StempelVisit    *stempel_visit_new_for_card      (StempelCardLookup *lookup);
StempelVisit    *stempel_visit_new_for_customer  (StempelCustomer   *customer,
                                                  gboolean           is_new);

void             stempel_visit_offer_programs    (StempelVisit      *self,
                                                  GListModel        *programs);
gint64           stempel_visit_get_customer_id   (StempelVisit      *self);
const char      *stempel_visit_get_name          (StempelVisit      *self);
StempelCard     *stempel_visit_get_card          (StempelVisit      *self);
gint64           stempel_visit_get_presented_card_id (StempelVisit  *self);
gboolean         stempel_visit_get_is_new        (StempelVisit      *self);
GListModel      *stempel_visit_get_accounts      (StempelVisit      *self);
StempelAccount  *stempel_visit_get_account       (StempelVisit      *self);
void             stempel_visit_choose_account    (StempelVisit      *self,
                                                  guint              position);
void             stempel_visit_account_changed   (StempelVisit      *self,
                                                  StempelAccount    *account);

G_END_DECLS
