/* stempel-lane.c: calls that share a few connections, and wait in line for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bookings of one account wait for each other in the database anyway, and each that waits there
 * holds a connection that the bookings of others need. So of each account one is under way, and the
 * rest wait here, where it costs nothing (measured: without this a flood on one card leaves other
 * cards 7 % of their reads). After each booking of it the account rests while others wait for it,
 * so that a flood does not even fill that one connection; a customer's own bookings do not come
 * close. The line has an end, behind which one is told to come back.
 */

#include "config.h"

#include "stempel-backend.h"
#include "stempel-error.h"
#include "stempel-lane.h"
#include "stempel-pg-call.h"
#include "stempel-wipe.h"

/* So many times as long as its booking took, and in milliseconds no longer than that. */
#define REST_TIMES 2
#define LONGEST_REST_MS 5

struct _StempelLane
{
  StempelPgPool     *pool;       /* (owned) */
  guint              at_once;
  guint              longest;
  guint              timeout_ms;
  guint              running;
  gboolean           retired;
  GQueue             waiting;    /* GTask (owned), the first to come first */
  GHashTable        *accounts;   /* (owned): those of which a call is under way, or that rest */
  StempelLaneCounts  counts;
};

typedef struct
{
  StempelLane      *lane;
  StempelOperation  operation;
  gint64            account;
  char             *request;   /* (owned) */
  char             *envelope;  /* (owned) */
  gint64            since;
  gint64            began;
} Call;

typedef struct
{
  StempelLane *lane;
  gint64       account;
} Rest;

static void
call_free (Call *call)
{
  stempel_wipe_text (call->request);
  stempel_wipe_text (call->envelope);
  g_free (call);
}

static void
pool_state_cb (StempelPgPool *pool, GParamSpec *pspec, gpointer user_data)
{
  StempelLane *self = user_data;
  StempelBackendState state;

  g_object_get (pool, "state", &state, NULL);
  if (state == STEMPEL_BACKEND_STATE_RECONNECTING)
    self->counts.lost++;
}

/**
 * stempel_lane_new:
 * @conninfo: a libpq connection string
 * @at_once: how many calls may be under way, each on a connection of its own
 * @longest: how many may wait
 * @timeout_ms: how long a call may take, with its time in the line
 *
 * Returns: (transfer full): a lane without calls
 */
StempelLane *
stempel_lane_new (const char *conninfo, guint at_once, guint longest, guint timeout_ms)
{
  StempelLane *self = g_new0 (StempelLane, 1);

  self->pool = stempel_pg_pool_new (conninfo, NULL, at_once);
  self->at_once = at_once;
  self->longest = longest;
  self->timeout_ms = timeout_ms;
  self->accounts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_signal_connect (self->pool, "notify::state", G_CALLBACK (pool_state_cb), self);

  return self;
}

/**
 * stempel_lane_free:
 * @self: (transfer full): a lane without calls
 */
void
stempel_lane_free (StempelLane *self)
{
  g_assert (self->running == 0 && g_queue_is_empty (&self->waiting));

  g_signal_handlers_disconnect_by_data (self->pool, self);
  stempel_pg_pool_close (self->pool);
  g_object_unref (self->pool);
  g_hash_table_unref (self->accounts);
  g_free (self);
}

static gboolean
is_quiet (StempelLane *self)
{
  return self->running == 0 && g_queue_is_empty (&self->waiting);
}

/**
 * stempel_lane_retire:
 * @self: (transfer full): a lane that gets no more calls
 *
 * Frees it once those that it has are done.
 */
void
stempel_lane_retire (StempelLane *self)
{
  self->retired = TRUE;
  if (is_quiet (self))
    stempel_lane_free (self);
}

/**
 * stempel_lane_get_size:
 * @self: a lane
 *
 * Returns: how many calls may be under way
 */
guint
stempel_lane_get_size (StempelLane *self)
{
  return self->at_once;
}

/**
 * stempel_lane_get_longest:
 * @self: a lane
 *
 * Returns: how many calls may wait
 */
guint
stempel_lane_get_longest (StempelLane *self)
{
  return self->longest;
}

/**
 * stempel_lane_get_counts:
 * @self: a lane
 *
 * Returns: (transfer none): what happened so far
 */
const StempelLaneCounts *
stempel_lane_get_counts (StempelLane *self)
{
  return &self->counts;
}

/**
 * stempel_lane_get_waiting:
 * @self: a lane
 *
 * Returns: how many calls wait
 */
guint
stempel_lane_get_waiting (StempelLane *self)
{
  return g_queue_get_length (&self->waiting);
}

/**
 * stempel_lane_get_running:
 * @self: a lane
 *
 * Returns: how many calls are under way
 */
guint
stempel_lane_get_running (StempelLane *self)
{
  return self->running;
}

static void start_calls (StempelLane *self);

/* Takes @error. That the server is not let in is no affair of whoever asks it. */
static GError *
judge (GError *error)
{
  GError *told;

  if (!g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED) ||
      g_strcmp0 (stempel_error_get_fact_string (error, "reason"), STEMPEL_PG_REASON_PASSWORD) != 0)
    return error;

  g_message ("the database does not let this server in: %s", error->message);
  told = stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION, "%s", error->message);
  g_error_free (error);

  return told;
}

static gboolean
rested_cb (gpointer user_data)
{
  Rest *rest = user_data;

  g_hash_table_remove (rest->lane->accounts, &rest->account);
  start_calls (rest->lane);

  return G_SOURCE_REMOVE;
}

static gboolean
is_waited_for (StempelLane *self, gint64 account)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      Call *call = g_task_get_task_data (link->data);

      if (call->account == account)
        return TRUE;
    }

  return FALSE;
}

/* The lane is there until it is over, because of the call that waits for it. */
static void
leave_account (StempelLane *self, Call *call)
{
  guint took_ms = (guint) ((g_get_monotonic_time () - call->began + 999) / 1000);
  Rest *rest;

  if (!is_waited_for (self, call->account))
    {
      g_hash_table_remove (self->accounts, &call->account);
      return;
    }

  rest = g_new0 (Rest, 1);
  rest->lane = self;
  rest->account = call->account;
  g_timeout_add_full (G_PRIORITY_DEFAULT, MIN (REST_TIMES * took_ms, LONGEST_REST_MS), rested_cb,
                      rest, g_free);
}

static void
called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  StempelLane *self = call->lane;
  GError *error = NULL;
  GBytes *reply = stempel_pg_call_bytes_finish (result, &error);

  if (reply == NULL)
    error = judge (error);

  self->running--;
  if (call->account != 0)
    leave_account (self, call);
  start_calls (self);

  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);

  if (self->retired && is_quiet (self))
    stempel_lane_free (self);
}

static void
start_call (StempelLane *self, GTask *task)
{
  Call *call = g_task_get_task_data (task);
  gint64 waited_ms = (g_get_monotonic_time () - call->since) / 1000;

  if (waited_ms >= self->timeout_ms)
    {
      self->counts.refused++;
      g_task_return_error (task, stempel_pg_error_new (STEMPEL_PG_REASON_BUSY, "waited too long"));
      g_object_unref (task);
      return;
    }

  self->running++;
  call->began = g_get_monotonic_time ();
  if (call->account != 0)
    g_hash_table_add (self->accounts, g_memdup2 (&call->account, sizeof call->account));
  stempel_pg_call_bytes_async (self->pool, call->operation, g_steal_pointer (&call->request),
                               g_steal_pointer (&call->envelope),
                               self->timeout_ms - (guint) waited_ms, NULL, called_cb, task);
}

/* The first whose account nobody is at. */
static GTask *
take_next (StempelLane *self)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      GTask *task = link->data;
      Call *call = g_task_get_task_data (task);

      if (call->account == 0 || !g_hash_table_contains (self->accounts, &call->account))
        {
          g_queue_delete_link (&self->waiting, link);
          return task;
        }
    }

  return NULL;
}

static void
start_calls (StempelLane *self)
{
  GTask *task;

  while (self->running < self->at_once && (task = take_next (self)) != NULL)
    start_call (self, task);
}

/**
 * stempel_lane_call_async:
 * @self: a lane
 * @operation: what to call
 * @account: the account whose bookings wait for each other, or 0
 * @request: (transfer full): its request, a JSON object
 * @envelope: (transfer full): what goes with it, see stempel_pg_call_bytes_async()
 * @callback: called with the reply or the error
 * @user_data: for @callback
 */
void
stempel_lane_call_async (StempelLane         *self,
                         StempelOperation     operation,
                         gint64               account,
                         char                *request,
                         char                *envelope,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, stempel_lane_call_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  call->lane = self;
  call->operation = operation;
  call->account = account;
  call->request = request;
  call->envelope = envelope;
  call->since = g_get_monotonic_time ();

  if (g_queue_get_length (&self->waiting) >= self->longest)
    {
      self->counts.refused++;
      g_task_return_error (task, stempel_pg_error_new (STEMPEL_PG_REASON_BUSY, "the line is full"));
      g_object_unref (task);
      return;
    }

  g_queue_push_tail (&self->waiting, task);
  start_calls (self);
}

/**
 * stempel_lane_call_finish:
 * @result: what the callback got
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: (transfer full): the reply, a JSON object, or %NULL on error
 */
GBytes *
stempel_lane_call_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_lane_call_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
