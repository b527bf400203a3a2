/* stempel-void-dialog.h: takes back a ledger entry, and asks why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-entry.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_VOID_DIALOG (stempel_void_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelVoidDialog, stempel_void_dialog, STEMPEL, VOID_DIALOG, StempelDialog)

/* `done` comes with a StempelBooking. */
StempelVoidDialog *stempel_void_dialog_new (StempelClient *client,
                                            StempelEntry  *entry);

G_END_DECLS
