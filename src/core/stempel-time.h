/* stempel-time.h: times and days as people read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GTimeZone *stempel_zone_new            (const char *name);
char      *stempel_time_format         (GDateTime  *time,
                                        GTimeZone  *zone,
                                        const char *language);
char      *stempel_time_format_clock   (GDateTime  *time,
                                        GTimeZone  *zone,
                                        const char *language);
char      *stempel_time_format_full    (GDateTime  *time,
                                        GTimeZone  *zone,
                                        const char *language);
char      *stempel_time_format_day     (GDateTime  *time,
                                        GTimeZone  *zone,
                                        const char *language);
char      *stempel_day_format          (const char *day,
                                        const char *language);
gboolean   stempel_day_is_valid        (const char *day);

G_END_DECLS
