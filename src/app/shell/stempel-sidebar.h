/* stempel-sidebar.h: the pages to choose from, and who is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-page-info.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SIDEBAR (stempel_sidebar_get_type ())

G_DECLARE_FINAL_TYPE (StempelSidebar, stempel_sidebar, STEMPEL, SIDEBAR, AdwBin)

/* Signal: `page-activated` (const char *name). Property: `folded`, whether it fills the window. */
void                   stempel_sidebar_set_client (StempelSidebar *self,
                                                   StempelClient  *client,
                                                   const char     *place);
void                   stempel_sidebar_select     (StempelSidebar *self,
                                                   const char     *page);
const StempelPageInfo *stempel_sidebar_get_nth    (StempelSidebar *self,
                                                   guint           position);
gboolean               stempel_sidebar_has        (StempelSidebar *self,
                                                   const char     *page);

G_END_DECLS
