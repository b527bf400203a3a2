/* stempel-http-backend.h: operations through a server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-backend.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_HTTP_BACKEND (stempel_http_backend_get_type ())

G_DECLARE_FINAL_TYPE (StempelHttpBackend, stempel_http_backend, STEMPEL, HTTP_BACKEND, GObject)

StempelHttpBackend *stempel_http_backend_new          (GUri               *address,
                                                       GTlsDatabase       *trusted);
void                stempel_http_backend_set_token    (StempelHttpBackend *self,
                                                       const char         *token);
const char         *stempel_http_backend_get_token    (StempelHttpBackend *self);
void                stempel_http_backend_set_timeouts (StempelHttpBackend *self,
                                                       guint               read_ms,
                                                       guint               write_ms,
                                                       guint               attempt_ms);

G_END_DECLS
