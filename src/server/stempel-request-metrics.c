/* stempel-request-metrics.c: how many requests there were, how they ended and how long they took
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-metric-text.h"
#include "stempel-operations.h"
#include "stempel-request-metrics.h"

#define REQUESTS "stempel_requests_total"
#define DURATION "stempel_request_duration_seconds"
/* The operation of those that found none. */
#define NO_OPERATION STEMPEL_N_OPERATIONS

typedef enum
{
  OUTCOME_2XX,
  OUTCOME_4XX,
  OUTCOME_5XX,
  OUTCOME_GONE,
  N_OUTCOMES
} Outcome;

static const char *const outcomes[N_OUTCOMES] = { "2xx", "4xx", "5xx", "gone" };

/* By StempelRateClass. */
static const char *const classes[] = {
  "read", "search", "write", "booking", "pin", "sign_in", "heavy",
};

/* In µs; what took longer than the last one is counted behind it. */
static const gint64 bounds[] = {
  1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000,
  10000000,
};

typedef struct
{
  guint64 within[G_N_ELEMENTS (bounds) + 1];
  guint64 sum_us;
} Histogram;

struct _StempelRequestMetrics
{
  guint64   requests[STEMPEL_N_OPERATIONS + 1][N_OUTCOMES];
  Histogram durations[G_N_ELEMENTS (classes)];
};

/**
 * stempel_request_metrics_new:
 *
 * Returns: (transfer full): counters at 0
 */
StempelRequestMetrics *
stempel_request_metrics_new (void)
{
  return g_new0 (StempelRequestMetrics, 1);
}

/**
 * stempel_request_metrics_free:
 * @self: (transfer full): counters
 */
void
stempel_request_metrics_free (StempelRequestMetrics *self)
{
  g_free (self);
}

static Outcome
get_outcome (guint status)
{
  if (status == 0)
    return OUTCOME_GONE;
  if (status < 400)
    return OUTCOME_2XX;

  return status < 500 ? OUTCOME_4XX : OUTCOME_5XX;
}

static void
count_duration (Histogram *histogram, gint64 duration_us)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (bounds) && duration_us > bounds[i])
    i++;
  histogram->within[i]++;
  histogram->sum_us += (guint64) duration_us;
}

/**
 * stempel_request_metrics_count:
 * @self: counters
 * @exchange: a request that is over
 */
void
stempel_request_metrics_count (StempelRequestMetrics *self, StempelHttpExchange *exchange)
{
  StempelOperation operation = stempel_http_exchange_get_operation (exchange);
  Outcome outcome = get_outcome (stempel_http_exchange_get_status (exchange));

  self->requests[operation][outcome]++;
  if (operation == NO_OPERATION)
    return;

  count_duration (&self->durations[stempel_operation_get_info (operation)->rate_class],
                  stempel_http_exchange_get_duration (exchange));
}

static void
write_requests (StempelRequestMetrics *self, GString *text)
{
  stempel_metric_text_begin (text, REQUESTS, "counter",
                             "Requests by operation and how they ended.");
  for (guint operation = 0; operation <= NO_OPERATION; operation++)
    {
      const char *name =
        operation == NO_OPERATION ? "none" : stempel_operation_get_info (operation)->name;

      for (Outcome outcome = 0; outcome < N_OUTCOMES; outcome++)
        stempel_metric_text_add (text, REQUESTS, (double) self->requests[operation][outcome],
                                 "operation", name, "status", outcomes[outcome], NULL);
    }
}

static void
write_histogram (const Histogram *histogram, const char *class, GString *text)
{
  guint64 count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (histogram->within); i++)
    {
      char bound[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";

      if (i < G_N_ELEMENTS (bounds))
        g_ascii_formatd (bound, sizeof bound, "%g", (double) bounds[i] / G_USEC_PER_SEC);
      count += histogram->within[i];
      stempel_metric_text_add (text, DURATION "_bucket", (double) count,
                               "class", class, "le", bound, NULL);
    }
  stempel_metric_text_add (text, DURATION "_sum", (double) histogram->sum_us / G_USEC_PER_SEC,
                           "class", class, NULL);
  stempel_metric_text_add (text, DURATION "_count", (double) count, "class", class, NULL);
}

/**
 * stempel_request_metrics_write:
 * @self: counters
 * @text: where they are written
 */
void
stempel_request_metrics_write (StempelRequestMetrics *self, GString *text)
{
  write_requests (self, text);

  stempel_metric_text_begin (text, DURATION, "histogram",
                             "From the request line to the end of the answer.");
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    write_histogram (&self->durations[i], classes[i], text);
}
