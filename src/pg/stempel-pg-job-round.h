/* stempel-pg-job-round.h: the jobs that are due, of all merchants, without blocking
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-pg-jobs.h"
#include "stempel-pg-pool.h"

G_BEGIN_DECLS

void     stempel_pg_job_round_async  (StempelPgPool        *pool,
                                      StempelPgJobsReport   report,
                                      gpointer              report_data,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean stempel_pg_job_round_finish (GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
