/* stempel-password-dialog.h: asks for the password of a connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-connector.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

void stempel_password_dialog_present (GtkWidget        *origin,
                                      StempelConnector *connector,
                                      StempelProfile   *profile);

G_END_DECLS
