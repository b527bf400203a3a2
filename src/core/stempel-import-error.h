/* stempel-import-error.h: what is wrong in a row of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_IMPORT_ERROR (stempel_import_error_get_type ())

G_DECLARE_FINAL_TYPE (StempelImportError, stempel_import_error, STEMPEL, IMPORT_ERROR,
                      StempelRecord)

gint64      stempel_import_error_get_line   (StempelImportError *self);
const char *stempel_import_error_get_column (StempelImportError *self);
const char *stempel_import_error_get_field  (StempelImportError *self);
const char *stempel_import_error_get_code   (StempelImportError *self);
JsonNode   *stempel_import_error_get_facts  (StempelImportError *self);

G_END_DECLS
