/* stempel-key-token.h: shows the token of a new key, once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-api-key.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

StempelDialog *stempel_key_token_dialog_new (StempelApiKey *key);

G_END_DECLS
