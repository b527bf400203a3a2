/* stempel-http-request.h: what HTTP said, as a request of an operation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * StempelHttpFault:
 * @STEMPEL_HTTP_FAULT_NONE: nothing is wrong
 * @STEMPEL_HTTP_FAULT_MALFORMED: 400: it cannot be read
 * @STEMPEL_HTTP_FAULT_MEDIA_TYPE: 415: the body is not JSON, and says so
 *
 * What makes a request no request of any operation.
 */
typedef enum
{
  STEMPEL_HTTP_FAULT_NONE,
  STEMPEL_HTTP_FAULT_MALFORMED,
  STEMPEL_HTTP_FAULT_MEDIA_TYPE,
} StempelHttpFault;

/**
 * StempelHttpHead:
 * @query: (nullable): what stood behind the `?`
 * @content_type: (nullable): the header of that name, like the following
 * @session: (nullable): what stempel_http_request_read_session() said
 * @idempotency_key: (nullable): a UUID
 * @if_match: (nullable): an entity tag, as an answer had it
 * @user_agent: (nullable): what the client calls itself
 * @address: (nullable): where the request comes from
 *
 * What counts of a request beside path and body.
 */
typedef struct
{
  const char *query;
  const char *content_type;
  const char *session;
  const char *idempotency_key;
  const char *if_match;
  const char *user_agent;
  const char *address;
} StempelHttpHead;

char             *stempel_http_request_read_session (const char                  *authorization);
StempelHttpFault  stempel_http_request_read         (const StempelOperationInfo  *info,
                                                     JsonObject                  *members,
                                                     const StempelHttpHead       *head,
                                                     const char                  *body,
                                                     gsize                        length,
                                                     char                       **request,
                                                     char                       **envelope);

G_END_DECLS
