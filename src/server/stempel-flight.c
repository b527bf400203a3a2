/* stempel-flight.c: requests under way, and how they are answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdio.h>

#include "stempel-error.h"
#include "stempel-flight.h"
#include "stempel-http-problem.h"

struct _StempelFlight
{
  GQueue   exchanges; /* StempelHttpExchange (owned), those without an answer */
  gboolean last;
};

/* A refusal that waits for its time. */
typedef struct
{
  StempelFlight       *flight;   /* (owned) */
  StempelHttpExchange *exchange; /* (owned) */
  GError              *error;    /* (owned) */
} Refusal;

static void
refusal_free (Refusal *refusal)
{
  stempel_flight_unref (refusal->flight);
  stempel_http_exchange_unref (refusal->exchange);
  g_error_free (refusal->error);
  g_free (refusal);
}

/**
 * stempel_flight_new:
 *
 * Returns: (transfer full): a flight with nothing under way
 */
StempelFlight *
stempel_flight_new (void)
{
  return g_rc_box_new0 (StempelFlight);
}

static void
clear (StempelFlight *self)
{
  g_assert (g_queue_is_empty (&self->exchanges));
}

/**
 * stempel_flight_unref:
 * @self: (transfer full): a flight
 *
 * The last reference goes when nothing is under way any more.
 */
void
stempel_flight_unref (StempelFlight *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * stempel_flight_add:
 * @self: a flight
 * @exchange: an exchange that is answered later
 */
void
stempel_flight_add (StempelFlight *self, StempelHttpExchange *exchange)
{
  g_queue_push_tail (&self->exchanges, stempel_http_exchange_ref (exchange));
}

/**
 * stempel_flight_has:
 * @self: a flight
 * @exchange: an exchange
 *
 * Returns: whether @exchange still waits for its answer
 */
gboolean
stempel_flight_has (StempelFlight *self, StempelHttpExchange *exchange)
{
  return g_queue_find (&self->exchanges, exchange) != NULL;
}

/**
 * stempel_flight_remove:
 * @self: a flight
 * @exchange: an exchange that is to be answered now
 *
 * Returns: %FALSE if it has been, by stempel_flight_give_up()
 */
gboolean
stempel_flight_remove (StempelFlight *self, StempelHttpExchange *exchange)
{
  if (!g_queue_remove (&self->exchanges, exchange))
    return FALSE;

  stempel_http_exchange_unref (exchange);

  return TRUE;
}

/**
 * stempel_flight_set_last:
 * @self: a flight
 *
 * From now on each answer says that its connection ends.
 */
void
stempel_flight_set_last (StempelFlight *self)
{
  self->last = TRUE;
}

/**
 * stempel_flight_give_up:
 * @self: a flight
 *
 * Answers all with 503. What was sent to the database goes on there; its key tells later what
 * became of it.
 */
void
stempel_flight_give_up (StempelFlight *self)
{
  StempelHttpExchange *exchange;

  while ((exchange = g_queue_pop_head (&self->exchanges)) != NULL)
    {
      stempel_flight_answer_status (self, exchange, 503, "unavailable");
      stempel_http_exchange_unref (exchange);
    }
}

/**
 * stempel_flight_answer:
 * @self: a flight
 * @exchange: an exchange that waits no longer
 * @status: the status of HTTP
 * @content_type: what @body is
 * @body: the body of the answer
 */
void
stempel_flight_answer (StempelFlight *self, StempelHttpExchange *exchange, guint status,
                       const char *content_type, GBytes *body)
{
  if (self->last)
    stempel_http_exchange_add_header (exchange, "Connection", "close");

  stempel_http_exchange_answer (exchange, status, content_type, body);
}

/**
 * stempel_flight_answer_status:
 * @self: a flight
 * @exchange: an exchange that waits no longer
 * @status: the status of HTTP
 * @code: the code of the problem
 */
void
stempel_flight_answer_status (StempelFlight *self, StempelHttpExchange *exchange, guint status,
                              const char *code)
{
  g_autoptr(GBytes) body =
    stempel_http_problem_for_status (status, code, stempel_http_exchange_get_id (exchange));

  stempel_http_exchange_set_reason (exchange, code, NULL);
  stempel_flight_answer (self, exchange, status, STEMPEL_HTTP_PROBLEM_TYPE, body);
}

/* Our own text; facts can be anything, but a reason is a word that a rule has chosen. */
static void
note_reason (StempelHttpExchange *exchange, const GError *error)
{
  const char *reason = stempel_error_get_fact_string (error, "reason");
  char sqlstate[6] = "";

  sscanf (error->message, "PostgreSQL says %5[0-9A-Z]", sqlstate);
  if (reason == NULL && error->domain == STEMPEL_ERROR)
    reason = stempel_error_code_to_wire ((StempelError) error->code);
  stempel_http_exchange_set_reason (exchange, reason, *sqlstate != '\0' ? sqlstate : NULL);
}

/**
 * stempel_flight_answer_error:
 * @self: a flight
 * @exchange: an exchange that waits no longer
 * @error: why it was refused, or came to nothing
 */
void
stempel_flight_answer_error (StempelFlight *self, StempelHttpExchange *exchange,
                             const GError *error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  guint status = stempel_http_problem_status (error);
  guint seconds = stempel_http_problem_retry_after (error, now);
  g_autoptr(GBytes) body =
    stempel_http_problem_to_bytes (error, stempel_http_exchange_get_id (exchange));

  if (seconds > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", seconds);

      stempel_http_exchange_add_header (exchange, "Retry-After", text);
    }
  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED))
    stempel_http_exchange_add_header (exchange, "WWW-Authenticate", "Bearer");

  note_reason (exchange, error);
  stempel_flight_answer (self, exchange, status, STEMPEL_HTTP_PROBLEM_TYPE, body);
}

static gboolean
refuse_cb (gpointer user_data)
{
  Refusal *refusal = user_data;

  if (stempel_flight_remove (refusal->flight, refusal->exchange))
    stempel_flight_answer_error (refusal->flight, refusal->exchange, refusal->error);

  return G_SOURCE_REMOVE;
}

/**
 * stempel_flight_refuse_later:
 * @self: a flight
 * @exchange: an exchange
 * @error: (transfer full): why it is refused
 * @wait_ms: after which time it is told
 */
void
stempel_flight_refuse_later (StempelFlight *self, StempelHttpExchange *exchange, GError *error,
                             guint wait_ms)
{
  Refusal *refusal = g_new0 (Refusal, 1);

  refusal->flight = g_rc_box_acquire (self);
  refusal->exchange = stempel_http_exchange_ref (exchange);
  refusal->error = error;
  stempel_flight_add (self, exchange);
  g_timeout_add_full (G_PRIORITY_DEFAULT, wait_ms, refuse_cb, refusal,
                      (GDestroyNotify) refusal_free);
}
