/* stempel-job.h: a task that the database does by itself, and how it went
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_JOB (stempel_job_get_type ())

G_DECLARE_FINAL_TYPE (StempelJob, stempel_job, STEMPEL, JOB, StempelRecord)

const char *stempel_job_get_name        (StempelJob *self);
const char *stempel_job_get_state       (StempelJob *self);
GDateTime  *stempel_job_get_started_at  (StempelJob *self);
GDateTime  *stempel_job_get_finished_at (StempelJob *self);
gint64      stempel_job_get_done        (StempelJob *self);
gint64      stempel_job_get_total       (StempelJob *self);
JsonNode   *stempel_job_get_result      (StempelJob *self);
const char *stempel_job_get_error       (StempelJob *self);
GDateTime  *stempel_job_get_next_at     (StempelJob *self);

G_END_DECLS
