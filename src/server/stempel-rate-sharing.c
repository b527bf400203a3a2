/* stempel-rate-sharing.c: all servers of one database count requests together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Once a second, and in one call for all who took much since. While the database is away each
 * server counts for itself.
 */

#include "config.h"

#include "stempel-pg-ask.h"
#include "stempel-rate-sharing.h"

#define TICK_MS 1000
#define TIMEOUT_MS 5000
#define SHARE "select service.share_rate_limits ($1::jsonb)"

struct _StempelRateSharing
{
  StempelRateLimits *limits;
  StempelPgPool     *pool;     /* (owned) (nullable) */
  char              *conninfo; /* (owned) (nullable): that of the pool */
  gboolean           asking;
  guint              tick_id;
};

static void
shared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelRateSharing *self = user_data;
  g_autofree char *reply = stempel_pg_ask_finish (result, NULL);
  g_autoptr(JsonNode) node = reply != NULL ? json_from_string (reply, NULL) : NULL;

  self->asking = FALSE;
  stempel_rate_limits_end_sharing (self->limits,
                                   node != NULL ? json_node_get_object (node) : NULL,
                                   g_get_monotonic_time ());
}

static gboolean
tick_cb (gpointer user_data)
{
  StempelRateSharing *self = user_data;
  g_autofree char *request = NULL;

  if (self->asking)
    return G_SOURCE_CONTINUE;

  request = stempel_rate_limits_begin_sharing (self->limits, g_get_monotonic_time ());
  if (request == NULL)
    return G_SOURCE_CONTINUE;

  self->asking = TRUE;
  stempel_pg_ask_async (self->pool, STEMPEL_PG_QUERY_WRITE, SHARE, request, TIMEOUT_MS, shared_cb,
                        self);

  return G_SOURCE_CONTINUE;
}

/**
 * stempel_rate_sharing_new:
 * @limits: limits, which must live longer
 *
 * Returns: (transfer full): nothing is shared before stempel_rate_sharing_set()
 */
StempelRateSharing *
stempel_rate_sharing_new (StempelRateLimits *limits)
{
  StempelRateSharing *self = g_new0 (StempelRateSharing, 1);

  self->limits = limits;

  return self;
}

static void
clear_pool (StempelRateSharing *self)
{
  if (self->pool != NULL)
    stempel_pg_pool_close (self->pool);
  g_clear_object (&self->pool);
}

/**
 * stempel_rate_sharing_free:
 * @self: (transfer full): sharing that is quiet
 */
void
stempel_rate_sharing_free (StempelRateSharing *self)
{
  g_assert (!self->asking);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  clear_pool (self);
  g_free (self->conninfo);
  g_free (self);
}

/**
 * stempel_rate_sharing_set:
 * @self: sharing
 * @conninfo: a libpq connection string; its role must be a member of `stempel_server`
 */
void
stempel_rate_sharing_set (StempelRateSharing *self, const char *conninfo)
{
  if (g_strcmp0 (self->conninfo, conninfo) == 0)
    return;

  clear_pool (self);
  self->pool = stempel_pg_pool_new (conninfo, NULL, 1);
  g_free (self->conninfo);
  self->conninfo = g_strdup (conninfo);
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
}

/**
 * stempel_rate_sharing_is_quiet:
 * @self: sharing
 *
 * Returns: whether nothing is under way; only then may it be freed
 */
gboolean
stempel_rate_sharing_is_quiet (StempelRateSharing *self)
{
  return !self->asking;
}
