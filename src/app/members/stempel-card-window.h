/* stempel-card-window.h: a card with its QR code and number, large enough to be scanned from the
 * screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-card.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CARD_WINDOW (stempel_card_window_get_type ())

G_DECLARE_FINAL_TYPE (StempelCardWindow, stempel_card_window, STEMPEL, CARD_WINDOW, AdwWindow)

StempelCardWindow *stempel_card_window_new         (StempelCard       *card,
                                                    const char        *title);
void               stempel_card_window_present_for (StempelCardWindow *self,
                                                    GtkWidget         *origin);

G_END_DECLS
