/* stempel-store-page.h: asks once where the terminal stands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-store.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_STORE_PAGE (stempel_store_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelStorePage, stempel_store_page, STEMPEL, STORE_PAGE, AdwBin)

/* Signal: chosen (StempelStore *store). */
void stempel_store_page_set_stores (StempelStorePage *self,
                                    GListModel       *stores,
                                    gint64            current);

G_END_DECLS
