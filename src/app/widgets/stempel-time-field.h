/* stempel-time-field.h: a field for a time of the day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TIME_FIELD (stempel_time_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelTimeField, stempel_time_field, STEMPEL, TIME_FIELD, StempelField)

/* The value is a JSON string "HH:MM". */
GtkWidget *stempel_time_field_new (const char *wire_name,
                                   const char *title);

G_END_DECLS
