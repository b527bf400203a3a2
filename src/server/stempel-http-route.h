/* stempel-http-route.h: which operation a request is for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * StempelHttpMatch:
 * @STEMPEL_HTTP_MATCH_NONE: there is no such path
 * @STEMPEL_HTTP_MATCH_METHOD: there is, but for other methods
 * @STEMPEL_HTTP_MATCH_OPERATION: an operation was found
 */
typedef enum
{
  STEMPEL_HTTP_MATCH_NONE,
  STEMPEL_HTTP_MATCH_METHOD,
  STEMPEL_HTTP_MATCH_OPERATION,
} StempelHttpMatch;

StempelHttpMatch stempel_http_route_find        (const char       *method,
                                                 const char       *path,
                                                 StempelOperation *operation,
                                                 JsonObject       *members);
char            *stempel_http_route_get_allowed (const char       *path);
gboolean         stempel_http_route_add_text    (JsonObject       *members,
                                                 const char       *name,
                                                 const char       *text);

G_END_DECLS
