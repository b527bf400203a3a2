/* stempel-preferences-dialog.c: language, light or dark, size of the text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-choice-field.h"
#include "stempel-format.h"
#include "stempel-language.h"
#include "stempel-preferences-dialog.h"
#include "stempel-settings.h"

static void
language_chosen_cb (StempelChoiceField *field)
{
  const char *language = stempel_choice_field_get_text (field);

  g_settings_set_string (stempel_settings_get_default (), "language", language != NULL ? language
                                                                                       : "");
}

static void
scheme_chosen_cb (StempelChoiceField *field)
{
  g_settings_set_string (stempel_settings_get_default (), "color-scheme",
                         stempel_choice_field_get_text (field));
}

static void
size_chosen_cb (StempelChoiceField *field)
{
  g_settings_set_int (stempel_settings_get_default (), "text-size",
                      (int) stempel_choice_field_get_id (field));
}

static void
select_text (GtkWidget *field, const char *value)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), value);

  stempel_field_set_value (STEMPEL_FIELD (field), value[0] != '\0' ? node : NULL);
}

static GtkWidget *
create_language_field (GSettings *settings)
{
  GtkWidget *field = stempel_choice_field_new (NULL, _("_Language"));
  const char * const *languages = stempel_language_get_available ();
  g_autofree char *chosen = g_settings_get_string (settings, "language");

  g_object_set (field, "none-label", _("Language of the system"), NULL);
  for (guint i = 0; languages[i] != NULL; i++)
    stempel_choice_field_add_text (STEMPEL_CHOICE_FIELD (field),
                                   stempel_format_language_name (languages[i]), languages[i]);

  select_text (field, chosen);
  g_signal_connect (field, "changed", G_CALLBACK (language_chosen_cb), NULL);

  return field;
}

static GtkWidget *
create_scheme_field (GSettings *settings)
{
  GtkWidget *field = stempel_choice_field_new (NULL, _("_Appearance"));
  g_autofree char *chosen = g_settings_get_string (settings, "color-scheme");

  stempel_choice_field_add_text (STEMPEL_CHOICE_FIELD (field), _("Like the system"), "system");
  stempel_choice_field_add_text (STEMPEL_CHOICE_FIELD (field), C_("appearance", "Light"), "light");
  stempel_choice_field_add_text (STEMPEL_CHOICE_FIELD (field), C_("appearance", "Dark"), "dark");
  select_text (field, chosen);
  g_signal_connect (field, "changed", G_CALLBACK (scheme_chosen_cb), NULL);

  return field;
}

static GtkWidget *
create_size_field (GSettings *settings)
{
  static const int percents[] = { 85, 100, 115, 130, 150, 175, 200 };
  GtkWidget *field = stempel_choice_field_new (NULL, _("Text _size"));
  g_autoptr(JsonNode) chosen =
    json_node_init_int (json_node_alloc (), g_settings_get_int (settings, "text-size"));

  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    {
      /* Translators: a size of the text; %d is a number */
      g_autofree char *label = g_strdup_printf (_("%d %%"), percents[i]);

      stempel_choice_field_add_id (STEMPEL_CHOICE_FIELD (field), label, percents[i]);
    }

  stempel_field_set_value (STEMPEL_FIELD (field), chosen);
  g_signal_connect (field, "changed", G_CALLBACK (size_chosen_cb), NULL);

  return field;
}

/**
 * stempel_preferences_dialog_present:
 * @origin: a widget of the window in front of which it is shown
 */
void
stempel_preferences_dialog_present (GtkWidget *origin)
{
  GSettings *settings = stempel_settings_get_default ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  StempelDialog *dialog;

  gtk_box_append (GTK_BOX (box), create_language_field (settings));
  gtk_box_append (GTK_BOX (box), create_scheme_field (settings));
  gtk_box_append (GTK_BOX (box), create_size_field (settings));

  dialog = stempel_dialog_new (_("Preferences"), NULL, box);
  g_object_set (dialog, "cancel-label", _("_Close"), NULL);
  stempel_dialog_present_for (dialog, origin);
}
