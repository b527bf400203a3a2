/* stempel-customer-document.h: all that is known about a person, as a page to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-catalogue.h"
#include "stempel-merchant.h"

G_BEGIN_DECLS

const char *stempel_customer_document_choose_language (JsonObject       *export,
                                                       StempelMerchant  *merchant);
char       *stempel_customer_document_new             (JsonObject       *export,
                                                       StempelMerchant  *merchant,
                                                       const char       *language,
                                                       StempelCatalogue *catalogue);

G_END_DECLS
