/* stempel-pg-lock.h: locks between processes that a crash releases
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A descriptor that is closed at the end of its scope, and the lock with it. */
typedef int StempelPgLock;

#define STEMPEL_PG_LOCK_NONE (-1)

StempelPgLock stempel_pg_lock_take    (const char     *path,
                                       gboolean        shared,
                                       guint           seconds,
                                       GError        **error);
void          stempel_pg_lock_release (StempelPgLock  *lock);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StempelPgLock, stempel_pg_lock_release)

G_END_DECLS
