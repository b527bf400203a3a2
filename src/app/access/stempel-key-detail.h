/* stempel-key-detail.h: everything about a key of another program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-access-detail.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_KEY_DETAIL (stempel_key_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelKeyDetail, stempel_key_detail, STEMPEL, KEY_DETAIL,
                      StempelAccessDetail)

/* Actions: `key.edit`, `key.shut-out`. */

G_END_DECLS
