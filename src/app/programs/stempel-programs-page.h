/* stempel-programs-page.h: the page on which programs are made, changed and published
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PROGRAMS_PAGE (stempel_programs_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelProgramsPage, stempel_programs_page, STEMPEL, PROGRAMS_PAGE, AdwBin)

/* Construct property: `client`. Actions: see stempel-navigation.h. */
GtkWidget *stempel_programs_page_new (StempelClient *client);

G_END_DECLS
