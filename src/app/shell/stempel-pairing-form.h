/* stempel-pairing-form.h: the code with which this device becomes a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-profile.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PAIRING_FORM (stempel_pairing_form_get_type ())

G_DECLARE_FINAL_TYPE (StempelPairingForm, stempel_pairing_form, STEMPEL, PAIRING_FORM, AdwBin)

/* Signal: `submit` (Enter in the field). */
GtkWidget *stempel_pairing_form_new         (void);
void       stempel_pairing_form_set_profile (StempelPairingForm *self,
                                             StempelProfile     *profile);
void       stempel_pairing_form_show_ended  (StempelPairingForm *self);
char      *stempel_pairing_form_read        (StempelPairingForm *self);
void       stempel_pairing_form_show_error  (StempelPairingForm *self,
                                             const GError       *error);
void       stempel_pairing_form_forget      (StempelPairingForm *self);

G_END_DECLS
