/* stempel-day-field.c: a field for a day such as a birthday
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "stempel-day-field.h"
#include "stempel-format.h"

/**
 * StempelDayField:
 *
 * A day typed with digits: "31.12.1990", "31/12/1990" or "1990-12-31". What was understood is said
 * below the entry in words, which is quicker to check than a calendar when the day lies decades
 * back.
 */
struct _StempelDayField
{
  StempelField  parent_instance;

  GtkWidget    *entry;
};

G_DEFINE_FINAL_TYPE (StempelDayField, stempel_day_field, STEMPEL_TYPE_FIELD)

static void
show_understood (StempelDayField *self)
{
  g_autofree char *day =
    stempel_day_field_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autofree char *words = day != NULL ? stempel_format_day_full (day) : NULL;

  /* Translators: how a day is to be typed; only the letters are translated. */
  stempel_field_set_description (STEMPEL_FIELD (self), words != NULL ? words : _("DD.MM.YYYY"));
}

static void
entry_changed_cb (StempelDayField *self)
{
  show_understood (self);
  stempel_field_emit_changed (STEMPEL_FIELD (self));
}

static JsonNode *
stempel_day_field_get_value (StempelField *field)
{
  StempelDayField *self = STEMPEL_DAY_FIELD (field);
  g_autofree char *typed =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autofree char *day = stempel_day_field_parse (typed);
  JsonNode *value;

  if (*typed == '\0')
    return NULL;

  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (value, day != NULL ? day : typed);

  return value;
}

static void
stempel_day_field_set_value (StempelField *field, JsonNode *value)
{
  StempelDayField *self = STEMPEL_DAY_FIELD (field);
  const char *day = value != NULL &&
                    JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;
  g_autofree char *typed = NULL;
  int year, month, date;

  if (day != NULL && sscanf (day, "%4d-%2d-%2d", &year, &month, &date) == 3)
    typed = g_strdup_printf ("%02d.%02d.%04d", date, month, year);
  else
    typed = g_strdup (day != NULL ? day : "");

  gtk_editable_set_text (GTK_EDITABLE (self->entry), typed);
  show_understood (self);
}

static void
stempel_day_field_class_init (StempelDayFieldClass *klass)
{
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  field_class->get_value = stempel_day_field_get_value;
  field_class->set_value = stempel_day_field_set_value;
}

static void
stempel_day_field_init (StempelDayField *self)
{
  self->entry = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (self->entry), TRUE);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), 20);
  stempel_field_set_control (STEMPEL_FIELD (self), self->entry, self->entry);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (entry_changed_cb), self,
                           G_CONNECT_SWAPPED);
  show_understood (self);
}

/**
 * stempel_day_field_new:
 * @wire_name: member of the request
 * @title: caption, translated, with mnemonic
 *
 * Returns: (transfer floating): a field without a day
 */
GtkWidget *
stempel_day_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_DAY_FIELD, "wire-name", wire_name, "title", title, NULL);
}

/**
 * stempel_day_field_parse:
 * @typed: what somebody typed
 *
 * Day, month and year in this order with anything between them, or the year first when it has four
 * digits.
 *
 * Returns: (transfer full) (nullable): the day as `YYYY-MM-DD`, %NULL when it is none
 */
char *
stempel_day_field_parse (const char *typed)
{
  guint numbers[3] = { 0, };
  int consumed = 0;
  gboolean year_first;
  GDateYear year;

  g_return_val_if_fail (typed != NULL, NULL);

  if (sscanf (typed, " %4u%*[-./ ]%2u%*[-./ ]%4u %n", &numbers[0], &numbers[1], &numbers[2],
              &consumed) != 3 ||
      typed[consumed] != '\0')
    return NULL;

  year_first = numbers[0] > 31;
  year = (GDateYear) numbers[year_first ? 0 : 2];

  /* Two digits would have to be guessed. */
  if (year < 1000 ||
      !g_date_valid_dmy ((GDateDay) numbers[year_first ? 2 : 0], (GDateMonth) numbers[1], year))
    return NULL;

  return g_strdup_printf ("%04u-%02u-%02u", year, numbers[1], numbers[year_first ? 2 : 0]);
}
