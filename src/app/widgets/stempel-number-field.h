/* stempel-number-field.h: a field for a whole number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_NUMBER_FIELD (stempel_number_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelNumberField, stempel_number_field, STEMPEL, NUMBER_FIELD, StempelField)

/* Properties: `minimum`, `maximum`, `value` (int64), `unit` (translatable, shown after the number),
 * `optional-label` (translatable; when set, a check button switches the number off: the value is
 * then null). */
GtkWidget *stempel_number_field_new        (const char         *wire_name,
                                            const char         *title,
                                            gint64              minimum,
                                            gint64              maximum);
gint64     stempel_number_field_get_number (StempelNumberField *self);
void       stempel_number_field_set_number (StempelNumberField *self,
                                            gint64              number);

G_END_DECLS
