/* stempel-connection-dialog.h: choose a saved connection or enter a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-connector.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

void stempel_connection_dialog_present (GtkWidget        *origin,
                                        StempelConnector *connector,
                                        StempelProfileKind kind);

G_END_DECLS
