/* stempel-card-number.c: card numbers as people read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-card-number.h"

#define GROUP 4

/**
 * stempel_card_number_group:
 * @number: (nullable): a card number without spaces
 *
 * Groups of four; a single digit at the end joins the last group: "3406 3975 46298".
 *
 * Returns: (transfer full) (nullable): the number in groups, kept on one line
 */
char *
stempel_card_number_group (const char *number)
{
  GString *grouped;
  glong length;

  if (number == NULL)
    return NULL;

  grouped = g_string_new (NULL);
  length = g_utf8_strlen (number, -1);

  for (glong i = 0; i < length; i++)
    {
      if (i > 0 && i % GROUP == 0 && i + 1 < length)
        g_string_append_unichar (grouped, 0x00a0);  /* no-break space */

      g_string_append_unichar (grouped, g_utf8_get_char (g_utf8_offset_to_pointer (number, i)));
    }

  return g_string_free (grouped, FALSE);
}
