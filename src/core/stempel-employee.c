/* stempel-employee.c: a person who works a terminal and has a PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-employee.h"
#include "stempel-record-private.h"

/**
 * StempelEmployee:
 *
 * A person who works a terminal and has a PIN. No `store_ids` means all stores. Staff see only id,
 * name, number, store_ids, state, has_pin and locked_until.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelEmployee
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelEmployee, stempel_employee, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  NAME,
  NUMBER,
  LOGIN_ID,
  LOGIN_NAME,
  CUSTOMER_ID,
  CUSTOMER_NAME,
  STORE_IDS,
  STATE,
  HAS_PIN,
  PIN_SET_AT,
  FAILURES,
  LOCKED_UNTIL,
  LAST_USED_AT,
  REVISION,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [NUMBER] = { "number", STEMPEL_FIELD_TEXT },
  [LOGIN_ID] = { "login_id", STEMPEL_FIELD_INT },
  [LOGIN_NAME] = { "login_name", STEMPEL_FIELD_TEXT },
  [CUSTOMER_ID] = { "customer_id", STEMPEL_FIELD_INT },
  [CUSTOMER_NAME] = { "customer_name", STEMPEL_FIELD_TEXT },
  [STORE_IDS] = { "store_ids", STEMPEL_FIELD_IDS },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [HAS_PIN] = { "has_pin", STEMPEL_FIELD_BOOLEAN },
  [PIN_SET_AT] = { "pin_set_at", STEMPEL_FIELD_TIME },
  [FAILURES] = { "failures", STEMPEL_FIELD_INT },
  [LOCKED_UNTIL] = { "locked_until", STEMPEL_FIELD_TIME },
  [LAST_USED_AT] = { "last_used_at", STEMPEL_FIELD_TIME },
  [REVISION] = { "revision", STEMPEL_FIELD_INT },
};

static void
stempel_employee_class_init (StempelEmployeeClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_employee_init (StempelEmployee *self)
{
}

STEMPEL_GETTER_INT (StempelEmployee, stempel_employee, EMPLOYEE, id, ID)
STEMPEL_GETTER_TEXT (StempelEmployee, stempel_employee, EMPLOYEE, name, NAME)
STEMPEL_GETTER_TEXT (StempelEmployee, stempel_employee, EMPLOYEE, number, NUMBER)
STEMPEL_GETTER_INT (StempelEmployee, stempel_employee, EMPLOYEE, login_id, LOGIN_ID)
STEMPEL_GETTER_TEXT (StempelEmployee, stempel_employee, EMPLOYEE, login_name, LOGIN_NAME)
STEMPEL_GETTER_INT (StempelEmployee, stempel_employee, EMPLOYEE, customer_id, CUSTOMER_ID)
STEMPEL_GETTER_TEXT (StempelEmployee, stempel_employee, EMPLOYEE, customer_name, CUSTOMER_NAME)
STEMPEL_GETTER_IDS (StempelEmployee, stempel_employee, EMPLOYEE, store_ids, STORE_IDS)
STEMPEL_GETTER_TEXT (StempelEmployee, stempel_employee, EMPLOYEE, state, STATE)
STEMPEL_GETTER_BOOLEAN (StempelEmployee, stempel_employee, EMPLOYEE, has_pin, HAS_PIN)
STEMPEL_GETTER_TIME (StempelEmployee, stempel_employee, EMPLOYEE, pin_set_at, PIN_SET_AT)
STEMPEL_GETTER_INT (StempelEmployee, stempel_employee, EMPLOYEE, failures, FAILURES)
STEMPEL_GETTER_TIME (StempelEmployee, stempel_employee, EMPLOYEE, locked_until, LOCKED_UNTIL)
STEMPEL_GETTER_TIME (StempelEmployee, stempel_employee, EMPLOYEE, last_used_at, LAST_USED_AT)
STEMPEL_GETTER_INT (StempelEmployee, stempel_employee, EMPLOYEE, revision, REVISION)
