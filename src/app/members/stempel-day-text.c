/* stempel-day-text.c: the day of a moment in the middle of a sentence
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-day-text.h"
#include "stempel-text.h"
#include "stempel-time.h"

/**
 * stempel_day_text:
 * @time: (nullable): a moment
 *
 * Unlike stempel_format_time(), whose "Today, 14:20" begins a line.
 *
 * Returns: (transfer full) (nullable): its local day, such as "3 Mar 2026"
 */
char *
stempel_day_text (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *day = NULL;

  if (time == NULL)
    return NULL;

  local = g_date_time_to_local (time);
  day = g_date_time_format (local, "%Y-%m-%d");

  return stempel_day_format (day, stempel_language_current ());
}
