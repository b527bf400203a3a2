/* http-fixture.h: a backend before a server that does what it is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "http-script.h"
#include "stempel-http-backend.h"

G_BEGIN_DECLS

#define KEY "0b9b6e22-9d0c-4b0e-8f5e-52a55a1b2c3d"
#define TOKEN "a-token"

typedef struct
{
  HttpScript     *script;
  StempelBackend *backend;
} HttpFixture;

void      http_fixture_set_up      (HttpFixture           *self,
                                    gconstpointer          path);
void      http_fixture_tear_down   (HttpFixture           *self,
                                    gconstpointer          path);
void      http_fixture_take_result (GObject               *object,
                                    GAsyncResult          *result,
                                    gpointer               user_data);
void      http_fixture_wait        (GAsyncResult         **result);
void      http_fixture_spin        (guint                  milliseconds);
JsonNode *http_fixture_call        (HttpFixture           *self,
                                    StempelOperation       operation,
                                    const char            *request,
                                    GError               **error);

G_END_DECLS
