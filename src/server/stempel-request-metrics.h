/* stempel-request-metrics.h: how many requests there were, how they ended and how long they took
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-http-exchange.h"

G_BEGIN_DECLS

typedef struct _StempelRequestMetrics StempelRequestMetrics;

StempelRequestMetrics *stempel_request_metrics_new   (void);
void                   stempel_request_metrics_free  (StempelRequestMetrics *self);
void                   stempel_request_metrics_count (StempelRequestMetrics *self,
                                                      StempelHttpExchange   *exchange);
void                   stempel_request_metrics_write (StempelRequestMetrics *self,
                                                      GString               *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelRequestMetrics, stempel_request_metrics_free)

G_END_DECLS
