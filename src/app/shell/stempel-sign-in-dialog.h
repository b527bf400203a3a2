/* stempel-sign-in-dialog.h: signing in again when the session has ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-connector.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

void stempel_sign_in_dialog_present (GtkWidget        *origin,
                                     StempelConnector *connector);

G_END_DECLS
