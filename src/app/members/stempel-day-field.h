/* stempel-day-field.h: a field for a day such as a birthday
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_DAY_FIELD (stempel_day_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelDayField, stempel_day_field, STEMPEL, DAY_FIELD, StempelField)

/* The value is a JSON string "YYYY-MM-DD", left out when empty; what is no day is sent as typed, so
 * that the refusal comes back to this field. */
GtkWidget *stempel_day_field_new   (const char *wire_name,
                                    const char *title);
char      *stempel_day_field_parse (const char *typed);

G_END_DECLS
