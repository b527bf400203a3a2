/* stempel-ctl-jobs.c: the verb that runs jobs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-ctl.h"
#include "stempel-pg-jobs.h"

/* Progress is told that often at most. */
#define TELL_MICROSECONDS (G_USEC_PER_SEC / 2)

typedef struct
{
  gint64   told_at;
  gboolean failed;
} Telling;

static void
tell_progress (Telling *telling, const char *name, JsonObject *job)
{
  gint64 now = g_get_monotonic_time ();

  if (now - telling->told_at < TELL_MICROSECONDS)
    return;

  telling->told_at = now;
  g_printerr ("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT "\n", name,
              json_object_get_int_member_with_default (job, "done", 0),
              json_object_get_int_member_with_default (job, "total", 0));
}

/* What runs goes to stderr; what has ended is a row of stdout, so that a script reads only ends. */
static gboolean
tell_job (Telling *telling, JsonNode *job)
{
  JsonObject *members = json_node_get_object (job);
  const char *state = json_object_get_string_member (members, "state");

  if (g_str_equal (state, "running"))
    {
      tell_progress (telling, json_object_get_string_member (members, "name"), members);
      return FALSE;
    }

  telling->failed |= g_str_equal (state, "failed");
  stempel_ctl_print_json (job);

  return TRUE;
}

static void
job_report (gint64 merchant_id, JsonNode *job, gpointer user_data)
{
  g_autoptr(JsonNode) told = json_node_copy (job);

  json_object_set_int_member (json_node_get_object (told), "merchant_id", merchant_id);
  tell_job (user_data, told);
}

static JsonNode *
call (StempelBackend *backend, StempelOperation operation, const char *name, GError **error)
{
  g_autoptr(JsonNode) request = json_from_string ("{}", NULL);
  const gboolean writes = stempel_operation_get_info (operation)->writes;
  g_autofree char *key = writes ? g_uuid_string_random () : NULL;

  if (name != NULL)
    json_object_set_string_member (json_node_get_object (request), "name", name);

  return stempel_ctl_call (backend, operation, request, key, error);
}

/* A person's own merchant: each call does one chunk. */
static gboolean
run_own_job (StempelBackend *backend, const char *name, Telling *telling, GError **error)
{
  gboolean ended;

  do
    {
      g_autoptr(JsonNode) job = call (backend, STEMPEL_OPERATION_JOB_RUN, name, error);

      if (job == NULL)
        return FALSE;

      json_object_remove_member (json_node_get_object (job), "replayed");
      ended = tell_job (telling, job);
    }
  while (!ended);

  return TRUE;
}

static gboolean
run_own_jobs (StempelCtlOptions *options, const char *name, Telling *telling, GError **error)
{
  g_autoptr(StempelBackend) backend = stempel_ctl_open_backend (options, error);
  g_autoptr(JsonNode) reply = NULL;
  JsonArray *jobs;

  if (backend == NULL)
    return FALSE;
  if (name != NULL)
    return run_own_job (backend, name, telling, error);

  reply = call (backend, STEMPEL_OPERATION_JOB_LIST, NULL, error);
  if (reply == NULL)
    return FALSE;

  jobs = json_object_get_array_member (json_node_get_object (reply), "items");
  for (guint i = 0; i < json_array_get_length (jobs); i++)
    {
      JsonObject *job = json_array_get_object_element (jobs, i);

      if (!run_own_job (backend, json_object_get_string_member (job, "name"), telling, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * stempel_ctl_run_jobs:
 * @options: the options
 * @arguments: `run` and, unless it is all of them, the name of a job
 *
 * A superuser runs the jobs of all merchants, anybody else those of their own.
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_jobs (StempelCtlOptions *options, char **arguments)
{
  const char *name = arguments[1];
  Telling telling = { 0 };
  gboolean superuser, ran;
  g_autofree char *conninfo = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (arguments[0], "run"))
    return stempel_ctl_usage ("usage: stempelctl jobs run [NAME]");

  if (!stempel_ctl_is_superuser (options, &conninfo, &superuser, &error))
    return stempel_ctl_report_error (error);

  ran = superuser
    ? stempel_pg_jobs_run (conninfo, name, job_report, &telling, &error)
    : run_own_jobs (options, name, &telling, &error);
  if (!ran)
    return stempel_ctl_report_error (error);

  return telling.failed ? STEMPEL_CTL_EXIT_REFUSED : STEMPEL_CTL_EXIT_DONE;
}
