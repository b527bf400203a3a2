/* stempel-csv-writer.h: writes records as CSV
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void stempel_csv_append_heading (GString            *text,
                                 const char * const *columns);
void stempel_csv_append_record  (GString            *text,
                                 const char * const *columns,
                                 JsonObject         *record);

G_END_DECLS
