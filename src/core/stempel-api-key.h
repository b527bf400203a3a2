/* stempel-api-key.h: a key with which another program calls operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_API_KEY (stempel_api_key_get_type ())

G_DECLARE_FINAL_TYPE (StempelApiKey, stempel_api_key, STEMPEL, API_KEY, StempelRecord)

gint64              stempel_api_key_get_id         (StempelApiKey *self);
const char         *stempel_api_key_get_name       (StempelApiKey *self);
const char         *stempel_api_key_get_role       (StempelApiKey *self);
const char * const *stempel_api_key_get_operations (StempelApiKey *self);
const char         *stempel_api_key_get_state      (StempelApiKey *self);
GDateTime          *stempel_api_key_get_created_at (StempelApiKey *self);
GDateTime          *stempel_api_key_get_seen_at    (StempelApiKey *self);
gint64              stempel_api_key_get_revision   (StempelApiKey *self);
const char         *stempel_api_key_get_token      (StempelApiKey *self);

G_END_DECLS
