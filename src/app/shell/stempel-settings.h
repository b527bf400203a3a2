/* stempel-settings.h: what is remembered for the user of this computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettings *stempel_settings_get_default (void);

G_END_DECLS
