/* stempel-password-field.c: a field for a password, which nothing else can read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-password-field.h"

/* In bytes; more than any server takes. */
#define LONGEST 1023

/* What stands in the entry in place of each character. */
#define FILLER "*"

/**
 * StempelPasswordField:
 *
 * The text of an entry can be read by any program on the accessibility bus, hidden or not. This
 * one therefore holds as many fillers as the password has characters: it can be edited, selected
 * and pasted into like any other, and there is nothing in it to read. The password itself is in
 * memory that is wiped. The value of the field, which forms keep and compare, are the fillers.
 */
struct _StempelPasswordField
{
  StempelField  parent_instance;

  GtkWidget    *entry;
  GtkEditable  *text;                   /* (unowned): what the entry hands its text to */
  char          password[LONGEST + 1];
};

enum
{
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelPasswordField, stempel_password_field, STEMPEL_TYPE_FIELD)

static void insert_text_cb (GtkEditable *text, const char *inserted, int length, int *position,
                            StempelPasswordField *self);

static gboolean
insert_password (StempelPasswordField *self, const char *inserted, gsize length, int position)
{
  gsize whole = strlen (self->password);
  char *at = g_utf8_offset_to_pointer (self->password, position);

  if (whole + length > LONGEST || !g_utf8_validate (inserted, (gssize) length, NULL))
    return FALSE;

  memmove (at + length, at, strlen (at) + 1);
  memcpy (at, inserted, length);

  return TRUE;
}

static void
insert_fillers (StempelPasswordField *self, glong count, int *position)
{
  g_autoptr(GString) fillers = g_string_new (NULL);

  for (glong i = 0; i < count; i++)
    g_string_append (fillers, FILLER);

  g_signal_handlers_block_by_func (self->text, insert_text_cb, self);
  gtk_editable_insert_text (self->text, fillers->str, (int) fillers->len, position);
  g_signal_handlers_unblock_by_func (self->text, insert_text_cb, self);
}

static void
insert_text_cb (GtkEditable *text, const char *inserted, int length, int *position,
                StempelPasswordField *self)
{
  gsize bytes = length < 0 ? strlen (inserted) : (gsize) length;

  g_signal_stop_emission_by_name (text, "insert-text");
  if (insert_password (self, inserted, bytes, *position))
    insert_fillers (self, g_utf8_strlen (inserted, (gssize) bytes), position);
  else
    gtk_widget_error_bell (self->entry);
}

static void
delete_text_cb (GtkEditable *text, int start, int end, StempelPasswordField *self)
{
  glong whole = g_utf8_strlen (self->password, -1);
  char *from = g_utf8_offset_to_pointer (self->password, start);
  char *to = g_utf8_offset_to_pointer (self->password, end < 0 ? whole : MIN (end, whole));
  gsize left = strlen (to);
  char *rest;

  memmove (from, to, left + 1);
  /* What is cut off must not stay in memory. */
  rest = from + left + 1;
  explicit_bzero (rest, (gsize) (self->password + sizeof self->password - rest));
}

static void
changed_cb (StempelPasswordField *self)
{
  stempel_field_emit_changed (STEMPEL_FIELD (self));
}

static void
activate_cb (StempelPasswordField *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static JsonNode *
stempel_password_field_get_value (StempelField *field)
{
  StempelPasswordField *self = STEMPEL_PASSWORD_FIELD (field);
  const char *fillers = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  return *fillers != '\0' ? json_node_init_string (json_node_alloc (), fillers) : NULL;
}

/* No reply holds a password. */
static void
stempel_password_field_set_value (StempelField *field, JsonNode *value)
{
  stempel_password_field_clear (STEMPEL_PASSWORD_FIELD (field));
}

static void
stempel_password_field_dispose (GObject *object)
{
  StempelPasswordField *self = STEMPEL_PASSWORD_FIELD (object);

  explicit_bzero (self->password, sizeof self->password);
  if (self->text != NULL)
    g_signal_handlers_disconnect_by_data (self->text, self);
  self->text = NULL;

  G_OBJECT_CLASS (stempel_password_field_parent_class)->dispose (object);
}

static void
stempel_password_field_class_init (StempelPasswordFieldClass *klass)
{
  StempelFieldClass *field_class = STEMPEL_FIELD_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_password_field_dispose;
  field_class->get_value = stempel_password_field_get_value;
  field_class->set_value = stempel_password_field_set_value;

  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", STEMPEL_TYPE_PASSWORD_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
stempel_password_field_init (StempelPasswordField *self)
{
  self->entry = gtk_password_entry_new ();
  self->text = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  g_object_set (self->entry, "activates-default", TRUE, NULL);
  stempel_field_set_control (STEMPEL_FIELD (self), self->entry, NULL);
  g_signal_connect (self->text, "insert-text", G_CALLBACK (insert_text_cb), self);
  g_signal_connect (self->text, "delete-text", G_CALLBACK (delete_text_cb), self);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * stempel_password_field_new:
 * @wire_name: (nullable): what a form knows it by
 * @title: the title, translated, with mnemonic
 *
 * Returns: (transfer floating): a field
 */
GtkWidget *
stempel_password_field_new (const char *wire_name, const char *title)
{
  return g_object_new (STEMPEL_TYPE_PASSWORD_FIELD, "wire-name", wire_name, "title", title, NULL);
}

/**
 * stempel_password_field_get_password:
 * @self: a password field
 *
 * Returns: (transfer none): what was typed; changes with it
 */
const char *
stempel_password_field_get_password (StempelPasswordField *self)
{
  g_return_val_if_fail (STEMPEL_IS_PASSWORD_FIELD (self), NULL);

  return self->password;
}

/**
 * stempel_password_field_clear:
 * @self: a password field
 *
 * Forgets what was typed.
 */
void
stempel_password_field_clear (StempelPasswordField *self)
{
  g_return_if_fail (STEMPEL_IS_PASSWORD_FIELD (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  explicit_bzero (self->password, sizeof self->password);
}
