/* stempel-choice-field.h: a field for one of several things
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CHOICE_FIELD (stempel_choice_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelChoiceField, stempel_choice_field, STEMPEL, CHOICE_FIELD, StempelField)

/* Property: `none-label` (translatable; when set, the first choice is "none" and its value null).
 * Each choice is a label and a JSON value: a string or an integer. */
GtkWidget  *stempel_choice_field_new         (const char         *wire_name,
                                              const char         *title);
void        stempel_choice_field_clear       (StempelChoiceField *self);
void        stempel_choice_field_add_text    (StempelChoiceField *self,
                                              const char         *label,
                                              const char         *value);
void        stempel_choice_field_add_id      (StempelChoiceField *self,
                                              const char         *label,
                                              gint64              value);
void        stempel_choice_field_add_records (StempelChoiceField *self,
                                              GListModel         *records,
                                              const char         *label_property);
const char *stempel_choice_field_get_text    (StempelChoiceField *self);
gint64      stempel_choice_field_get_id      (StempelChoiceField *self);

G_END_DECLS
