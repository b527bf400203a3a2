/* stempel-audit-event.h: a management or security event
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_AUDIT_EVENT (stempel_audit_event_get_type ())

G_DECLARE_FINAL_TYPE (StempelAuditEvent, stempel_audit_event, STEMPEL, AUDIT_EVENT, StempelRecord)

gint64      stempel_audit_event_get_id            (StempelAuditEvent *self);
GDateTime  *stempel_audit_event_get_at            (StempelAuditEvent *self);
const char *stempel_audit_event_get_action        (StempelAuditEvent *self);
const char *stempel_audit_event_get_subject_kind  (StempelAuditEvent *self);
gint64      stempel_audit_event_get_subject_id    (StempelAuditEvent *self);
const char *stempel_audit_event_get_subject_name  (StempelAuditEvent *self);
gint64      stempel_audit_event_get_login_id      (StempelAuditEvent *self);
const char *stempel_audit_event_get_login_name    (StempelAuditEvent *self);
gint64      stempel_audit_event_get_employee_id   (StempelAuditEvent *self);
const char *stempel_audit_event_get_employee_name (StempelAuditEvent *self);
gint64      stempel_audit_event_get_store_id      (StempelAuditEvent *self);
const char *stempel_audit_event_get_store_name    (StempelAuditEvent *self);
const char *stempel_audit_event_get_address       (StempelAuditEvent *self);
const char *stempel_audit_event_get_application   (StempelAuditEvent *self);
JsonNode   *stempel_audit_event_get_before        (StempelAuditEvent *self);
JsonNode   *stempel_audit_event_get_after         (StempelAuditEvent *self);

G_END_DECLS
