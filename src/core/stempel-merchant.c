/* stempel-merchant.c: the tenant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-merchant.h"
#include "stempel-record-private.h"

/**
 * StempelMerchant:
 *
 * The tenant: currency (ISO 4217), default language, time zone.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelMerchant
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelMerchant, stempel_merchant, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  CURRENCY,
  LANGUAGE,
  LANGUAGES,
  COUNTRY,
  ZONE,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [CURRENCY] = { "currency", STEMPEL_FIELD_TEXT },
  [LANGUAGE] = { "language", STEMPEL_FIELD_TEXT },
  [LANGUAGES] = { "languages", STEMPEL_FIELD_TEXTS },
  [COUNTRY] = { "country", STEMPEL_FIELD_TEXT },
  [ZONE] = { "zone", STEMPEL_FIELD_TEXT },
};

static void
stempel_merchant_class_init (StempelMerchantClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_merchant_init (StempelMerchant *self)
{
}

STEMPEL_GETTER_INT (StempelMerchant, stempel_merchant, MERCHANT, id, ID)
STEMPEL_GETTER_TEXT (StempelMerchant, stempel_merchant, MERCHANT, name, NAME)
STEMPEL_GETTER_TEXT (StempelMerchant, stempel_merchant, MERCHANT, currency, CURRENCY)
STEMPEL_GETTER_TEXT (StempelMerchant, stempel_merchant, MERCHANT, language, LANGUAGE)
STEMPEL_GETTER_TEXTS (StempelMerchant, stempel_merchant, MERCHANT, languages, LANGUAGES)
STEMPEL_GETTER_TEXT (StempelMerchant, stempel_merchant, MERCHANT, country, COUNTRY)
STEMPEL_GETTER_TEXT (StempelMerchant, stempel_merchant, MERCHANT, zone, ZONE)
