/* stempel-terminal-dialog.h: adds a terminal or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-terminal.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TERMINAL_DIALOG (stempel_terminal_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelTerminalDialog, stempel_terminal_dialog, STEMPEL, TERMINAL_DIALOG,
                      StempelDialog)

/* Signal of its class: `done` (StempelTerminal, with a code for a device). */
StempelTerminalDialog *stempel_terminal_dialog_new (StempelClient   *client,
                                                    StempelTerminal *terminal);

G_END_DECLS
