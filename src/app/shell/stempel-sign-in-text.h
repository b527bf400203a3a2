/* stempel-sign-in-text.h: why somebody did not get in at a Stempel server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *stempel_sign_in_text (const GError *error,
                            const char   *place);

G_END_DECLS
