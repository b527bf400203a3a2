/* stempel-rate-sharing.h: all servers of one database count requests together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-rate-limits.h"

G_BEGIN_DECLS

typedef struct _StempelRateSharing StempelRateSharing;

StempelRateSharing *stempel_rate_sharing_new      (StempelRateLimits  *limits);
void                stempel_rate_sharing_free     (StempelRateSharing *self);
void                stempel_rate_sharing_set      (StempelRateSharing *self,
                                                   const char         *conninfo);
gboolean            stempel_rate_sharing_is_quiet (StempelRateSharing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelRateSharing, stempel_rate_sharing_free)

G_END_DECLS
