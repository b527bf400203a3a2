/* stempel-log.h: what the server writes down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StempelLogFormat:
 * @STEMPEL_LOG_FORMAT_AUTO: fields of the journal where stderr leads there, else JSON
 * @STEMPEL_LOG_FORMAT_JOURNAL: fields of the journal
 * @STEMPEL_LOG_FORMAT_JSON: an object of JSON on each line of stderr
 *
 * How it is written.
 */
typedef enum
{
  STEMPEL_LOG_FORMAT_AUTO,
  STEMPEL_LOG_FORMAT_JOURNAL,
  STEMPEL_LOG_FORMAT_JSON,
} StempelLogFormat;

/**
 * StempelLogLevel:
 * @STEMPEL_LOG_LEVEL_WARNING: what somebody has to look after
 * @STEMPEL_LOG_LEVEL_NOTICE: and what does not happen every day
 * @STEMPEL_LOG_LEVEL_INFO: and what is refused
 * @STEMPEL_LOG_LEVEL_DEBUG: and every request
 *
 * How much is written.
 */
typedef enum
{
  STEMPEL_LOG_LEVEL_WARNING,
  STEMPEL_LOG_LEVEL_NOTICE,
  STEMPEL_LOG_LEVEL_INFO,
  STEMPEL_LOG_LEVEL_DEBUG,
} StempelLogLevel;

void     stempel_log_start (void);
void     stempel_log_set   (StempelLogFormat format,
                            StempelLogLevel  level);
gboolean stempel_log_has   (GLogLevelFlags   flags);

G_END_DECLS
