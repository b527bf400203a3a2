/* stempel-key-dialog.h: adds a key of another program, or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-api-key.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_KEY_DIALOG (stempel_key_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelKeyDialog, stempel_key_dialog, STEMPEL, KEY_DIALOG, StempelDialog)

/* Signal of its class: `done` (StempelApiKey; a new one has its token). */
StempelKeyDialog *stempel_key_dialog_new (StempelClient *client,
                                          StempelApiKey *key);

G_END_DECLS
