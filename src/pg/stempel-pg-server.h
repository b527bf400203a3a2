/* stempel-pg-server.h: one PostgreSQL server in a folder of ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define STEMPEL_PG_SUPERUSER "postgres"
#define STEMPEL_PG_PORT "5432"

#define STEMPEL_TYPE_PG_SERVER (stempel_pg_server_get_type ())

G_DECLARE_FINAL_TYPE (StempelPgServer, stempel_pg_server, STEMPEL, PG_SERVER, GObject)

StempelPgServer *stempel_pg_server_new              (const char       *folder);
const char      *stempel_pg_server_get_socket_dir   (StempelPgServer  *self);
gboolean         stempel_pg_server_is_initialised   (StempelPgServer  *self);
gboolean         stempel_pg_server_is_running       (StempelPgServer  *self);
gboolean         stempel_pg_server_initialise       (StempelPgServer  *self,
                                                     const char       *password,
                                                     GError          **error);
gboolean         stempel_pg_server_start            (StempelPgServer  *self,
                                                     GError          **error);
gboolean         stempel_pg_server_stop             (StempelPgServer  *self,
                                                     GError          **error);
char           **stempel_pg_server_get_stop_command (StempelPgServer  *self,
                                                     GError          **error);

G_END_DECLS
