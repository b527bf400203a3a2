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
 * Returns: (transfer full) (nullable): the number in groups of four, kept on one line
 */
char *
stempel_card_number_group (const char *number)
{
  GString *grouped;

  if (number == NULL)
    return NULL;

  grouped = g_string_new (NULL);

  for (const char *p = number; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (p > number && g_utf8_pointer_to_offset (number, p) % GROUP == 0)
        g_string_append_unichar (grouped, 0x202f);  /* narrow no-break space */

      g_string_append_unichar (grouped, g_utf8_get_char (p));
    }

  return g_string_free (grouped, FALSE);
}
