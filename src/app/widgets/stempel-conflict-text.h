/* stempel-conflict-text.h: why something is not possible in the present state, as sentences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-error.h"

G_BEGIN_DECLS

char *stempel_conflict_text (const GError *error);

G_END_DECLS
