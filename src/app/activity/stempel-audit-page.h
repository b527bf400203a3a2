/* stempel-audit-page.h: the page with management and security events, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_AUDIT_PAGE (stempel_audit_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelAuditPage, stempel_audit_page, STEMPEL, AUDIT_PAGE, AdwBin)

GtkWidget *stempel_audit_page_new (StempelClient *client);

G_END_DECLS
