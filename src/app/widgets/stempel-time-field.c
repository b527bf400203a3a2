/* stempel-time-field.c: a field for a time of the day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-time-field.h"

struct _StempelTimeField
{
  StempelField  parent_instance;

  GtkEntry     *entry;
};

G_DEFINE_FINAL_TYPE (StempelTimeField, stempel_time_field, STEMPEL_TYPE_FIELD)

/* Takes "4:00", "04:00" and "4"; returns "04:00", or NULL. */
static char *
parse_time (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_auto(GStrv) parts = g_strsplit_set (trimmed, ":.h", 2);
  guint64 hour = 0, minute = 0;

  if (parts[0] == NULL || !g_ascii_string_to_unsigned (parts[0], 10, 0, 23, &hour, NULL))
    return NULL;

  if (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 0, 59, &minute, NULL))
    return NULL;

  return g_strdup_printf ("%02d:%02d", (int) hour, (int) minute);
}

static JsonNode *
stempel_time_field_get_value (StempelField *field)
{
  g_autofree char *time =
    parse_time (gtk_editable_get_text (GTK_EDITABLE (STEMPEL_TIME_FIELD (field)->entry)));

  return time != NULL ? json_node_init_string (json_node_alloc (), time) : NULL;
}

static void
stempel_time_field_set_value (StempelField *field, JsonNode *value)
{
  gtk_editable_set_text (GTK_EDITABLE (STEMPEL_TIME_FIELD (field)->entry),
                         value != NULL ? json_node_get_string (value) : "");
}

static char *
stempel_time_field_check (StempelField *field)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (STEMPEL_TIME_FIELD (field)->entry));
  g_autofree char *time = parse_time (text);

  if (time != NULL || text[0] == '\0')
    return NULL;

  return g_strdup (_("Enter a time of the day such as 04:00."));
}

static void
stempel_time_field_class_init (StempelTimeFieldClass *klass)
{
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  field_class->get_value = stempel_time_field_get_value;
  field_class->set_value = stempel_time_field_set_value;
  field_class->check = stempel_time_field_check;
}

static void
stempel_time_field_init (StempelTimeField *self)
{
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_activates_default (self->entry, TRUE);
  gtk_entry_set_placeholder_text (self->entry, "00:00");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_widget_set_halign (GTK_WIDGET (self->entry), GTK_ALIGN_START);
  stempel_field_set_control (STEMPEL_FIELD (self), GTK_WIDGET (self->entry), NULL);
  g_signal_connect_object (self->entry, "changed",
                           G_CALLBACK (stempel_field_emit_changed), self, G_CONNECT_SWAPPED);
}

/**
 * stempel_time_field_new:
 * @wire_name: the member of the request
 * @title: the title, translated, with mnemonic
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_time_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_TIME_FIELD, "wire-name", wire_name, "title", title, NULL);
}
