/* stempel-http-line.h: the way to one server, watched and restored when it is lost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "stempel-backend.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_HTTP_LINE (stempel_http_line_get_type ())

G_DECLARE_FINAL_TYPE (StempelHttpLine, stempel_http_line, STEMPEL, HTTP_LINE, GObject)

/* Properties: `state` and `retry-at` of StempelBackend. */
StempelHttpLine     *stempel_http_line_new          (GUri                 *address,
                                                     GTlsDatabase         *trusted);
GUri                *stempel_http_line_get_address  (StempelHttpLine      *self);
StempelBackendState  stempel_http_line_get_state    (StempelHttpLine      *self);
void                 stempel_http_line_wait_async   (StempelHttpLine      *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             stempel_http_line_wait_finish  (StempelHttpLine      *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 stempel_http_line_send_async   (StempelHttpLine      *self,
                                                     SoupMessage          *message,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
JsonNode            *stempel_http_line_send_finish  (StempelHttpLine      *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 stempel_http_line_note_silence (StempelHttpLine      *self);
void                 stempel_http_line_close        (StempelHttpLine      *self);

G_END_DECLS
