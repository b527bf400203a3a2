/* stempel-job.c: a task that the database does by itself, and how it went
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-job.h"
#include "stempel-record-private.h"

/**
 * StempelJob:
 *
 * A task such as the expiry of points: whether it runs, how far it is, and what came of it last.
 * `total` is -1 where it is not known how much there is to do.
 *
 * Each member of the wire format (docs/operations.md) is a read-only property of the same name and
 * has a getter. Getters return what the record owns (transfer none); a member that was absent or
 * null is %NULL, 0 or %FALSE, a list is then empty.
 */
struct _StempelJob
{
  StempelRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelJob, stempel_job, STEMPEL_TYPE_RECORD)

enum
{
  NAME,
  STATE,
  STARTED_AT,
  FINISHED_AT,
  DONE,
  TOTAL,
  RESULT,
  ERROR,
  NEXT_AT,
};

static const StempelRecordField fields[] = {
  [NAME] = { "name", STEMPEL_FIELD_TEXT, TRUE },
  [STATE] = { "state", STEMPEL_FIELD_TEXT },
  [STARTED_AT] = { "started_at", STEMPEL_FIELD_TIME },
  [FINISHED_AT] = { "finished_at", STEMPEL_FIELD_TIME },
  [DONE] = { "done", STEMPEL_FIELD_INT },
  [TOTAL] = { "total", STEMPEL_FIELD_COUNT },
  [RESULT] = { "result", STEMPEL_FIELD_JSON },
  [ERROR] = { "error", STEMPEL_FIELD_TEXT },
  [NEXT_AT] = { "next_at", STEMPEL_FIELD_TIME },
};

static void
stempel_job_class_init (StempelJobClass *klass)
{
  stempel_record_class_set_fields (STEMPEL_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
stempel_job_init (StempelJob *self)
{
}

STEMPEL_GETTER_TEXT (StempelJob, stempel_job, JOB, name, NAME)
STEMPEL_GETTER_TEXT (StempelJob, stempel_job, JOB, state, STATE)
STEMPEL_GETTER_TIME (StempelJob, stempel_job, JOB, started_at, STARTED_AT)
STEMPEL_GETTER_TIME (StempelJob, stempel_job, JOB, finished_at, FINISHED_AT)
STEMPEL_GETTER_INT (StempelJob, stempel_job, JOB, done, DONE)
STEMPEL_GETTER_INT (StempelJob, stempel_job, JOB, total, TOTAL)
STEMPEL_GETTER_JSON (StempelJob, stempel_job, JOB, result, RESULT)
STEMPEL_GETTER_TEXT (StempelJob, stempel_job, JOB, error, ERROR)
STEMPEL_GETTER_TIME (StempelJob, stempel_job, JOB, next_at, NEXT_AT)
