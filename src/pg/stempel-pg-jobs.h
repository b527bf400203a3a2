/* stempel-pg-jobs.h: the jobs of all merchants of a database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * StempelPgJobsReport:
 * @merchant_id: whose job it is
 * @job: (transfer none): the record `job` of docs/operations.md, after a chunk or at its end
 * @user_data: what was given
 *
 * Called whenever a job has come further.
 */
typedef void (*StempelPgJobsReport) (gint64    merchant_id,
                                     JsonNode *job,
                                     gpointer  user_data);

gboolean stempel_pg_jobs_run (const char           *conninfo,
                              const char           *name,
                              StempelPgJobsReport   report,
                              gpointer              user_data,
                              GError              **error);

G_END_DECLS
