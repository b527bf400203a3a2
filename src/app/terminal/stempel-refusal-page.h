/* stempel-refusal-page.h: why something was refused, until it has been read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_REFUSAL_PAGE (stempel_refusal_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelRefusalPage, stempel_refusal_page, STEMPEL, REFUSAL_PAGE, AdwBin)

void stempel_refusal_page_show (StempelRefusalPage *self,
                                const char         *headline,
                                const GError       *error,
                                gboolean            uncertain);

G_END_DECLS
