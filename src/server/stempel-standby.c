/* stempel-standby.c: lists, read from a server that follows the one that is written to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How old an answer is nobody has to believe: the primary is asked again and again how far its log
 * has come, and when. A standby that has replayed it as far as that knows all that was acknowledged
 * by then. No clock of another computer counts, and no view of what the standby thinks of itself.
 *
 * A session reads here only what is newer than what it wrote, and only while the primary has
 * accepted it a short time ago: there it does not expire by reading, and there its end is known
 * first.
 *
 * Whatever goes wrong here is no answer: the primary is asked instead.
 */

#include "config.h"

#include <stdio.h>

#include "stempel-error.h"
#include "stempel-pg-ask.h"
#include "stempel-pg-conninfo.h"
#include "stempel-pg-pool.h"
#include "stempel-standby.h"
#include "stempel-wipe.h"

#define SAMPLE_MS 250
/* Who did not read lists for so long makes nobody ask the primary. */
#define UNUSED_USEC (60 * G_USEC_PER_SEC)
/* How long the primary's word on a session counts: for so many times the age of an answer, and less
 * than the minute after which it notes again that the session is in use. */
#define ACCEPTED_TIMES 6
#define ACCEPTED_USEC (30 * G_USEC_PER_SEC)
/* After something went wrong. */
#define REST_USEC G_USEC_PER_SEC
#define LINE_MS 1000
#define QUERY_MS 3000

/* What is inserted holds every commit, also of those who do not wait for the disk. */
#define PRIMARY_POSITION "select pg_current_wal_insert_lsn ()"
/* First the position, then the list: what the list sees is that or newer. */
#define LIST \
  "select case when pg_is_in_recovery () then pg_last_wal_replay_lsn ()" \
  " else pg_current_wal_insert_lsn () end, api.%s ($1::jsonb || $2::jsonb)"

struct _StempelStandby
{
  StempelPgPool *primary;     /* (owned): a single connection */
  StempelPgPool *lines;       /* (owned) */
  GHashTable    *sessions;    /* (owned): key → Session */
  GQueue         samples;     /* Sample (owned), the newest first */
  guint          at_once;
  guint          running;
  gint64         oldest_usec;
  gint64         accepted_usec;
  gint64         used_at;
  gint64         rests_until;
  guint          tick_id;
  gboolean       sampling;
};

/* Up to `position` the log of the primary had come at the monotonic time `at`. */
typedef struct
{
  gint64  at;
  guint64 position;
} Sample;

/* When the primary has last accepted it, and when it has last called what may write. */
typedef struct
{
  gint64 accepted_at;
  gint64 wrote_at;
} Session;

typedef struct
{
  StempelStandby      *standby;     /* (owned) */
  StempelPgConnection *connection;  /* (owned) (nullable) */
  GCancellable        *waiting;     /* (owned) */
  char                *sql;         /* (owned) */
  char                *request;     /* (owned) */
  char                *envelope;    /* (owned) */
  guint                timer_id;
  gint64               known_at;
} Call;

static void
clear (StempelStandby *self)
{
  g_object_unref (self->primary);
  g_object_unref (self->lines);
  g_hash_table_unref (self->sessions);
  g_queue_clear_full (&self->samples, g_free);
}

static void
standby_unref (StempelStandby *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

static void
call_free (Call *call)
{
  g_clear_handle_id (&call->timer_id, g_source_remove);
  g_clear_object (&call->waiting);
  g_free (call->sql);
  stempel_wipe_text (call->request);
  stempel_wipe_text (call->envelope);
  standby_unref (call->standby);
  g_free (call);
}

static gboolean
parse_position (const char *text, guint64 *position)
{
  guint high, low;

  if (sscanf (text, "%X/%X", &high, &low) != 2)
    return FALSE;

  *position = (guint64) high << 32 | low;

  return TRUE;
}

static void
add_sample (StempelStandby *self, gint64 at, const char *text)
{
  Sample *sample = g_new0 (Sample, 1);
  Sample *last;

  sample->at = at;
  if (!parse_position (text, &sample->position))
    {
      g_free (sample);
      return;
    }

  g_queue_push_head (&self->samples, sample);
  while ((last = g_queue_peek_tail (&self->samples)) != NULL &&
         last->at < at - self->oldest_usec)
    g_free (g_queue_pop_tail (&self->samples));
}

/* The monotonic time up to which who has come as far as `text` knows all, or 0. */
static gint64
find_known_at (StempelStandby *self, const char *text)
{
  guint64 position;

  if (!parse_position (text, &position))
    return 0;

  for (GList *link = self->samples.head; link != NULL; link = link->next)
    {
      Sample *sample = link->data;

      if (sample->position <= position)
        return sample->at;
    }

  return 0;
}

typedef struct
{
  StempelStandby *standby; /* (owned) */
  gint64          at;
} Sampling;

static void
sampling_free (Sampling *sampling)
{
  sampling->standby->sampling = FALSE;
  standby_unref (sampling->standby);
  g_free (sampling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sampling, sampling_free)

static void
sampled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Sampling) sampling = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *position = stempel_pg_ask_finish (result, &error);

  if (position != NULL)
    add_sample (sampling->standby, sampling->at, position);
  else
    g_info ("no position of the primary: %s", error->message);
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer user_data)
{
  return ((Session *) value)->accepted_at < *(gint64 *) user_data;
}

static gboolean
tick_cb (gpointer user_data)
{
  StempelStandby *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 forgotten = now - self->accepted_usec;
  Sampling *sampling;

  g_hash_table_foreach_remove (self->sessions, is_forgotten, &forgotten);
  if (self->sampling || now - self->used_at > UNUSED_USEC)
    return G_SOURCE_CONTINUE;

  self->sampling = TRUE;
  sampling = g_new0 (Sampling, 1);
  sampling->standby = g_rc_box_acquire (self);
  sampling->at = now;
  stempel_pg_ask_async (self->primary, STEMPEL_PG_QUERY_READ, PRIMARY_POSITION, NULL, QUERY_MS,
                        sampled_cb, sampling);

  return G_SOURCE_CONTINUE;
}

static StempelStandby *
standby_new (const char *primary, const char *standby, guint at_once, guint oldest_ms)
{
  StempelStandby *self = g_rc_box_new0 (StempelStandby);

  self->primary = stempel_pg_pool_new (primary, NULL, 1);
  self->lines = stempel_pg_pool_new (standby, NULL, at_once);
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->at_once = at_once;
  self->oldest_usec = (gint64) oldest_ms * 1000;
  self->accepted_usec = MIN (ACCEPTED_TIMES * self->oldest_usec, ACCEPTED_USEC);
  self->used_at = -UNUSED_USEC;
  self->tick_id = g_timeout_add (SAMPLE_MS, tick_cb, self);
  g_queue_init (&self->samples);

  return self;
}

/**
 * stempel_standby_set:
 * @self: (inout) (nullable): the standby there is, if there is one
 * @primary: the connection string of what is written to
 * @standby: (nullable): the connection string of what follows it; where it does not say
 *   `target_session_attrs`, a standby is preferred
 * @at_once: how many lists may be read at once
 * @oldest_ms: how old an answer may be, in milliseconds
 * @error: return location for an %STEMPEL_ERROR
 *
 * Takes its place. What is under way at the old one ends with an error.
 *
 * Returns: %FALSE if @standby is no connection string; then nothing was changed
 */
gboolean
stempel_standby_set (StempelStandby **self, const char *primary, const char *standby,
                     guint at_once, guint oldest_ms, GError **error)
{
  g_autofree char *attributes = NULL;
  g_autofree char *conninfo = NULL;
  StempelStandby *old;

  if (standby != NULL)
    {
      attributes = stempel_pg_conninfo_get (standby, "target_session_attrs");
      conninfo = stempel_pg_conninfo_with (standby, "target_session_attrs",
                                           attributes != NULL ? attributes : "prefer-standby",
                                           error);
      if (conninfo == NULL)
        return FALSE;
    }

  /* First the new one: whose call ends now looks at what there is. */
  old = *self;
  *self = conninfo != NULL ? standby_new (primary, conninfo, at_once, oldest_ms) : NULL;
  g_clear_pointer (&old, stempel_standby_free);

  return TRUE;
}

/**
 * stempel_standby_free:
 * @self: (transfer full): a standby
 *
 * Calls that are under way end with an error.
 */
void
stempel_standby_free (StempelStandby *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  stempel_pg_pool_close (self->primary);
  stempel_pg_pool_close (self->lines);
  standby_unref (self);
}

/* Operations that write nothing at all, and of which nobody minds that they are a little old. Who
 * has ended a session looks whether it is gone. */
static gboolean
is_list (const StempelOperationInfo *info)
{
  return !info->writes && !g_str_equal (info->name, "session_list") &&
         (g_str_has_suffix (info->name, "_list") || g_str_has_suffix (info->name, "_search"));
}

/**
 * stempel_standby_takes:
 * @self: (nullable): a standby
 * @info: an operation
 * @key: (nullable): what the session is known by, see stempel_http_request_read_session()
 *
 * Returns: whether the call is one for the standby now
 */
gboolean
stempel_standby_takes (StempelStandby *self, const StempelOperationInfo *info, const char *key)
{
  gint64 now = g_get_monotonic_time ();
  Session *session;
  Sample *newest;

  if (self == NULL || key == NULL || !is_list (info))
    return FALSE;

  session = g_hash_table_lookup (self->sessions, key);
  if (session == NULL)
    return FALSE;

  self->used_at = now;
  newest = g_queue_peek_head (&self->samples);

  return newest != NULL && now - newest->at < self->oldest_usec &&
         now - session->accepted_at < self->accepted_usec &&
         now - session->wrote_at > self->oldest_usec &&
         self->running < self->at_once && now >= self->rests_until;
}

static gboolean
may_write (const StempelOperationInfo *info)
{
  return info->writes ||
         (info->rate_class != STEMPEL_RATE_CLASS_READ &&
          info->rate_class != STEMPEL_RATE_CLASS_SEARCH &&
          info->rate_class != STEMPEL_RATE_CLASS_HEAVY);
}

/**
 * stempel_standby_note_call:
 * @self: (nullable): a standby
 * @info: an operation
 * @key: (nullable): the session that calls it
 * @accepted: whether the primary has answered; %FALSE before that, and where it has not
 *
 * To be told of each call of the primary, before and after it: a write that nobody knows the end of
 * may have been one.
 */
void
stempel_standby_note_call (StempelStandby *self, const StempelOperationInfo *info, const char *key,
                           gboolean accepted)
{
  gint64 now = g_get_monotonic_time ();
  Session *session;

  if (self == NULL || key == NULL)
    return;

  session = g_hash_table_lookup (self->sessions, key);
  if (session == NULL && accepted)
    {
      /* It may come from another server, where it has just written. */
      session = g_new0 (Session, 1);
      session->wrote_at = now;
      g_hash_table_insert (self->sessions, g_strdup (key), session);
    }
  if (session == NULL)
    return;

  if (accepted)
    session->accepted_at = now;
  if (may_write (info))
    session->wrote_at = now;
}

static void
fail (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  g_info ("no answer of the standby: %s", error->message);
  call->standby->running--;
  /* A refusal may be right, or come from what has not arrived here: the primary knows. */
  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE) ||
      error->domain != STEMPEL_ERROR)
    call->standby->rests_until = g_get_monotonic_time () + REST_USEC;
  g_task_return_error (task, error);
}

static void
queried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  PGresult *rows;

  rows = stempel_pg_connection_query_finish (STEMPEL_PG_CONNECTION (object), result, &error);
  stempel_pg_pool_release (call->standby->lines, g_steal_pointer (&call->connection));
  if (rows != NULL && PQntuples (rows) == 1 && *PQgetvalue (rows, 0, 1) == '{')
    call->known_at = find_known_at (call->standby, PQgetvalue (rows, 0, 0));

  if (call->known_at > g_get_monotonic_time () - call->standby->oldest_usec)
    {
      call->standby->running--;
      g_task_return_pointer (task, g_bytes_new_with_free_func (
                               PQgetvalue (rows, 0, 1), (gsize) PQgetlength (rows, 0, 1),
                               (GDestroyNotify) PQclear, rows),
                             (GDestroyNotify) g_bytes_unref);
      return;
    }

  if (error == NULL)
    error = stempel_pg_error_new (STEMPEL_PG_REASON_TIMEOUT, "it is too far behind");
  PQclear (rows);
  fail (task, error);
}

static void
acquired_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  const char *values[] = { call->request, call->envelope, NULL };
  GError *error = NULL;

  g_clear_handle_id (&call->timer_id, g_source_remove);
  call->connection = stempel_pg_pool_acquire_finish (STEMPEL_PG_POOL (object), result, &error);
  if (call->connection == NULL)
    {
      fail (task, error);
      return;
    }

  stempel_pg_connection_query_async (call->connection, STEMPEL_PG_QUERY_READ, call->sql, values,
                                     g_get_monotonic_time () + QUERY_MS * 1000, NULL, queried_cb,
                                     g_object_ref (task));
}

static gboolean
wait_over_cb (gpointer user_data)
{
  Call *call = user_data;

  call->timer_id = 0;
  g_cancellable_cancel (call->waiting);

  return G_SOURCE_REMOVE;
}

/**
 * stempel_standby_call_async:
 * @self: a standby
 * @info: an operation that it takes, see stempel_standby_takes()
 * @request: its request, a JSON object
 * @envelope: what goes with it, see stempel_pg_call_bytes_async()
 * @callback: called with the reply or the error
 * @user_data: for @callback
 */
void
stempel_standby_call_async (StempelStandby             *self,
                            const StempelOperationInfo *info,
                            const char                 *request,
                            const char                 *envelope,
                            GAsyncReadyCallback         callback,
                            gpointer                    user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, stempel_standby_call_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  call->standby = g_rc_box_acquire (self);
  call->sql = g_strdup_printf (LIST, info->name);
  call->request = g_strdup (request);
  call->envelope = g_strdup (envelope);
  call->waiting = g_cancellable_new ();
  call->timer_id = g_timeout_add (LINE_MS, wait_over_cb, call);

  self->running++;
  stempel_pg_pool_acquire_async (self->lines, call->waiting, acquired_cb, task);
}

/**
 * stempel_standby_call_finish:
 * @result: what the callback got
 * @age: (out) (transfer full): how old the answer may be, in seconds with one decimal
 * @error: return location for an error, after which the primary is to be asked
 *
 * Returns: (transfer full): the reply, a JSON object, or %NULL on error
 */
GBytes *
stempel_standby_call_finish (GAsyncResult *result, char **age, GError **error)
{
  Call *call = g_task_get_task_data (G_TASK (result));
  gint64 tenths = (g_get_monotonic_time () - call->known_at + 99999) / 100000;

  g_return_val_if_fail (g_async_result_is_tagged (result, stempel_standby_call_async), NULL);

  *age = g_strdup_printf ("%d.%d", (int) (tenths / 10), (int) (tenths % 10));

  return g_task_propagate_pointer (G_TASK (result), error);
}
