/* stempel-members-page.h: the page on which members are found, enrolled and changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_MEMBERS_PAGE (stempel_members_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelMembersPage, stempel_members_page, STEMPEL, MEMBERS_PAGE, AdwBin)

/* Construct property: `client`. Actions: see stempel-navigation.h. */
GtkWidget *stempel_members_page_new (StempelClient *client);

G_END_DECLS
