/* stempel-card-reason-dialog.h: replaces or blocks a card, and asks why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-card.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CARD_REASON_DIALOG (stempel_card_reason_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelCardReasonDialog, stempel_card_reason_dialog, STEMPEL,
                      CARD_REASON_DIALOG, StempelDialog)

/* The signal `done` of StempelDialog brings the new card or the blocked one. */
StempelCardReasonDialog *stempel_card_reason_dialog_new (StempelClient    *client,
                                                         StempelCard      *card,
                                                         StempelOperation  operation);

G_END_DECLS
