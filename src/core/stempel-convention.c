/* stempel-convention.c: how a language writes numbers and days
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-convention.h"
#include "stempel-text.h"

#define NARROW_SPACE "\u202f"

/* An own table (after the Unicode CLDR) and not the C library's: people choose the program's
 * language without touching the system, and its locale may not even be installed. */
static const StempelConvention conventions[] = {
  { "en", ".", ",", TRUE, "D MMM YYYY", ", " },
  { "de", ",", ".", FALSE, "DD.MM.YYYY", ", " },
  { "fr", ",", NARROW_SPACE, FALSE, "DD/MM/YYYY", " " },
  { "lb", ",", ".", FALSE, "DD.MM.YYYY", ", " },
};

/*< private >
 * stempel_convention_for:
 * @language: (nullable): such as `de`, `de-LU` or `de_LU.UTF-8`; %NULL: stempel_language_current()
 *
 * Returns: (transfer none): the habits of that language, of English when it is not known
 */
const StempelConvention *
stempel_convention_for (const char *language)
{
  gsize length;

  if (language == NULL)
    language = stempel_language_current ();

  length = strcspn (language, "_-.@");

  for (guint i = 0; i < G_N_ELEMENTS (conventions); i++)
    {
      if (length == strlen (conventions[i].language) &&
          g_ascii_strncasecmp (language, conventions[i].language, length) == 0)
        return &conventions[i];
    }

  return &conventions[0];
}
