/* stempel-job-runner.h: does what is due, again and again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_JOB_RUNNER (stempel_job_runner_get_type ())

G_DECLARE_FINAL_TYPE (StempelJobRunner, stempel_job_runner, STEMPEL, JOB_RUNNER, GObject)

StempelJobRunner *stempel_job_runner_new           (void);
void              stempel_job_runner_set           (StempelJobRunner *self,
                                                    const char       *conninfo,
                                                    guint             seconds);
void              stempel_job_runner_stop          (StempelJobRunner *self);
gboolean          stempel_job_runner_is_quiet      (StempelJobRunner *self);
void              stempel_job_runner_write_metrics (StempelJobRunner *self,
                                                    GString          *text);

G_END_DECLS
