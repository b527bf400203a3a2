/* stempel-http-exchange.h: one request that came in, and its answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-operations.h"

G_BEGIN_DECLS

typedef struct _StempelHttpExchange StempelHttpExchange;

const char          *stempel_http_exchange_get_id          (StempelHttpExchange *self);
const char          *stempel_http_exchange_get_method      (StempelHttpExchange *self);
const char          *stempel_http_exchange_get_path        (StempelHttpExchange *self);
const char          *stempel_http_exchange_get_query       (StempelHttpExchange *self);
const char          *stempel_http_exchange_get_header      (StempelHttpExchange *self,
                                                            const char          *name);
char                *stempel_http_exchange_join_header     (StempelHttpExchange *self,
                                                            const char          *name);
const char          *stempel_http_exchange_get_address     (StempelHttpExchange *self);
const char          *stempel_http_exchange_get_body        (StempelHttpExchange *self,
                                                            gsize               *length);
void                 stempel_http_exchange_set_operation   (StempelHttpExchange *self,
                                                            StempelOperation     operation);
StempelOperation     stempel_http_exchange_get_operation   (StempelHttpExchange *self);
void                 stempel_http_exchange_set_reason      (StempelHttpExchange *self,
                                                            const char          *reason,
                                                            const char          *sqlstate);
const char          *stempel_http_exchange_get_reason      (StempelHttpExchange *self);
const char          *stempel_http_exchange_get_sqlstate    (StempelHttpExchange *self);
guint                stempel_http_exchange_get_status      (StempelHttpExchange *self);
gsize                stempel_http_exchange_get_answer_size (StempelHttpExchange *self);
gint64               stempel_http_exchange_get_duration    (StempelHttpExchange *self);
void                 stempel_http_exchange_add_header      (StempelHttpExchange *self,
                                                            const char          *name,
                                                            const char          *value);
void                 stempel_http_exchange_answer          (StempelHttpExchange *self,
                                                            guint                status,
                                                            const char          *content_type,
                                                            GBytes              *body);
StempelHttpExchange *stempel_http_exchange_ref             (StempelHttpExchange *self);
void                 stempel_http_exchange_unref           (StempelHttpExchange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelHttpExchange, stempel_http_exchange_unref)

G_END_DECLS
