/* stempel-application.h: the desktop program as a whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_APPLICATION (stempel_application_get_type ())

G_DECLARE_FINAL_TYPE (StempelApplication, stempel_application, STEMPEL, APPLICATION, AdwApplication)

StempelApplication *stempel_application_new (void);

G_END_DECLS
