/* stempel-customer-export.h: all that is known about a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CUSTOMER_EXPORT (stempel_customer_export_get_type ())

G_DECLARE_FINAL_TYPE (StempelCustomerExport, stempel_customer_export, STEMPEL, CUSTOMER_EXPORT,
                      StempelRecord)

gint64     stempel_customer_export_get_id          (StempelCustomerExport *self);
GDateTime *stempel_customer_export_get_exported_at (StempelCustomerExport *self);
JsonNode  *stempel_customer_export_get_identities  (StempelCustomerExport *self);
JsonNode  *stempel_customer_export_get_accounts    (StempelCustomerExport *self);
JsonNode  *stempel_customer_export_get_consents    (StempelCustomerExport *self);
JsonNode  *stempel_customer_export_get_entries     (StempelCustomerExport *self);

G_END_DECLS
