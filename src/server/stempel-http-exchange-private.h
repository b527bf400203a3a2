/* stempel-http-exchange-private.h: an exchange as the listener sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <microhttpd.h>

#include "stempel-http-connections.h"
#include "stempel-http-exchange.h"

G_BEGIN_DECLS

struct _StempelHttpExchange
{
  guint                    references;
  struct MHD_Connection   *mhd;          /* (nullable): %NULL when the client has gone */
  StempelHttpConnection   *connection;   /* (nullable) */
  GSource                 *daemon;       /* (nullable): drives libmicrohttpd */
  char                    *id;           /* (owned) */
  char                    *path;         /* (owned) */
  char                    *query;        /* (owned) (nullable) */
  char                    *method;       /* (owned) (nullable) */
  GString                 *body;         /* (owned) */
  gboolean                 seen;         /* its headers are there */
  gboolean                 too_large;
  gboolean                 suspended;
  gint64                   since;        /* its first line was there */
  StempelOperation         operation;    /* %STEMPEL_N_OPERATIONS while nobody said */

  guint                    status;       /* 0: not answered yet */
  struct MHD_Response     *answer;       /* (owned) (nullable) */
  gsize                    answer_size;
  char                    *reason;       /* (owned) (nullable) */
  char                    *sqlstate;     /* (owned) (nullable) */
  GPtrArray               *headers;      /* (owned): names and values in turns */
};

StempelHttpExchange *stempel_http_exchange_new   (struct MHD_Connection *mhd,
                                                  const char            *uri);
enum MHD_Result      stempel_http_exchange_send  (StempelHttpExchange   *self);

G_END_DECLS
