/* stempel-csv-reader.h: reads CSV row by row, and says where it is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More is no cell of a table, but a quotation mark that was never closed. */
#define STEMPEL_CSV_CELL_BYTES (32 * 1024)
#define STEMPEL_CSV_ROW_BYTES (64 * 1024)
#define STEMPEL_CSV_CELLS 1000

typedef struct _StempelCsvReader StempelCsvReader;

StempelCsvReader   *stempel_csv_reader_new         (GInputStream      *stream);
void                stempel_csv_reader_free        (StempelCsvReader  *self);
const char * const *stempel_csv_reader_get_heading (StempelCsvReader  *self,
                                                    GError           **error);
char              **stempel_csv_reader_read        (StempelCsvReader  *self,
                                                    gint64            *line,
                                                    GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelCsvReader, stempel_csv_reader_free)

G_END_DECLS
