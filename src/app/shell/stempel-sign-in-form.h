/* stempel-sign-in-form.h: who somebody is, for a Stempel server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-form.h"
#include "stempel-profile.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SIGN_IN_FORM (stempel_sign_in_form_get_type ())

G_DECLARE_FINAL_TYPE (StempelSignInForm, stempel_sign_in_form, STEMPEL, SIGN_IN_FORM, AdwBin)

/* Signal: `submit` (Enter in a field). */
GtkWidget   *stempel_sign_in_form_new          (void);
void         stempel_sign_in_form_set_profile  (StempelSignInForm *self,
                                                StempelProfile    *profile);
void         stempel_sign_in_form_set_again    (StempelSignInForm *self);
gboolean     stempel_sign_in_form_validate     (StempelSignInForm *self);
const char  *stempel_sign_in_form_get_email    (StempelSignInForm *self);
const char  *stempel_sign_in_form_get_password (StempelSignInForm *self);
const char  *stempel_sign_in_form_get_code     (StempelSignInForm *self);
gboolean     stempel_sign_in_form_get_keep     (StempelSignInForm *self);
void         stempel_sign_in_form_show_error   (StempelSignInForm *self,
                                                const GError      *error);
void         stempel_sign_in_form_forget       (StempelSignInForm *self);

G_END_DECLS
