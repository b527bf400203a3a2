/* stempel-rate-limits.h: how many requests a session and an address may make
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * StempelRates:
 * @per_minute: of each class, how many requests of a session in the long run; 0: any number
 *
 * How much is usual.
 */
typedef struct
{
  guint per_minute[STEMPEL_N_RATE_CLASSES];
} StempelRates;

typedef struct _StempelRateLimits StempelRateLimits;

StempelRateLimits *stempel_rate_limits_new           (void);
void               stempel_rate_limits_free          (StempelRateLimits  *self);
void               stempel_rate_limits_set           (StempelRateLimits  *self,
                                                      const StempelRates *rates);
gint64             stempel_rate_limits_take          (StempelRateLimits  *self,
                                                      StempelRateClass    rate_class,
                                                      const char         *address,
                                                      const char         *session,
                                                      gint64              now);
GError            *stempel_rate_limits_new_error     (gint64              wait);
guint              stempel_rate_limits_get_size      (StempelRateLimits  *self);
char              *stempel_rate_limits_begin_sharing (StempelRateLimits  *self,
                                                      gint64              now);
void               stempel_rate_limits_end_sharing   (StempelRateLimits  *self,
                                                      JsonObject         *ahead,
                                                      gint64              now);
void               stempel_rate_limits_write_metrics (StempelRateLimits  *self,
                                                      GString            *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelRateLimits, stempel_rate_limits_free)

G_END_DECLS
