/* stempel-merchant.h: the tenant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MERCHANT (stempel_merchant_get_type ())

G_DECLARE_FINAL_TYPE (StempelMerchant, stempel_merchant, STEMPEL, MERCHANT, StempelRecord)

gint64              stempel_merchant_get_id        (StempelMerchant *self);
const char         *stempel_merchant_get_name      (StempelMerchant *self);
const char         *stempel_merchant_get_currency  (StempelMerchant *self);
const char         *stempel_merchant_get_language  (StempelMerchant *self);
const char * const *stempel_merchant_get_languages (StempelMerchant *self);
const char         *stempel_merchant_get_country   (StempelMerchant *self);
const char         *stempel_merchant_get_zone      (StempelMerchant *self);

G_END_DECLS
