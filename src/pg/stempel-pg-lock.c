/* stempel-pg-lock.c: locks between processes that a crash releases
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "stempel-pg-error.h"
#include "stempel-pg-lock.h"

#define PAUSE_USEC (20 * 1000)

/**
 * stempel_pg_lock_take:
 * @path: the lock's file; made when missing
 * @shared: whether several may hold it
 * @seconds: how long to wait for it, 0 to try once
 * @error: return location for an %STEMPEL_ERROR
 *
 * The kernel releases the lock when its last descriptor closes, so a crash leaves nothing stale.
 * Programs that are started do not inherit it. Blocks.
 *
 * Returns: the lock, %STEMPEL_PG_LOCK_NONE on error
 */
StempelPgLock
stempel_pg_lock_take (const char *path, gboolean shared, guint seconds, GError **error)
{
  g_auto(StempelPgLock) lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (lock >= 0)
    {
      StempelPgLock taken = lock;

      if (flock (lock, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
        {
          lock = STEMPEL_PG_LOCK_NONE;
          return taken;
        }

      if ((errno != EWOULDBLOCK && errno != EINTR) || g_get_monotonic_time () >= deadline)
        break;

      g_usleep (PAUSE_USEC);
    }

  g_propagate_error (error, stempel_pg_error_new (STEMPEL_PG_REASON_CLUSTER, "cannot lock %s: %s",
                                                  path, g_strerror (errno)));

  return STEMPEL_PG_LOCK_NONE;
}

/**
 * stempel_pg_lock_release:
 * @lock: (inout): a lock, or %STEMPEL_PG_LOCK_NONE
 */
void
stempel_pg_lock_release (StempelPgLock *lock)
{
  if (*lock >= 0)
    close (*lock);
  *lock = STEMPEL_PG_LOCK_NONE;
}
