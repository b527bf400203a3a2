/* stempel-pg-account.h: the server programs of PostgreSQL and the account they run under
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *stempel_pg_account_find_programs (const char          *version,
                                            GError             **error);
gboolean  stempel_pg_account_get           (uid_t               *uid,
                                            gid_t               *gid,
                                            GError             **error);
gboolean  stempel_pg_account_own           (const char          *path,
                                            GError             **error);
void      stempel_pg_account_add_prefix    (GStrvBuilder        *arguments);
gboolean  stempel_pg_account_run           (const char * const  *arguments,
                                            GError             **error);

G_END_DECLS
