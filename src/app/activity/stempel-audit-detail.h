/* stempel-audit-detail.h: everything about one management or security event
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-audit-event.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_AUDIT_DETAIL (stempel_audit_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelAuditDetail, stempel_audit_detail, STEMPEL, AUDIT_DETAIL, AdwBin)

void stempel_audit_detail_show (StempelAuditDetail *self,
                                StempelAuditEvent  *event);

G_END_DECLS
