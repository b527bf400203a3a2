/* stempel-field.h: one labelled question of a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_FIELD (stempel_field_get_type ())

G_DECLARE_DERIVABLE_TYPE (StempelField, stempel_field, STEMPEL, FIELD, GtkWidget)

/**
 * StempelFieldClass:
 * @get_value: the value for the request, (transfer full) (nullable); %NULL leaves the member out
 * @set_value: shows a value of a reply; %NULL means "nothing entered"
 * @check: (nullable): what is wrong and can be seen without the database, (transfer full)
 *   (nullable)
 *
 * The kinds of fields derive from this; each puts its control in with stempel_field_set_control().
 *
 * Properties for .ui files: `wire-name` (member of the request), `title` (translatable, with
 * mnemonic), `description` (translatable help), `required`, `error`. Signal: `changed`.
 */
struct _StempelFieldClass
{
  GtkWidgetClass parent_class;

  JsonNode *(*get_value) (StempelField *self);
  void      (*set_value) (StempelField *self,
                          JsonNode     *value);
  char     *(*check)     (StempelField *self);
};

const char *stempel_field_get_wire_name (StempelField *self);
const char *stempel_field_get_title     (StempelField *self);
gboolean    stempel_field_get_required  (StempelField *self);
const char *stempel_field_get_error     (StempelField *self);
void        stempel_field_set_error     (StempelField *self,
                                         const char   *sentence);
void        stempel_field_set_description (StempelField *self,
                                           const char   *description);
JsonNode   *stempel_field_get_value     (StempelField *self);
void        stempel_field_set_value     (StempelField *self,
                                         JsonNode     *value);

char       *stempel_field_check         (StempelField *self);

/* For the kinds of fields. */
void        stempel_field_set_control   (StempelField *self,
                                         GtkWidget    *control,
                                         GtkWidget    *focus_widget);
void        stempel_field_set_horizontal (StempelField *self,
                                          gboolean      horizontal);
void        stempel_field_relate        (StempelField *self,
                                         GtkWidget    *control);
void        stempel_field_emit_changed  (StempelField *self);

G_END_DECLS
