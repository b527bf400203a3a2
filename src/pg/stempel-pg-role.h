/* stempel-pg-role.h: PostgreSQL roles that persons connect as
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-error.h"

G_BEGIN_DECLS

/* All of these block. */
gboolean stempel_pg_role_create       (PGconn      *connection,
                                       const char  *role,
                                       const char  *kind,
                                       const char  *password,
                                       GError     **error);
gboolean stempel_pg_role_set_password (const char  *conninfo,
                                       const char  *role,
                                       const char  *password,
                                       GError     **error);
gboolean stempel_pg_role_disable      (const char  *conninfo,
                                       const char  *role,
                                       GError     **error);
char    *stempel_pg_role_choose_name  (PGconn      *connection,
                                       const char  *wanted,
                                       GError     **error);

G_END_DECLS
