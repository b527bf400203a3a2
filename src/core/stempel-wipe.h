/* stempel-wipe.h: secrets that are not needed any more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  stempel_wipe_text (char       *text);
char *stempel_wipe_hash (const char *text);

G_END_DECLS
