/* stempel-metric-text.h: figures as Prometheus reads them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void stempel_metric_text_begin (GString    *text,
                                const char *name,
                                const char *type,
                                const char *help);
void stempel_metric_text_add   (GString    *text,
                                const char *name,
                                double      value,
                                ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
