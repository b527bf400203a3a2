/* stempel-setup-form.h: what has to be known of a business to begin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-form.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SETUP_FORM (stempel_setup_form_get_type ())

G_DECLARE_FINAL_TYPE (StempelSetupForm, stempel_setup_form, STEMPEL, SETUP_FORM, AdwBin)

GtkWidget   *stempel_setup_form_new          (void);
StempelForm *stempel_setup_form_get_form     (StempelSetupForm *self);
JsonNode    *stempel_setup_form_get_merchant (StempelSetupForm *self);
int          stempel_setup_form_get_template (StempelSetupForm *self);

G_END_DECLS
