/* stempel-stale.h: somebody else saved first: both versions side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-form.h"

G_BEGIN_DECLS

gint64 stempel_stale_show (StempelForm        *form,
                           const GError       *error,
                           const char * const *wire_names);

G_END_DECLS
