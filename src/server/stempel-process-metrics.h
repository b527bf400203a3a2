/* stempel-process-metrics.h: what the server takes of the computer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void stempel_process_metrics_write (GString *text,
                                    gint64   started_at);

G_END_DECLS
