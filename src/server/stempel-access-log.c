/* stempel-access-log.c: one line for each request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked for and what became of it, never by whom or about whom: no path, no query, no
 * address, nothing that a client has sent.
 */

#include "config.h"

#include "stempel-access-log.h"
#include "stempel-log.h"

#define MOST_FIELDS 10
#define NOBODY "-"

static GLogLevelFlags
choose_level (guint status)
{
  if (status >= 500)
    return G_LOG_LEVEL_MESSAGE;

  return status == 0 || status >= 400 ? G_LOG_LEVEL_INFO : G_LOG_LEVEL_DEBUG;
}

/* As in syslog(3). */
static const char *
get_priority (GLogLevelFlags level)
{
  switch ((int) level)
    {
    case G_LOG_LEVEL_MESSAGE:
      return "5";
    case G_LOG_LEVEL_INFO:
      return "6";
    default:
      return "7";
    }
}

static void
add (GLogField *fields, gsize *n, const char *key, const char *value)
{
  if (value != NULL)
    fields[(*n)++] = (GLogField) { key, value, -1 };
}

static void
log_exchange (StempelHttpExchange *exchange, GLogLevelFlags level)
{
  StempelOperation operation = stempel_http_exchange_get_operation (exchange);
  const char *name =
    operation != STEMPEL_N_OPERATIONS ? stempel_operation_get_info (operation)->name : NULL;
  guint status = stempel_http_exchange_get_status (exchange);
  g_autofree char *status_text = g_strdup_printf ("%u", status);
  g_autofree char *duration =
    g_strdup_printf ("%" G_GINT64_FORMAT, stempel_http_exchange_get_duration (exchange));
  g_autofree char *bytes =
    g_strdup_printf ("%" G_GSIZE_FORMAT, stempel_http_exchange_get_answer_size (exchange));
  g_autofree char *message =
    g_strdup_printf ("%s: %s after %s µs", name != NULL ? name : NOBODY,
                     status != 0 ? status_text : "the client has gone", duration);
  GLogField fields[MOST_FIELDS];
  gsize n = 0;

  add (fields, &n, "MESSAGE", message);
  add (fields, &n, "PRIORITY", get_priority (level));
  add (fields, &n, "STEMPEL_REQUEST_ID", stempel_http_exchange_get_id (exchange));
  add (fields, &n, "STEMPEL_OPERATION", name);
  add (fields, &n, "STEMPEL_STATUS", status_text);
  add (fields, &n, "STEMPEL_DURATION_US", duration);
  add (fields, &n, "STEMPEL_BYTES", bytes);
  add (fields, &n, "STEMPEL_REASON", stempel_http_exchange_get_reason (exchange));
  add (fields, &n, "STEMPEL_SQLSTATE", stempel_http_exchange_get_sqlstate (exchange));

  g_log_structured_array (level, fields, n);
}

/**
 * stempel_access_log:
 * @exchange: a request that is over
 *
 * Faults of the server are notices, refusals and clients that have gone are infos, everything else
 * is for who looks for something.
 */
void
stempel_access_log (StempelHttpExchange *exchange)
{
  GLogLevelFlags level = choose_level (stempel_http_exchange_get_status (exchange));

  if (stempel_log_has (level))
    log_exchange (exchange, level);
}
