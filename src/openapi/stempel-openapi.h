/* stempel-openapi.h: the operations over HTTP, described for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-interface.h"

G_BEGIN_DECLS

/**
 * STEMPEL_OPENAPI_PATH:
 *
 * Where a server answers with the document.
 */
#define STEMPEL_OPENAPI_PATH "/v1/openapi.json"

JsonNode *stempel_openapi_new (StempelInterface *described);

G_END_DECLS
