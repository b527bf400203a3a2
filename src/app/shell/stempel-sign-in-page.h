/* stempel-sign-in-page.h: signing in to a Stempel server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-connector.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SIGN_IN_PAGE (stempel_sign_in_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelSignInPage, stempel_sign_in_page, STEMPEL, SIGN_IN_PAGE, AdwBin)

void stempel_sign_in_page_ask (StempelSignInPage *self,
                               StempelConnector  *connector);

G_END_DECLS
