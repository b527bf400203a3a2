/* stempel-http-status.h: the HTTP status of a refusal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-error.h"

G_BEGIN_DECLS

guint       stempel_http_status_for_code  (StempelError code);
const char *stempel_http_status_get_title (guint        status);

G_END_DECLS
