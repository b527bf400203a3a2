/* stempel-language.h: the language of the screens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char * const *stempel_language_get_available (void);
void                stempel_language_init          (void);
void                stempel_language_apply         (const char *language);

G_END_DECLS
