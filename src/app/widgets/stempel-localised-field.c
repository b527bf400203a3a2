/* stempel-localised-field.c: a field for a text in the languages of the merchant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-format.h"
#include "stempel-localised-field.h"

struct _StempelLocalisedField
{
  StempelField  parent_instance;

  GtkEntry     *entry; /* of the default language */
  GtkWidget    *toggle;
  GtkWidget    *arrow;
  GtkWidget    *revealer;
  GtkGrid      *grid;
  char         *default_language;
  GHashTable   *others; /* (element-type utf8 GtkEntry): the entries of the other languages */
};

G_DEFINE_FINAL_TYPE (StempelLocalisedField, stempel_localised_field, STEMPEL_TYPE_FIELD)

static void
add_member (JsonObject *object, const char *language, GtkEntry *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (text[0] != '\0')
    json_object_set_string_member (object, language, text);
}

static JsonNode *
stempel_localised_field_get_value (StempelField *field)
{
  StempelLocalisedField *self = STEMPEL_LOCALISED_FIELD (field);
  g_autoptr(JsonObject) object = json_object_new ();
  GHashTableIter iter;
  gpointer language, entry;

  add_member (object, self->default_language, self->entry);

  g_hash_table_iter_init (&iter, self->others);
  while (g_hash_table_iter_next (&iter, &language, &entry))
    add_member (object, language, entry);

  if (json_object_get_size (object) == 0)
    return NULL;

  return json_node_init_object (json_node_alloc (), object);
}

static void
show_member (JsonObject *object, const char *language, GtkEntry *entry)
{
  const char *text = object != NULL && json_object_has_member (object, language)
                       ? json_object_get_string_member_with_default (object, language, "")
                       : "";

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
stempel_localised_field_set_value (StempelField *field, JsonNode *value)
{
  StempelLocalisedField *self = STEMPEL_LOCALISED_FIELD (field);
  JsonObject *object = value != NULL &&
                       JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  GHashTableIter iter;
  gpointer language, entry;

  show_member (object, self->default_language, self->entry);

  g_hash_table_iter_init (&iter, self->others);
  while (g_hash_table_iter_next (&iter, &language, &entry))
    show_member (object, language, entry);
}

static char *
stempel_localised_field_check (StempelField *field)
{
  StempelLocalisedField *self = STEMPEL_LOCALISED_FIELD (field);
  g_autoptr(JsonNode) value = stempel_localised_field_get_value (field);

  if (value == NULL ||
      json_object_has_member (json_node_get_object (value), self->default_language))
    return NULL;

  /* Translators: %s is a language by its own name, such as Deutsch */
  return g_strdup_printf (_("Fill in the text in %s, the language of your business."),
                          stempel_format_language_name (self->default_language));
}

static GtkEntry *
create_entry (StempelLocalisedField *self)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_object (entry, "changed",
                           G_CALLBACK (stempel_field_emit_changed), self, G_CONNECT_SWAPPED);

  return GTK_ENTRY (entry);
}

static void
add_language (StempelLocalisedField *self, const char *language, int row)
{
  GtkWidget *label = gtk_label_new (stempel_format_language_name (language));
  GtkEntry *entry = create_entry (self);
  const char *title = stempel_field_get_title (STEMPEL_FIELD (self));
  g_autofree char *name = NULL;

  /* Translators: the name of an entry: %1$s is what it is for, %2$s a language by its own name */
  name = g_strdup_printf (_("%1$s in %2$s"), title != NULL ? title
                                                           : "", stempel_format_language_name (
                                                               language));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (self->grid, label, 0, row, 1, 1);
  gtk_grid_attach (self->grid, GTK_WIDGET (entry), 1, row, 1, 1);
  stempel_accessible_name (GTK_WIDGET (entry), name);
  g_hash_table_insert (self->others, g_strdup (language), entry);
}

static void
toggled_cb (StempelLocalisedField *self)
{
  gboolean expanded = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->toggle));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), expanded);
  gtk_widget_set_visible (self->revealer, expanded);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), expanded ? "pan-down-symbolic"
                                                                  : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_STATE_EXPANDED,
                               expanded, -1);
}

/* No GtkExpander: it complains about a missing window when the focus passes it while it is
 * closed. */
static GtkWidget *
create_toggle (StempelLocalisedField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *text = _("In other languages");

  self->toggle = gtk_toggle_button_new ();
  self->arrow = gtk_image_new ();
  gtk_box_append (GTK_BOX (box), self->arrow);
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_button_set_child (GTK_BUTTON (self->toggle), box);
  gtk_widget_set_halign (self->toggle, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->toggle, "flat");
  gtk_widget_set_visible (self->toggle, FALSE);
  stempel_accessible_name (self->toggle, text);
  g_signal_connect_object (self->toggle, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);

  return self->toggle;
}

static void
stempel_localised_field_finalize (GObject *object)
{
  StempelLocalisedField *self = STEMPEL_LOCALISED_FIELD (object);

  g_hash_table_unref (self->others);
  g_free (self->default_language);

  G_OBJECT_CLASS (stempel_localised_field_parent_class)->finalize (object);
}

static void
stempel_localised_field_class_init (StempelLocalisedFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  object_class->finalize = stempel_localised_field_finalize;
  field_class->get_value = stempel_localised_field_get_value;
  field_class->set_value = stempel_localised_field_set_value;
  field_class->check = stempel_localised_field_check;
}

static void
stempel_localised_field_init (StempelLocalisedField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->default_language = g_strdup ("en");
  self->others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->entry = create_entry (self);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 12);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), GTK_WIDGET (self->grid));

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), create_toggle (self));
  gtk_box_append (GTK_BOX (box), self->revealer);
  toggled_cb (self);
  stempel_field_set_control (STEMPEL_FIELD (self), box, GTK_WIDGET (self->entry));
}

/**
 * stempel_localised_field_new:
 * @wire_name: the member of the request
 * @title: the title, translated, with mnemonic
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_localised_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_LOCALISED_FIELD, "wire-name", wire_name, "title", title, NULL);
}

/**
 * stempel_localised_field_set_languages:
 * @self: a localised field
 * @default_language: the language that must be there
 * @languages: (nullable) (array zero-terminated=1): all languages of the merchant
 *
 * Call it before a value is set; it empties the entries of the other languages.
 */
void
stempel_localised_field_set_languages (StempelLocalisedField *self,
                                       const char            *default_language,
                                       const char * const    *languages)
{
  GtkWidget *child;
  const char *title;
  g_autofree char *name = NULL;
  int row = 0;

  g_return_if_fail (STEMPEL_IS_LOCALISED_FIELD (self));
  g_return_if_fail (default_language != NULL);

  g_free (self->default_language);
  self->default_language = g_strdup (default_language);
  g_hash_table_remove_all (self->others);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);

  for (guint i = 0; languages != NULL && languages[i] != NULL; i++)
    {
      if (!g_str_equal (languages[i], default_language))
        add_language (self, languages[i], row++);
    }

  /* Several such buttons stand in one form, so each is named after its field. */
  title = stempel_field_get_title (STEMPEL_FIELD (self));
  /* Translators: the name of a button: %s is what can be entered in other languages, such as
   * Reward */
  name = g_strdup_printf (_("%s in other languages"), title != NULL ? title : "");
  stempel_accessible_name (self->toggle, name);
  gtk_widget_set_visible (self->toggle, row > 0);
}

/**
 * stempel_localised_field_get_default_text:
 * @self: a localised field
 *
 * Returns: (transfer none): the text in the default language
 */
const char *
stempel_localised_field_get_default_text (StempelLocalisedField *self)
{
  g_return_val_if_fail (STEMPEL_IS_LOCALISED_FIELD (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}
