/* stempel-password-make-up.h: passwords that nobody guesses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Four groups of four, with a hyphen between them. */
#define STEMPEL_PASSWORD_MADE_UP_LENGTH 19

void stempel_password_make_up (char *password);

G_END_DECLS
