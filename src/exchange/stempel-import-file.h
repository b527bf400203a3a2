/* stempel-import-file.h: a CSV file as the operations of an import want it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A request stays below 256 KiB, which is what the server takes. */
#define STEMPEL_IMPORT_PART_ROWS 500
#define STEMPEL_IMPORT_PART_BYTES (180 * 1024)

typedef struct _StempelImportFile StempelImportFile;

StempelImportFile *stempel_import_file_open      (GFile              *file,
                                                  GHashTable         *mapping,
                                                  GError            **error);
void               stempel_import_file_free      (StempelImportFile  *self);
JsonNode          *stempel_import_file_describe  (StempelImportFile  *self);
const char * const *stempel_import_file_get_ignored (StempelImportFile *self);
JsonArray         *stempel_import_file_read_part (StempelImportFile  *self,
                                                  gint64              first,
                                                  GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelImportFile, stempel_import_file_free)

G_END_DECLS
