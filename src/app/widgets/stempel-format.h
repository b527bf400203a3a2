/* stempel-format.h: times, days, counts and money as people write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void  stempel_format_set_zone  (const char *name);
char *stempel_format_time      (GDateTime  *time);
char *stempel_format_time_short (GDateTime *time);
char *stempel_format_time_full (GDateTime  *time);
char *stempel_format_until     (GDateTime  *time);
char *stempel_format_day       (const char *iso_day);
char *stempel_format_day_full  (const char *iso_day);
char *stempel_format_date      (const char *iso_day);
char *stempel_format_month_day (const char *month_day);
const char *stempel_format_weekday (int     weekday);
char *stempel_format_ago       (GDateTime  *time);
char *stempel_format_minutes   (gint64      minutes);
char *stempel_format_number    (gint64      number);
char *stempel_format_decimal   (gint64      number,
                                guint       decimals);
char *stempel_format_stamps    (gint64      stamps);
char *stempel_format_points    (gint64      points);
char *stempel_format_signed    (gint64      number);
char *stempel_format_money     (gint64      minor_units,
                                const char *currency);
char *stempel_format_localised (JsonNode   *text,
                                const char *default_language);
const char *stempel_format_language_name (const char *language);

G_END_DECLS
