/* stempel-localised-field.h: a field for a text in the languages of the merchant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LOCALISED_FIELD (stempel_localised_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelLocalisedField, stempel_localised_field, STEMPEL, LOCALISED_FIELD,
                      StempelField)

/* The value is an object such as {"en": "Coffee", "de": "Kaffee"}, without the empty ones. */
GtkWidget  *stempel_localised_field_new           (const char            *wire_name,
                                                   const char            *title);
void        stempel_localised_field_set_languages (StempelLocalisedField *self,
                                                   const char            *default_language,
                                                   const char * const    *languages);
const char *stempel_localised_field_get_default_text (StempelLocalisedField *self);

G_END_DECLS
