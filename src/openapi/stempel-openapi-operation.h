/* stempel-openapi-operation.h: one operation in the document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-openapi-schema.h"
#include "stempel-operations.h"

G_BEGIN_DECLS

/**
 * STEMPEL_OPENAPI_STATUSES:
 *
 * The statuses of problems, each a response among the components of the document.
 */
#define STEMPEL_OPENAPI_STATUSES \
  { 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 423, 429, 431, 500, 503 }

char       *stempel_openapi_tag       (const StempelOperationInfo *info);
JsonObject *stempel_openapi_operation (StempelOpenapi             *self,
                                       StempelOperation            operation,
                                       JsonObject                 *members,
                                       gboolean                    adds);

G_END_DECLS
