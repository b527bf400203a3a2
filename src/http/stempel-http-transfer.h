/* stempel-http-transfer.h: one message there and its answer back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void      stempel_http_transfer_async    (SoupSession          *session,
                                          SoupMessage          *message,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GBytes   *stempel_http_transfer_finish   (GAsyncResult         *result,
                                          GError              **error);
gboolean  stempel_http_transfer_was_sent (SoupMessage          *message);

G_END_DECLS
