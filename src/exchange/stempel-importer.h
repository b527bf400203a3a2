/* stempel-importer.h: brings a file of members through the operations of an import
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-backend.h"
#include "stempel-import-file.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_IMPORTER (stempel_importer_get_type ())

G_DECLARE_FINAL_TYPE (StempelImporter, stempel_importer, STEMPEL, IMPORTER, GObject)

StempelImporter *stempel_importer_new           (StempelBackend       *backend);
void             stempel_importer_check_async   (StempelImporter      *self,
                                                 StempelImportFile    *file,
                                                 JsonNode             *order,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
JsonNode        *stempel_importer_check_finish  (StempelImporter      *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void             stempel_importer_repeat_async  (StempelImporter      *self,
                                                 StempelOperation      operation,
                                                 JsonNode             *request,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
JsonNode        *stempel_importer_repeat_finish (StempelImporter      *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
