/* stempel-error-text.h: refusals as sentences for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-error.h"

G_BEGIN_DECLS

char *stempel_error_text       (const GError *error);
char *stempel_field_error_text (JsonObject   *field_error);

G_END_DECLS
