/* stempel-staff-page.h: the page of the people who work the terminals, and their PINs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_STAFF_PAGE (stempel_staff_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelStaffPage, stempel_staff_page, STEMPEL, STAFF_PAGE, AdwBin)

/* Construct property: `client`. Actions: see stempel-navigation.h. */
GtkWidget *stempel_staff_page_new (StempelClient *client);

G_END_DECLS
