/* stempel-stamp-card.h: a stamp card as members see it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_STAMP_CARD (stempel_stamp_card_get_type ())

G_DECLARE_FINAL_TYPE (StempelStampCard, stempel_stamp_card, STEMPEL, STAMP_CARD, GtkWidget)

GtkWidget *stempel_stamp_card_new        (void);
void       stempel_stamp_card_set_texts  (StempelStampCard *self,
                                          const char       *merchant,
                                          const char       *program,
                                          const char       *reward);
void       stempel_stamp_card_set_stamps (StempelStampCard *self,
                                          int               stamps,
                                          int               target);
void       stempel_stamp_card_set_colour (StempelStampCard *self,
                                          const char       *colour);

G_END_DECLS
