/* stempel-role-dialog.h: sign in on this computer as somebody else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-connector.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

void stempel_role_dialog_present (GtkWidget        *origin,
                                  StempelConnector *connector);

G_END_DECLS
