/* stempel-program-dialog.h: makes or changes the draft of a program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-program.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PROGRAM_DIALOG (stempel_program_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelProgramDialog, stempel_program_dialog, STEMPEL, PROGRAM_DIALOG,
                      StempelDialog)

StempelProgramDialog *stempel_program_dialog_new    (StempelClient  *client,
                                                     StempelProgram *program);
gboolean              stempel_program_dialog_offers (StempelProgram *program);

G_END_DECLS
