/* stempel-login-detail.h: everything about a person who may sign in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-access-detail.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LOGIN_DETAIL (stempel_login_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelLoginDetail, stempel_login_detail, STEMPEL, LOGIN_DETAIL,
                      StempelAccessDetail)

/* Actions: `person.edit`, `person.set-password`, `person.remove-second-factor`,
 * `person.disable`. */

G_END_DECLS
