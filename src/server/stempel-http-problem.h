/* stempel-http-problem.h: refusals as HTTP carries them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define STEMPEL_HTTP_PROBLEM_TYPE "application/problem+json"

guint   stempel_http_problem_status      (const GError *error);
guint   stempel_http_problem_retry_after (const GError *error,
                                          GDateTime    *now);
GBytes *stempel_http_problem_to_bytes    (const GError *error,
                                          const char   *request_id);
GBytes *stempel_http_problem_for_status  (guint         status,
                                          const char   *code,
                                          const char   *request_id);

G_END_DECLS
