/* stempel-pg-check.h: the invariants of all merchants of a database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean  stempel_pg_check_is_superuser (const char  *conninfo,
                                         gboolean    *superuser,
                                         GError     **error);
JsonNode *stempel_pg_check_all          (const char  *conninfo,
                                         GError     **error);

G_END_DECLS
