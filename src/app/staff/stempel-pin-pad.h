/* stempel-pin-pad.h: a PIN is typed or tapped here, and never shown, spoken or exported
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The lengths the database accepts (docs/operations.md). */
#define STEMPEL_PIN_MIN_LENGTH 4
#define STEMPEL_PIN_MAX_LENGTH 8

#define STEMPEL_TYPE_PIN_PAD (stempel_pin_pad_get_type ())

G_DECLARE_FINAL_TYPE (StempelPinPad, stempel_pin_pad, STEMPEL, PIN_PAD, AdwBin)

GtkWidget  *stempel_pin_pad_new                    (void);
guint       stempel_pin_pad_get_length             (StempelPinPad *self);
const char *stempel_pin_pad_get_prompt             (StempelPinPad *self);
void        stempel_pin_pad_set_prompt             (StempelPinPad *self,
                                                    const char    *prompt);
void        stempel_pin_pad_set_message            (StempelPinPad *self,
                                                    const char    *message);
void        stempel_pin_pad_set_key_capture_widget (StempelPinPad *self,
                                                    GtkWidget     *widget);
void        stempel_pin_pad_clear                  (StempelPinPad *self);
void        stempel_pin_pad_submit                 (StempelPinPad *self);

G_END_DECLS
