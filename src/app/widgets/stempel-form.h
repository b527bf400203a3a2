/* stempel-form.h: the fields of one request together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_FORM (stempel_form_get_type ())

G_DECLARE_FINAL_TYPE (StempelForm, stempel_form, STEMPEL, FORM, GObject)

/* Property: `changed` (whether anything differs from what was loaded; notified). Signal:
 * `edited`. */
StempelForm  *stempel_form_new           (void);
StempelForm  *stempel_form_new_within    (GtkWidget    *root);
void          stempel_form_add           (StempelForm  *self,
                                          StempelField *field);
void          stempel_form_add_within    (StempelForm  *self,
                                          GtkWidget    *root);
StempelField *stempel_form_get_field     (StempelForm  *self,
                                          const char   *wire_name);
void          stempel_form_load          (StempelForm  *self,
                                          JsonObject   *values);
void          stempel_form_load_object   (StempelForm  *self,
                                          GObject      *record);
JsonNode     *stempel_form_get_request   (StempelForm  *self);
gboolean      stempel_form_get_changed   (StempelForm  *self);
void          stempel_form_mark_clean    (StempelForm  *self);
gboolean      stempel_form_validate      (StempelForm  *self);
gboolean      stempel_form_show_error    (StempelForm  *self,
                                          const GError *error);
void          stempel_form_clear_errors  (StempelForm  *self);

G_END_DECLS
