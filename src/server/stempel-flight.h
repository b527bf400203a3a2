/* stempel-flight.h: requests under way, and how they are answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-http-exchange.h"

G_BEGIN_DECLS

typedef struct _StempelFlight StempelFlight;

StempelFlight *stempel_flight_new           (void);
void           stempel_flight_unref         (StempelFlight       *self);

void           stempel_flight_add           (StempelFlight       *self,
                                             StempelHttpExchange *exchange);
gboolean       stempel_flight_has           (StempelFlight       *self,
                                             StempelHttpExchange *exchange);
gboolean       stempel_flight_remove        (StempelFlight       *self,
                                             StempelHttpExchange *exchange);
void           stempel_flight_set_last      (StempelFlight       *self);
void           stempel_flight_give_up       (StempelFlight       *self);

void           stempel_flight_answer        (StempelFlight       *self,
                                             StempelHttpExchange *exchange,
                                             guint                status,
                                             const char          *content_type,
                                             GBytes              *body);
void           stempel_flight_answer_status (StempelFlight       *self,
                                             StempelHttpExchange *exchange,
                                             guint                status,
                                             const char          *code);
void           stempel_flight_answer_error  (StempelFlight       *self,
                                             StempelHttpExchange *exchange,
                                             const GError        *error);
void           stempel_flight_refuse_later  (StempelFlight       *self,
                                             StempelHttpExchange *exchange,
                                             GError              *error,
                                             guint                wait_ms);

G_END_DECLS
