/* stempel-exporter.h: writes a list of any length into a stream
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-backend.h"
#include "stempel-export-lists.h"

G_BEGIN_DECLS

void    stempel_export_async  (StempelBackend           *backend,
                               const StempelExportList  *list,
                               JsonNode                 *filter,
                               gboolean                  mark,
                               GOutputStream            *stream,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data);
gint64  stempel_export_finish (StempelBackend           *backend,
                               GAsyncResult             *result,
                               GError                  **error);

G_END_DECLS
