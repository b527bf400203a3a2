/* stempel-pg-error.h: what PostgreSQL says, as StempelError
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/* The fact `reason` of an %STEMPEL_ERROR_UNAUTHENTICATED that was made here. */
#define STEMPEL_PG_REASON_PASSWORD "password" /* wrong, or asked for; or the user */

/* The fact `reason` of an %STEMPEL_ERROR_UNAVAILABLE that was made here. */
#define STEMPEL_PG_REASON_CONNECTION "connection" /* no line, or it was lost */
#define STEMPEL_PG_REASON_TIMEOUT "timeout" /* no answer in time */
#define STEMPEL_PG_REASON_BUSY "busy" /* a lock was not to be had, try again */
#define STEMPEL_PG_REASON_READ_ONLY "read_only" /* the server takes no writes, another one does */
#define STEMPEL_PG_REASON_SERVER "server" /* an error nobody planned for */
#define STEMPEL_PG_REASON_CLOSED "closed" /* the backend was closed */
#define STEMPEL_PG_REASON_DATABASE "database" /* no such database */
#define STEMPEL_PG_REASON_NOT_INSTALLED "not_installed" /* no server programs; fact `package` */
#define STEMPEL_PG_REASON_CLUSTER "cluster" /* the private cluster does not start */
#define STEMPEL_PG_REASON_DATABASE_NEWER "database_newer" /* made by a newer program */
#define STEMPEL_PG_REASON_MIGRATION_CHANGED "migration_changed" /* not the file that was applied */
#define STEMPEL_PG_REASON_MIGRATION "migration" /* a migration failed */

GError   *stempel_pg_error_new                (const char     *reason,
                                               const char     *format,
                                               ...) G_GNUC_PRINTF (2, 3);
GError   *stempel_pg_error_new_for_result     (const PGresult *result);
GError   *stempel_pg_error_new_for_connection (PGconn         *connection);
gboolean  stempel_pg_error_has_reason         (const GError   *error,
                                               const char     *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

G_END_DECLS
