/* stempel-pin-grant.c: the right to book that a PIN gave
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pin-grant.h"
#include "stempel-record-private.h"

/**
 * StempelPinGrant:
 *
 * The right to book that a PIN gave: a token for one operation or for the shift.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelPinGrant
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelPinGrant, stempel_pin_grant, STEMPEL_TYPE_RECORD)

enum
{
  PIN_TOKEN,
  SCOPE,
  EXPIRES_AT,
  EMPLOYEE_ID,
  EMPLOYEE_NAME,
};

static const StempelRecordField fields[] = {
  [PIN_TOKEN] = { "pin_token", STEMPEL_FIELD_TEXT, TRUE },
  [SCOPE] = { "scope", STEMPEL_FIELD_TEXT },
  [EXPIRES_AT] = { "expires_at", STEMPEL_FIELD_TIME },
  [EMPLOYEE_ID] = { "employee_id", STEMPEL_FIELD_INT },
  [EMPLOYEE_NAME] = { "employee_name", STEMPEL_FIELD_TEXT },
};

static void
stempel_pin_grant_class_init (StempelPinGrantClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_pin_grant_init (StempelPinGrant *self)
{
}

STEMPEL_GETTER_TEXT (StempelPinGrant, stempel_pin_grant, PIN_GRANT, pin_token, PIN_TOKEN)
STEMPEL_GETTER_TEXT (StempelPinGrant, stempel_pin_grant, PIN_GRANT, scope, SCOPE)
STEMPEL_GETTER_TIME (StempelPinGrant, stempel_pin_grant, PIN_GRANT, expires_at, EXPIRES_AT)
STEMPEL_GETTER_INT (StempelPinGrant, stempel_pin_grant, PIN_GRANT, employee_id, EMPLOYEE_ID)
STEMPEL_GETTER_TEXT (StempelPinGrant, stempel_pin_grant, PIN_GRANT, employee_name, EMPLOYEE_NAME)
