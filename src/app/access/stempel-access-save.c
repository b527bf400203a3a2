/* stempel-access-save.c: saves what a form of somebody or something that gets in holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-access-save.h"
#include "stempel-error.h"
#include "stempel-stale.h"

/**
 * stempel_access_save:
 * @dialog: a dialog with a form
 * @client: the client
 * @operation: what saves it
 * @id: of what is changed, 0 of what is added
 * @revision: of what is changed
 *
 * Saves what the form holds, or marks what is wrong in it.
 */
void
stempel_access_save (StempelDialog *dialog, StempelClient *client, StempelOperation operation,
                     gint64 id, gint64 revision)
{
  StempelForm *form = stempel_dialog_get_form (dialog);
  g_autoptr(JsonNode) request = NULL;
  JsonObject *members;

  stempel_dialog_clear_error (dialog);
  if (!stempel_form_validate (form))
    return;

  request = stempel_form_get_request (form);
  members = json_node_get_object (request);
  if (id != 0)
    {
      json_object_set_int_member (members, "id", id);
      json_object_set_int_member (members, "revision", revision);
    }

  stempel_dialog_call (dialog, client, operation, request);
}

/**
 * stempel_access_save_refused:
 * @dialog: a dialog with a form
 * @error: why it was not saved
 * @wire_names: (array zero-terminated=1): the fields that are compared
 * @revision: (inout): that of what somebody else saved meanwhile
 * @sentence: what to say then
 *
 * Returns: whether somebody else saved first, and both versions are shown
 */
gboolean
stempel_access_save_refused (StempelDialog *dialog, const GError *error,
                             const char * const *wire_names, gint64 *revision,
                             const char *sentence)
{
  gint64 newer = 0;

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_STALE))
    newer = stempel_stale_show (stempel_dialog_get_form (dialog), error, wire_names);
  if (newer == 0)
    return FALSE;

  *revision = newer;
  stempel_dialog_show_message (dialog, sentence);

  return TRUE;
}
