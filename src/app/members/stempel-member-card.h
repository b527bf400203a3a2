/* stempel-member-card.h: one card of a member and what can be done with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-card.h"
#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MEMBER_CARD (stempel_member_card_get_type ())

G_DECLARE_FINAL_TYPE (StempelMemberCard, stempel_member_card, STEMPEL, MEMBER_CARD, AdwBin)

/* Activates the actions `card.show`, `card.copy`, `card.replace`, `card.block` and `card.unblock`
 * with the card's id (int64) as target; an ancestor has them. */
GtkWidget  *stempel_member_card_new        (StempelClient *client,
                                            StempelCard   *card);
const char *stempel_member_card_state_text (const char    *state);

G_END_DECLS
