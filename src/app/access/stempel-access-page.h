/* stempel-access-page.h: the page of who and what gets in: people, terminals, keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ACCESS_PAGE (stempel_access_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelAccessPage, stempel_access_page, STEMPEL, ACCESS_PAGE, AdwBin)

/* Construct property: `client`. Actions: see stempel-navigation.h. */
GtkWidget *stempel_access_page_new (StempelClient *client);

G_END_DECLS
