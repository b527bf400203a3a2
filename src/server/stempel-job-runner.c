/* stempel-job-runner.c: does what is due, again and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any number of servers can do so: the database gives the jobs to one of them at a time.
 */

#include "config.h"

#include "stempel-job-runner.h"
#include "stempel-metric-text.h"
#include "stempel-pg-job-round.h"

#define RUNS "stempel_job_runs_total"
#define LAST_RUN "stempel_job_last_run_timestamp_seconds"
#define LAST_DURATION "stempel_job_last_duration_seconds"

static const char *const names[] = { "expiry", "notices", "tiers", "birthdays" };

/* What is told of a job, of all merchants together. */
typedef struct
{
  guint64 done;
  guint64 failed;
  gint64  last_at;   /* in µs of g_get_real_time() */
  gint64  last_us;   /* how long it took */
} Figures;

struct _StempelJobRunner
{
  GObject        parent_instance;

  StempelPgPool *pool;      /* (owned) (nullable): none while it does nothing */
  char          *conninfo;  /* (owned) (nullable) */
  guint          seconds;
  guint          timer_id;
  GCancellable  *round;     /* (owned) (nullable): of the round that is under way */
  gint64         since;     /* when the job that is under way began */
  Figures        figures[G_N_ELEMENTS (names)];
};

G_DEFINE_FINAL_TYPE (StempelJobRunner, stempel_job_runner, G_TYPE_OBJECT)

/* A round that is under way ends after its chunk; it keeps its pool, which goes with it. */
static void
drop_pool (StempelJobRunner *self)
{
  if (self->round != NULL)
    g_cancellable_cancel (self->round);
  else if (self->pool != NULL)
    stempel_pg_pool_close (self->pool);
  g_clear_object (&self->pool);
}

static void
stempel_job_runner_dispose (GObject *object)
{
  StempelJobRunner *self = STEMPEL_JOB_RUNNER (object);

  stempel_job_runner_stop (self);

  G_OBJECT_CLASS (stempel_job_runner_parent_class)->dispose (object);
}

static void
stempel_job_runner_finalize (GObject *object)
{
  g_free (STEMPEL_JOB_RUNNER (object)->conninfo);

  G_OBJECT_CLASS (stempel_job_runner_parent_class)->finalize (object);
}

static void
stempel_job_runner_class_init (StempelJobRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stempel_job_runner_dispose;
  object_class->finalize = stempel_job_runner_finalize;
}

static void
stempel_job_runner_init (StempelJobRunner *self)
{
}

/**
 * stempel_job_runner_new:
 *
 * Returns: (transfer full): one that does nothing before stempel_job_runner_set()
 */
StempelJobRunner *
stempel_job_runner_new (void)
{
  return g_object_new (STEMPEL_TYPE_JOB_RUNNER, NULL);
}

static Figures *
find_figures (StempelJobRunner *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (names[i], name) == 0)
        return &self->figures[i];
    }

  return NULL;
}

/* A job that is not running any more has come to its end, one way or the other. */
static void
report_cb (gint64 merchant_id, JsonNode *node, gpointer user_data)
{
  StempelJobRunner *self = user_data;
  JsonObject *job = json_node_get_object (node);
  const char *name = json_object_get_string_member (job, "name");
  const char *state = json_object_get_string_member (job, "state");
  gboolean failed = g_strcmp0 (state, "failed") == 0;
  Figures *figures = find_figures (self, name);

  if (g_strcmp0 (state, "running") == 0)
    return;

  if (failed)
    g_message ("the job %s of merchant %" G_GINT64_FORMAT " has failed: %s", name, merchant_id,
               json_object_get_string_member (job, "error"));
  if (figures != NULL)
    {
      figures->done += failed ? 0 : 1;
      figures->failed += failed ? 1 : 0;
      figures->last_at = g_get_real_time ();
      figures->last_us = g_get_monotonic_time () - self->since;
    }
  self->since = g_get_monotonic_time ();
}

static void wait_for_round (StempelJobRunner *self);

static void
round_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelJobRunner) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!stempel_pg_job_round_finish (result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("the jobs cannot be looked after: %s", error->message);

  g_clear_object (&self->round);
  wait_for_round (self);
}

static gboolean
begin_round_cb (gpointer user_data)
{
  StempelJobRunner *self = user_data;

  self->timer_id = 0;
  self->round = g_cancellable_new ();
  self->since = g_get_monotonic_time ();
  stempel_pg_job_round_async (self->pool, report_cb, self, self->round, round_cb,
                              g_object_ref (self));

  return G_SOURCE_REMOVE;
}

/* Several servers that were started together shall not always come together. */
static void
wait_for_round (StempelJobRunner *self)
{
  gint32 longest_ms = (gint32) self->seconds * 1000;

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->pool != NULL && self->round == NULL)
    self->timer_id = g_timeout_add ((guint) g_random_int_range (longest_ms / 2, longest_ms + 1),
                                    begin_round_cb, self);
}

/**
 * stempel_job_runner_set:
 * @self: a runner
 * @conninfo: (nullable): a libpq connection string, whose role must be a member of `stempel_jobs`;
 *   %NULL to do nothing
 * @seconds: how long to wait after a round, at most
 *
 * A round that is under way on another connection ends after its chunk.
 */
void
stempel_job_runner_set (StempelJobRunner *self, const char *conninfo, guint seconds)
{
  g_return_if_fail (STEMPEL_IS_JOB_RUNNER (self));

  if (self->seconds == seconds && g_strcmp0 (self->conninfo, conninfo) == 0)
    return;

  self->seconds = seconds;
  if (g_strcmp0 (self->conninfo, conninfo) != 0)
    {
      drop_pool (self);
      g_free (self->conninfo);
      self->conninfo = g_strdup (conninfo);
      self->pool = conninfo != NULL ? stempel_pg_pool_new (conninfo, NULL, 1) : NULL;
    }
  wait_for_round (self);
}

/**
 * stempel_job_runner_stop:
 * @self: a runner
 *
 * Begins no more rounds, and ends the one that is under way after its chunk.
 */
void
stempel_job_runner_stop (StempelJobRunner *self)
{
  g_return_if_fail (STEMPEL_IS_JOB_RUNNER (self));

  g_clear_handle_id (&self->timer_id, g_source_remove);
  drop_pool (self);
}

/**
 * stempel_job_runner_is_quiet:
 * @self: a runner
 *
 * Returns: whether no round is under way
 */
gboolean
stempel_job_runner_is_quiet (StempelJobRunner *self)
{
  g_return_val_if_fail (STEMPEL_IS_JOB_RUNNER (self), TRUE);

  return self->round == NULL;
}

/**
 * stempel_job_runner_write_metrics:
 * @self: a runner
 * @text: where it writes which jobs it has done
 */
void
stempel_job_runner_write_metrics (StempelJobRunner *self, GString *text)
{
  g_return_if_fail (STEMPEL_IS_JOB_RUNNER (self));

  stempel_metric_text_begin (text, RUNS, "counter",
                             "Jobs that this server has brought to an end, of all merchants.");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      stempel_metric_text_add (text, RUNS, (double) self->figures[i].done,
                               "job", names[i], "result", "done", NULL);
      stempel_metric_text_add (text, RUNS, (double) self->figures[i].failed,
                               "job", names[i], "result", "failed", NULL);
    }

  stempel_metric_text_begin (text, LAST_RUN, "gauge", "When this server last ended one; 0: never.");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    stempel_metric_text_add (text, LAST_RUN, (double) self->figures[i].last_at / G_USEC_PER_SEC,
                             "job", names[i], NULL);

  stempel_metric_text_begin (text, LAST_DURATION, "gauge", "How long that one took.");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    stempel_metric_text_add (text, LAST_DURATION,
                             (double) self->figures[i].last_us / G_USEC_PER_SEC,
                             "job", names[i], NULL);
}
