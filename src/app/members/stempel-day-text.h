/* stempel-day-text.h: the day of a moment in the middle of a sentence
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *stempel_day_text (GDateTime *time);

G_END_DECLS
