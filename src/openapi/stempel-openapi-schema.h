/* stempel-openapi-schema.h: requests and records as JSON Schema
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-interface.h"

G_BEGIN_DECLS

/**
 * StempelOpenapi:
 * @formats: patterns by the types of members
 * @texts: how a localised text is checked in each language
 * @schemas: what the document keeps under a name
 *
 * What the parts of the document share while it is made.
 */
typedef struct
{
  JsonObject *formats;
  JsonObject *texts;
  JsonObject *schemas;
} StempelOpenapi;

JsonObject *stempel_openapi_schema_for_rule    (StempelOpenapi *self,
                                                JsonObject     *rule,
                                                gboolean        nullable);
JsonObject *stempel_openapi_schema_for_members (StempelOpenapi *self,
                                                JsonObject     *members);
JsonObject *stempel_openapi_schema_for_record  (StempelOpenapi *self,
                                                GType           type);

JsonObject *stempel_openapi_ref                (const char     *section,
                                                const char     *name);
JsonObject *stempel_openapi_type               (const char     *type,
                                                gboolean        nullable);
JsonObject *stempel_openapi_content            (const char     *media_type,
                                                JsonObject     *schema);

G_END_DECLS
