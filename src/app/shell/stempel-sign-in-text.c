/* stempel-sign-in-text.c: why somebody did not get in at a Stempel server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-error-text.h"
#include "stempel-error.h"
#include "stempel-sign-in-text.h"

/**
 * stempel_sign_in_text:
 * @error: why it was refused, or did not reach the server
 * @place: the name of the server
 *
 * The line is what somebody at this end can do something about.
 *
 * Returns: (transfer full): what happened, and what to do
 */
char *
stempel_sign_in_text (const GError *error, const char *place)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE) &&
      g_strcmp0 (stempel_error_get_fact_string (error, "reason"), "connection") == 0 &&
      stempel_error_get_fact_string (error, "request_id") == NULL)
    /* Translators: %s is the name of a server */
    return g_strdup_printf (_("%s does not answer. Check that this computer is online and that the "
                              "address is right, then try again."), place);

  return stempel_error_text (error);
}
