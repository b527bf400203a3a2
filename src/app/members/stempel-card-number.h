/* stempel-card-number.h: card numbers as people read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

char *stempel_card_number_group (const char *number);

G_END_DECLS
