/* stempel-setup-form.c: what has to be known of a business to begin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-choice-field.h"
#include "stempel-first-program.h"
#include "stempel-format.h"
#include "stempel-language.h"
#include "stempel-setup-form.h"
#include "stempel-text-field.h"
#include "stempel-text.h"

#define ZONE_TABLE "/usr/share/zoneinfo/zone1970.tab"

struct _StempelSetupForm
{
  AdwBin              parent_instance;

  StempelChoiceField *language_field;
  StempelChoiceField *country_field;
  StempelChoiceField *currency_field;
  StempelChoiceField *zone_field;
  StempelChoiceField *template_field;

  StempelForm        *form; /* (owned) */
};

G_DEFINE_FINAL_TYPE (StempelSetupForm, stempel_setup_form, ADW_TYPE_BIN)

static const struct { const char *code, *name; } countries[] = {
  { "AT", NC_("country", "Austria") },
  { "BE", NC_("country", "Belgium") },
  { "CH", NC_("country", "Switzerland") },
  { "DE", NC_("country", "Germany") },
  { "DK", NC_("country", "Denmark") },
  { "ES", NC_("country", "Spain") },
  { "FR", NC_("country", "France") },
  { "GB", NC_("country", "United Kingdom") },
  { "IE", NC_("country", "Ireland") },
  { "IT", NC_("country", "Italy") },
  { "LU", NC_("country", "Luxembourg") },
  { "NL", NC_("country", "Netherlands") },
  { "PT", NC_("country", "Portugal") },
  { "SE", NC_("country", "Sweden") },
};

static const char * const currencies[] =
  { "EUR", "CHF", "GBP", "USD", "DKK", "SEK", "NOK", "PLN", "CZK", NULL };

static void
select_text (StempelChoiceField *field, const char *value)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), value);

  stempel_field_set_value (STEMPEL_FIELD (field), node);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char **) a, *(const char **) b);
}

/* A small file of the system, read once in the life of an installation. */
static GPtrArray *
load_zones (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  GPtrArray *zones = g_ptr_array_new_with_free_func (g_free);

  if (!g_file_get_contents (ZONE_TABLE, &text, NULL, NULL))
    return zones;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = lines[i][0] != '#' ? g_strsplit (lines[i], "\t", 4) : NULL;

      if (columns != NULL && g_strv_length (columns) >= 3)
        g_ptr_array_add (zones, g_strdup (columns[2]));
    }

  g_ptr_array_sort (zones, compare_names);

  return zones;
}

static void
fill_zones (StempelChoiceField *field)
{
  g_autoptr(GPtrArray) zones = load_zones ();
  g_autoptr(GTimeZone) local = g_time_zone_new_local ();
  const char *own = g_time_zone_get_identifier (local);
  gboolean is_place = own != NULL && strchr (own, '/') != NULL && own[0] != '/' &&
                      !g_str_has_prefix (own, "Etc/");

  if (is_place && !g_ptr_array_find_with_equal_func (zones, own, g_str_equal, NULL))
    g_ptr_array_add (zones, g_strdup (own));
  if (!g_ptr_array_find_with_equal_func (zones, "Europe/Luxembourg", g_str_equal, NULL))
    g_ptr_array_add (zones, g_strdup ("Europe/Luxembourg"));
  g_ptr_array_sort (zones, compare_names);

  for (guint i = 0; i < zones->len; i++)
    stempel_choice_field_add_text (field, g_ptr_array_index (zones, i),
                                   g_ptr_array_index (zones, i));

  select_text (field, is_place ? own : "Europe/Luxembourg");
}

static void
fill_choices (StempelSetupForm *self)
{
  const char * const *languages = stempel_language_get_available ();
  g_autofree char *language = g_strndup (stempel_language_current (), 2);

  for (guint i = 0; languages[i] != NULL; i++)
    stempel_choice_field_add_text (self->language_field,
                                   stempel_format_language_name (languages[i]), languages[i]);
  select_text (self->language_field, language);

  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    stempel_choice_field_add_text (self->country_field,
                                   g_dpgettext2 (NULL, "country",
                                                 countries[i].name), countries[i].code);
  select_text (self->country_field, "LU");

  for (guint i = 0; currencies[i] != NULL; i++)
    stempel_choice_field_add_text (self->currency_field, currencies[i], currencies[i]);

  fill_zones (self->zone_field);

  for (guint i = 0; i < stempel_first_program_get_n_templates (); i++)
    stempel_choice_field_add_id (self->template_field, stempel_first_program_get_title (i), i + 1);
  stempel_choice_field_add_id (self->template_field, _("None yet"), 0);
}

static void
stempel_setup_form_dispose (GObject *object)
{
  StempelSetupForm *self = STEMPEL_SETUP_FORM (object);

  g_clear_object (&self->form);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_SETUP_FORM);

  G_OBJECT_CLASS (stempel_setup_form_parent_class)->dispose (object);
}

static void
stempel_setup_form_class_init (StempelSetupFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_setup_form_dispose;

  g_type_ensure (STEMPEL_TYPE_CHOICE_FIELD);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-setup-form.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSetupForm, language_field);
  gtk_widget_class_bind_template_child (widget_class, StempelSetupForm, country_field);
  gtk_widget_class_bind_template_child (widget_class, StempelSetupForm, currency_field);
  gtk_widget_class_bind_template_child (widget_class, StempelSetupForm, zone_field);
  gtk_widget_class_bind_template_child (widget_class, StempelSetupForm, template_field);
}

static void
stempel_setup_form_init (StempelSetupForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_choices (self);
  self->form = stempel_form_new_within (GTK_WIDGET (self));
}

/**
 * stempel_setup_form_new:
 *
 * Returns: (transfer floating): an empty form
 */
GtkWidget *
stempel_setup_form_new (void)
{
  return g_object_new (STEMPEL_TYPE_SETUP_FORM, NULL);
}

/**
 * stempel_setup_form_get_form:
 * @self: a setup form
 *
 * Returns: (transfer none): its fields
 */
StempelForm *
stempel_setup_form_get_form (StempelSetupForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_SETUP_FORM (self), NULL);

  return self->form;
}

/* Fields named "store.name" become the member `name` of the object `store`. */
static void
nest_member (JsonObject *object, const char *member, JsonNode *value)
{
  const char *dot = strchr (member, '.');
  g_autofree char *outer = dot != NULL ? g_strndup (member, dot - member) : NULL;

  if (dot == NULL)
    {
      json_object_set_member (object, member, json_node_copy (value));
      return;
    }

  if (!json_object_has_member (object, outer))
    json_object_set_object_member (object, outer, json_object_new ());

  json_object_set_member (json_object_get_object_member (object, outer), dot + 1,
                          json_node_copy (value));
}

/**
 * stempel_setup_form_get_merchant:
 * @self: a setup form
 *
 * Returns: (transfer full): the request for stempel_local_setup_async()
 */
JsonNode *
stempel_setup_form_get_merchant (StempelSetupForm *self)
{
  g_autoptr(JsonNode) flat = NULL;
  g_autoptr(JsonObject) merchant = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  g_return_val_if_fail (STEMPEL_IS_SETUP_FORM (self), NULL);

  flat = stempel_form_get_request (self->form);
  json_object_iter_init (&iter, json_node_get_object (flat));
  while (json_object_iter_next (&iter, &member, &value))
    nest_member (merchant, member, value);

  return json_node_init_object (json_node_alloc (), merchant);
}

/**
 * stempel_setup_form_get_template:
 * @self: a setup form
 *
 * Returns: the template of the first program, -1 for none
 */
int
stempel_setup_form_get_template (StempelSetupForm *self)
{
  g_return_val_if_fail (STEMPEL_IS_SETUP_FORM (self), -1);

  return (int) stempel_choice_field_get_id (self->template_field) - 1;
}
