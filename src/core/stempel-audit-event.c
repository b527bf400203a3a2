/* stempel-audit-event.c: a management or security event
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-audit-event.h"
#include "stempel-record-private.h"

/**
 * StempelAuditEvent:
 *
 * A management or security event: who did what from where, with the record before and after.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelAuditEvent
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelAuditEvent, stempel_audit_event, STEMPEL_TYPE_RECORD)

enum
{
  ID,
  AT,
  ACTION,
  SUBJECT_KIND,
  SUBJECT_ID,
  SUBJECT_NAME,
  LOGIN_ID,
  LOGIN_NAME,
  EMPLOYEE_ID,
  EMPLOYEE_NAME,
  STORE_ID,
  STORE_NAME,
  ADDRESS,
  APPLICATION,
  BEFORE,
  AFTER,
};

static const StempelRecordField fields[] = {
  [ID] = { "id", STEMPEL_FIELD_INT, TRUE },
  [AT] = { "at", STEMPEL_FIELD_TIME },
  [ACTION] = { "action", STEMPEL_FIELD_TEXT, TRUE },
  [SUBJECT_KIND] = { "subject_kind", STEMPEL_FIELD_TEXT },
  [SUBJECT_ID] = { "subject_id", STEMPEL_FIELD_INT },
  [SUBJECT_NAME] = { "subject_name", STEMPEL_FIELD_TEXT },
  [LOGIN_ID] = { "login_id", STEMPEL_FIELD_INT },
  [LOGIN_NAME] = { "login_name", STEMPEL_FIELD_TEXT },
  [EMPLOYEE_ID] = { "employee_id", STEMPEL_FIELD_INT },
  [EMPLOYEE_NAME] = { "employee_name", STEMPEL_FIELD_TEXT },
  [STORE_ID] = { "store_id", STEMPEL_FIELD_INT },
  [STORE_NAME] = { "store_name", STEMPEL_FIELD_TEXT },
  [ADDRESS] = { "address", STEMPEL_FIELD_TEXT },
  [APPLICATION] = { "application", STEMPEL_FIELD_TEXT },
  [BEFORE] = { "before", STEMPEL_FIELD_JSON },
  [AFTER] = { "after", STEMPEL_FIELD_JSON },
};

static void
stempel_audit_event_class_init (StempelAuditEventClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_audit_event_init (StempelAuditEvent *self)
{
}

STEMPEL_GETTER_INT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, id, ID)
STEMPEL_GETTER_TIME (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, at, AT)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, action, ACTION)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, subject_kind,
                     SUBJECT_KIND)
STEMPEL_GETTER_INT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, subject_id, SUBJECT_ID)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, subject_name,
                     SUBJECT_NAME)
STEMPEL_GETTER_INT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, login_id, LOGIN_ID)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, login_name, LOGIN_NAME)
STEMPEL_GETTER_INT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, employee_id, EMPLOYEE_ID)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, employee_name,
                     EMPLOYEE_NAME)
STEMPEL_GETTER_INT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, store_id, STORE_ID)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, store_name, STORE_NAME)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, address, ADDRESS)
STEMPEL_GETTER_TEXT (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, application, APPLICATION)
STEMPEL_GETTER_JSON (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, before, BEFORE)
STEMPEL_GETTER_JSON (StempelAuditEvent, stempel_audit_event, AUDIT_EVENT, after, AFTER)
