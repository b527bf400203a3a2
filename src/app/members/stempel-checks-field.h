/* stempel-checks-field.h: a field for any number of a few things
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CHECKS_FIELD (stempel_checks_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelChecksField, stempel_checks_field, STEMPEL, CHECKS_FIELD, StempelField)

/* Property: `all-label` (translatable; when set, the first check stands for all of them and its
 * value is []). The value is an array of ids, left out while there is nothing to choose from. */
GtkWidget *stempel_checks_field_new         (const char         *wire_name,
                                             const char         *title);
void       stempel_checks_field_add_records (StempelChecksField *self,
                                             GListModel         *records,
                                             gboolean            active);
guint      stempel_checks_field_get_n       (StempelChecksField *self);

G_END_DECLS
