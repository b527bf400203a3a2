/* stempel-state-page.h: a status page that is made when it is first shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_STATE_PAGE (stempel_state_page_get_type ())

/* Properties: icon-name, title, description (markup), content (what stands below), compact. */
G_DECLARE_FINAL_TYPE (StempelStatePage, stempel_state_page, STEMPEL, STATE_PAGE, AdwBin)

const char *stempel_state_page_get_title       (StempelStatePage *self);
void        stempel_state_page_set_description (StempelStatePage *self,
                                                const char       *description);

G_END_DECLS
