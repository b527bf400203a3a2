/* stempel-catalogue.c: translations into a language that need not be that of the process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-catalogue.h"

/**
 * StempelCatalogue:
 *
 * The texts of one compiled catalogue (a `.mo` file of gettext). gettext itself speaks the language
 * of the process, and only if the system knows the locale; a document for a member is written in
 * the language of the member.
 */
struct _StempelCatalogue
{
  GBytes     *bytes; /* (owned) what the table points into */
  GHashTable *texts; /* (owned) what is translated → translation */
};

#define MAGIC 0x950412deu

enum
{
  AT_MAGIC = 0,
  AT_COUNT = 8,
  AT_ORIGINALS = 12,
  AT_TRANSLATIONS = 16,
  HEADER_SIZE = 28,
};

static gboolean
read_number (GBytes *bytes, guint64 offset, gboolean swapped, guint32 *number)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (offset + sizeof *number > size)
    return FALSE;

  memcpy (number, data + offset, sizeof *number);
  *number = GUINT32_FROM_LE (*number);
  if (swapped)
    *number = GUINT32_SWAP_LE_BE (*number);

  return TRUE;
}

/* A text that lies within the file, and so does the zero behind it. */
static const char *
read_text (GBytes *bytes, guint64 entry, gboolean swapped)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  guint32 length, offset;

  if (!read_number (bytes, entry, swapped, &length) ||
      !read_number (bytes, entry + 4, swapped, &offset) ||
      (guint64) offset + length + 1 > size || data[(guint64) offset + length] != '\0')
    return NULL;

  return data + offset;
}

static gboolean
read_texts (StempelCatalogue *self, gboolean swapped)
{
  guint32 count, originals, translations;

  if (!read_number (self->bytes, AT_COUNT, swapped, &count) ||
      !read_number (self->bytes, AT_ORIGINALS, swapped, &originals) ||
      !read_number (self->bytes, AT_TRANSLATIONS, swapped, &translations) ||
      g_bytes_get_size (self->bytes) < HEADER_SIZE)
    return FALSE;

  for (guint32 i = 0; i < count; i++)
    {
      const char *original = read_text (self->bytes, originals + (guint64) i * 8, swapped);
      const char *translation = read_text (self->bytes, translations + (guint64) i * 8, swapped);

      if (original == NULL || translation == NULL || !g_utf8_validate (translation, -1, NULL))
        return FALSE;

      g_hash_table_insert (self->texts, (char *) original, (char *) translation);
    }

  return TRUE;
}

/**
 * stempel_catalogue_new:
 * @bytes: a compiled catalogue in UTF-8
 *
 * Returns: (transfer full) (nullable): the catalogue, or %NULL when @bytes are none
 */
StempelCatalogue *
stempel_catalogue_new (GBytes *bytes)
{
  StempelCatalogue *self;
  guint32 magic;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (StempelCatalogue, 1);
  self->bytes = g_bytes_ref (bytes);
  self->texts = g_hash_table_new (g_str_hash, g_str_equal);

  if (!read_number (bytes, AT_MAGIC, FALSE, &magic) ||
      (magic != MAGIC && magic != GUINT32_SWAP_LE_BE (MAGIC)) ||
      !read_texts (self, magic != MAGIC))
    {
      stempel_catalogue_free (self);
      return NULL;
    }

  return self;
}

/**
 * stempel_catalogue_free:
 * @self: a catalogue
 */
void
stempel_catalogue_free (StempelCatalogue *self)
{
  g_hash_table_unref (self->texts);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * stempel_catalogue_get:
 * @self: (nullable): a catalogue
 * @context: the context of the text, as in C_()
 * @text: an English text
 *
 * Returns: (transfer none): its translation, or @text where there is none
 */
const char *
stempel_catalogue_get (StempelCatalogue *self, const char *context, const char *text)
{
  g_autofree char *key = g_strconcat (context, "\004", text, NULL);
  const char *translation = self != NULL ? g_hash_table_lookup (self->texts, key) : NULL;

  return translation != NULL && *translation != '\0' ? translation : text;
}
