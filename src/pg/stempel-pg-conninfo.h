/* stempel-pg-conninfo.h: connection strings, taken apart and put together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *stempel_pg_conninfo_with          (const char *conninfo,
                                             const char *keyword,
                                             const char *value,
                                             GError    **error);
char     *stempel_pg_conninfo_get           (const char *conninfo,
                                             const char *keyword);
gboolean  stempel_pg_conninfo_needs_sslmode (const char *conninfo);
GStrv     stempel_pg_conninfo_split         (const char *conninfo);

G_END_DECLS
