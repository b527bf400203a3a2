/* stempel-pg-migrator.h: brings a database to the schema of this program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define STEMPEL_PG_SQL_RESOURCES "/lu/stempel/sql"

/**
 * StempelPgMigration:
 * @version: the number of the newest migration in the database
 * @applied: how many were applied now
 * @reloaded: whether the rules and operations were loaded anew
 *
 * What a migration did.
 */
typedef struct
{
  guint    version;
  guint    applied;
  gboolean reloaded;
} StempelPgMigration;

gboolean stempel_pg_migrate             (const char          *conninfo,
                                         const char          *resources,
                                         StempelPgMigration  *migration,
                                         GError             **error);
guint    stempel_pg_migrator_get_newest (void);

G_END_DECLS
