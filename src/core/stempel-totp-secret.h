/* stempel-totp-secret.h: the secret of a second factor, as an app takes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TOTP_SECRET (stempel_totp_secret_get_type ())

G_DECLARE_FINAL_TYPE (StempelTotpSecret, stempel_totp_secret, STEMPEL, TOTP_SECRET, StempelRecord)

const char *stempel_totp_secret_get_secret (StempelTotpSecret *self);
const char *stempel_totp_secret_get_uri    (StempelTotpSecret *self);

G_END_DECLS
