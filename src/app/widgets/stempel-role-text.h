/* stempel-role-text.h: the names of roles
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *stempel_role_text (const char *role);

G_END_DECLS
