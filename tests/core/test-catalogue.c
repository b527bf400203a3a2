/* test-catalogue.c: translations out of a compiled catalogue, whole or broken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-catalogue.h"

/* One text with a context, as msgfmt writes it: header, the two tables, the texts. */
static GBytes *
make_catalogue (gboolean swapped)
{
  static const char original[] = "document\004Points";
  static const char translation[] = "Punkten";
  guint32 numbers[11] = { 0x950412de, 0, 1, 28, 36, 0, 44, sizeof original - 1, 44,
                          sizeof translation - 1, 44 + sizeof original };
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      guint32 number = GUINT32_TO_LE (numbers[i]);

      if (swapped)
        number = GUINT32_SWAP_LE_BE (number);
      g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
    }
  g_byte_array_append (bytes, (const guint8 *) original, sizeof original);
  g_byte_array_append (bytes, (const guint8 *) translation, sizeof translation);

  return g_byte_array_free_to_bytes (bytes);
}

static void
test_translates (void)
{
  for (int swapped = 0; swapped < 2; swapped++)
    {
      g_autoptr(GBytes) bytes = make_catalogue (swapped);
      g_autoptr(StempelCatalogue) catalogue = stempel_catalogue_new (bytes);

      g_assert_nonnull (catalogue);
      g_assert_cmpstr (stempel_catalogue_get (catalogue, "document", "Points"), ==, "Punkten");
      g_assert_cmpstr (stempel_catalogue_get (catalogue, "page", "Points"), ==, "Points");
      g_assert_cmpstr (stempel_catalogue_get (catalogue, "document", "Name"), ==, "Name");
    }

  g_assert_cmpstr (stempel_catalogue_get (NULL, "document", "Points"), ==, "Points");
}

/* Each beginning of the file is none, and no byte that is wrong leads out of it. */
static void
test_broken (void)
{
  g_autoptr(GBytes) whole = make_catalogue (FALSE);
  const gsize size = g_bytes_get_size (whole);

  for (gsize length = 0; length < size; length++)
    {
      g_autofree guint8 *beginning = g_memdup2 (g_bytes_get_data (whole, NULL), length);
      g_autoptr(GBytes) bytes = g_bytes_new (beginning, length);

      g_assert_null (stempel_catalogue_new (bytes));
    }

  for (gsize place = 0; place < size; place++)
    {
      for (guint value = 0; value < 256; value += 51)
        {
          g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), size);
          g_autoptr(GBytes) bytes = NULL;
          StempelCatalogue *catalogue;

          data[place] = (guint8) value;
          bytes = g_bytes_new (data, size);
          catalogue = stempel_catalogue_new (bytes);
          if (catalogue != NULL)
            {
              g_assert_nonnull (stempel_catalogue_get (catalogue, "document", "Points"));
              stempel_catalogue_free (catalogue);
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalogue/translates", test_translates);
  g_test_add_func ("/catalogue/broken", test_broken);

  return g_test_run ();
}
