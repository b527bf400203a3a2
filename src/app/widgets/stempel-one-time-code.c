/* stempel-one-time-code.c: the six digits that an app on a phone shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-one-time-code.h"

#define LENGTH 6

/* Some apps show it in two groups, and that is how it is typed. */
static char *
keep_digits (const char *typed)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (p));

      if (digit >= 0)
        g_string_append_c (digits, (char) ('0' + digit));
    }

  return g_string_free (digits, FALSE);
}

/**
 * stempel_one_time_code_read:
 * @field: where the code was typed
 *
 * Marks @field and puts the focus there when that is no code.
 *
 * Returns: (transfer full) (nullable): the six digits
 */
char *
stempel_one_time_code_read (StempelTextField *field)
{
  g_autofree char *digits = NULL;

  g_return_val_if_fail (STEMPEL_IS_TEXT_FIELD (field), NULL);

  digits = keep_digits (stempel_text_field_get_text (field));
  if (strlen (digits) == LENGTH)
    return g_steal_pointer (&digits);

  stempel_field_set_error (STEMPEL_FIELD (field), _("The code has six digits."));
  gtk_widget_grab_focus (GTK_WIDGET (field));

  return NULL;
}
