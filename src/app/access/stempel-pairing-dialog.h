/* stempel-pairing-dialog.h: the code with which a device becomes a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-terminal.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PAIRING_DIALOG (stempel_pairing_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelPairingDialog, stempel_pairing_dialog, STEMPEL, PAIRING_DIALOG,
                      StempelDialog)

/* Signal: `changed` (StempelTerminal: a device took the code, or there is another one). */
StempelPairingDialog *stempel_pairing_dialog_new (StempelClient   *client,
                                                  StempelTerminal *terminal);

G_END_DECLS
