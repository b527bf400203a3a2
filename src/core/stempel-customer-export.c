/* stempel-customer-export.c: all that is known about a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-customer-export.h"
#include "stempel-record-private.h"

/**
 * StempelCustomerExport:
 *
 * All that is known about a person, to be handed to them: it is JSON that is kept as it came.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelCustomerExport
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelCustomerExport, stempel_customer_export, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  EXPORTED_AT,
  IDENTITIES,
  ACCOUNTS,
  CONSENTS,
  ENTRIES,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [EXPORTED_AT] = { "exported_at", STEMPEL_FIELD_TIME },
  [IDENTITIES] = { "identities", STEMPEL_FIELD_JSON },
  [ACCOUNTS] = { "accounts", STEMPEL_FIELD_JSON },
  [CONSENTS] = { "consents", STEMPEL_FIELD_JSON },
  [ENTRIES] = { "entries", STEMPEL_FIELD_JSON },
};

static void
stempel_customer_export_class_init (StempelCustomerExportClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_customer_export_init (StempelCustomerExport *self)
{
}

STEMPEL_GETTER_INT (StempelCustomerExport, stempel_customer_export, CUSTOMER_EXPORT, id, ID)
STEMPEL_GETTER_TIME (StempelCustomerExport, stempel_customer_export, CUSTOMER_EXPORT, exported_at,
                     EXPORTED_AT)
STEMPEL_GETTER_JSON (StempelCustomerExport, stempel_customer_export, CUSTOMER_EXPORT, identities,
                     IDENTITIES)
STEMPEL_GETTER_JSON (StempelCustomerExport, stempel_customer_export, CUSTOMER_EXPORT, accounts,
                     ACCOUNTS)
STEMPEL_GETTER_JSON (StempelCustomerExport, stempel_customer_export, CUSTOMER_EXPORT, consents,
                     CONSENTS)
STEMPEL_GETTER_JSON (StempelCustomerExport, stempel_customer_export, CUSTOMER_EXPORT, entries,
                     ENTRIES)
