/* stempel-one-time-code.h: the six digits that an app on a phone shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-text-field.h"

G_BEGIN_DECLS

char *stempel_one_time_code_read (StempelTextField *field);

G_END_DECLS
