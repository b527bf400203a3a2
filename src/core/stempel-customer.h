/* stempel-customer.h: a person who collects
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-account.h"
#include "stempel-card.h"
#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CUSTOMER (stempel_customer_get_type ())

G_DECLARE_FINAL_TYPE (StempelCustomer, stempel_customer, STEMPEL, CUSTOMER, StempelRecord)

gint64      stempel_customer_get_id             (StempelCustomer *self);
const char *stempel_customer_get_name           (StempelCustomer *self);
const char *stempel_customer_get_given_name     (StempelCustomer *self);
const char *stempel_customer_get_family_name    (StempelCustomer *self);
const char *stempel_customer_get_email          (StempelCustomer *self);
const char *stempel_customer_get_phone          (StempelCustomer *self);
const char *stempel_customer_get_birthday       (StempelCustomer *self);
const char *stempel_customer_get_language       (StempelCustomer *self);
const char *stempel_customer_get_note           (StempelCustomer *self);
const char *stempel_customer_get_state          (StempelCustomer *self);
gint64      stempel_customer_get_merged_into    (StempelCustomer *self);
GDateTime  *stempel_customer_get_enrolled_at    (StempelCustomer *self);
const char *stempel_customer_get_enrolled_store (StempelCustomer *self);
gint64      stempel_customer_get_revision       (StempelCustomer *self);
GListModel *stempel_customer_get_cards          (StempelCustomer *self);
GListModel *stempel_customer_get_accounts       (StempelCustomer *self);

G_END_DECLS
