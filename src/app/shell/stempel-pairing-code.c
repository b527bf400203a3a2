/* stempel-pairing-code.c: the eight characters with which a device becomes a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-pairing-code.h"

#define LENGTH 8
#define GROUP 4

/* What is pasted may be anything. */
#define MOST 32

/* Appends what counts of @length bytes of @typed. */
static void
append_kept (GString *kept, const char *typed, gssize length)
{
  for (gssize i = 0; i < length && kept->len < MOST; i++)
    {
      if (g_ascii_isalnum (typed[i]))
        g_string_append_c (kept, g_ascii_toupper (typed[i]));
    }
}

static void
free_wiped (GString *text)
{
  explicit_bzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

static GString *
group (const GString *kept)
{
  GString *shown = g_string_sized_new (MOST + MOST / GROUP);

  for (gsize i = 0; i < kept->len; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (shown, '-');
      g_string_append_c (shown, kept->str[i]);
    }

  return shown;
}

static void insert_text_cb (GtkEditable *text, const char *typed, int length, int *position,
                            gpointer user_data);
static void delete_text_cb (GtkEditable *text, int start, int end, gpointer user_data);

/* Puts @n_before characters before the cursor. Returns where it stands. */
static int
show (GtkEditable *text, const GString *kept, gsize n_before)
{
  GString *shown = group (kept);
  int position = (int) (n_before + (n_before > 0 ? (n_before - 1) / GROUP : 0));
  int end = 0;

  g_signal_handlers_block_by_func (text, insert_text_cb, NULL);
  g_signal_handlers_block_by_func (text, delete_text_cb, NULL);
  gtk_editable_delete_text (text, 0, -1);
  gtk_editable_insert_text (text, shown->str, (int) shown->len, &end);
  gtk_editable_set_position (text, position);
  g_signal_handlers_unblock_by_func (text, delete_text_cb, NULL);
  g_signal_handlers_unblock_by_func (text, insert_text_cb, NULL);
  free_wiped (shown);

  return position;
}

/* All that is in the entry is ASCII, so characters are bytes. */
static void
insert_text_cb (GtkEditable *text, const char *typed, int length, int *position, gpointer user_data)
{
  const char *old = gtk_editable_get_text (text);
  gssize n_old = (gssize) strlen (old);
  gssize at = MIN ((gssize) *position, n_old);
  GString *kept = g_string_sized_new (MOST);
  gsize n_before;

  append_kept (kept, old, at);
  append_kept (kept, typed, length < 0 ? (gssize) strlen (typed) : length);
  n_before = kept->len;
  append_kept (kept, old + at, n_old - at);
  *position = show (text, kept, n_before);
  free_wiped (kept);
  g_signal_stop_emission_by_name (text, "insert-text");
}

static void
delete_text_cb (GtkEditable *text, int start, int end, gpointer user_data)
{
  const char *old = gtk_editable_get_text (text);
  gssize n_old = (gssize) strlen (old);
  gssize from = MIN ((gssize) start, n_old);
  gssize to = end < 0 ? n_old : MIN ((gssize) end, n_old);
  GString *kept = g_string_sized_new (MOST);
  gsize n_before;

  append_kept (kept, old, from);
  n_before = kept->len;
  append_kept (kept, old + to, n_old - to);
  show (text, kept, n_before);
  free_wiped (kept);
  g_signal_stop_emission_by_name (text, "delete-text");
}

/**
 * stempel_pairing_code_attach:
 * @field: where a code is typed
 *
 * Shows what is typed in groups of four capitals and digits; everything else is left out.
 */
void
stempel_pairing_code_attach (StempelTextField *field)
{
  GtkEditable *text;

  g_return_if_fail (STEMPEL_IS_TEXT_FIELD (field));

  text = gtk_editable_get_delegate (GTK_EDITABLE (stempel_text_field_get_entry (field)));
  g_signal_connect (text, "insert-text", G_CALLBACK (insert_text_cb), NULL);
  g_signal_connect (text, "delete-text", G_CALLBACK (delete_text_cb), NULL);
}

/**
 * stempel_pairing_code_read:
 * @field: where a code was typed
 *
 * Marks @field and puts the focus there when that is no code.
 *
 * Returns: (transfer full) (nullable): the eight characters, to be freed with
 *   stempel_pairing_code_wipe()
 */
char *
stempel_pairing_code_read (StempelTextField *field)
{
  const char *typed;
  GString *kept;

  g_return_val_if_fail (STEMPEL_IS_TEXT_FIELD (field), NULL);

  typed = stempel_text_field_get_text (field);
  kept = g_string_sized_new (MOST);
  append_kept (kept, typed, (gssize) strlen (typed));
  if (kept->len == LENGTH)
    return g_string_free (kept, FALSE);

  free_wiped (kept);
  stempel_field_set_error (STEMPEL_FIELD (field), _("The code has eight characters."));
  gtk_widget_grab_focus (GTK_WIDGET (field));

  return NULL;
}

/**
 * stempel_pairing_code_wipe:
 * @code: (nullable) (transfer full): a code
 */
void
stempel_pairing_code_wipe (char *code)
{
  if (code != NULL)
    explicit_bzero (code, strlen (code));
  g_free (code);
}
