/* stempel-looks.h: light or dark, and the size of the text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void stempel_looks_init (void);

G_END_DECLS
