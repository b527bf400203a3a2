/* stempel-pg-passfile.h: the passwords of the private cluster
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *stempel_pg_passfile_generate (void);
gboolean  stempel_pg_passfile_set      (const char  *path,
                                        const char  *role,
                                        const char  *password,
                                        GError     **error);

G_END_DECLS
