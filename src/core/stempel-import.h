/* stempel-import.h: a file that members came from, and how far it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_IMPORT (stempel_import_get_type ())

G_DECLARE_FINAL_TYPE (StempelImport, stempel_import, STEMPEL, IMPORT,
                      StempelRecord)

gint64      stempel_import_get_id           (StempelImport *self);
const char *stempel_import_get_name         (StempelImport *self);
const char *stempel_import_get_state        (StempelImport *self);
gint64      stempel_import_get_program_id   (StempelImport *self);
const char *stempel_import_get_program_name (StempelImport *self);
gint64      stempel_import_get_store_id     (StempelImport *self);
const char *stempel_import_get_store_name   (StempelImport *self);
JsonNode   *stempel_import_get_columns      (StempelImport *self);
const char *stempel_import_get_date_format  (StempelImport *self);
gint64      stempel_import_get_rows         (StempelImport *self);
gint64      stempel_import_get_received     (StempelImport *self);
JsonNode   *stempel_import_get_totals       (StempelImport *self);
JsonNode   *stempel_import_get_bad          (StempelImport *self);
JsonNode   *stempel_import_get_imported     (StempelImport *self);
const char *stempel_import_get_login_name   (StempelImport *self);
GDateTime  *stempel_import_get_created_at   (StempelImport *self);
GDateTime  *stempel_import_get_started_at   (StempelImport *self);
GDateTime  *stempel_import_get_finished_at  (StempelImport *self);
GDateTime  *stempel_import_get_undone_at    (StempelImport *self);

G_END_DECLS
