/* stempel-stale.c: somebody else saved first: both versions side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-error.h"
#include "stempel-format.h"
#include "stempel-stale.h"
#include "stempel-text.h"
#include "stempel-time.h"

static gboolean
is_nothing (JsonNode *value)
{
  return value == NULL || JSON_NODE_HOLDS_NULL (value);
}

static gboolean
same_value (JsonNode *mine, JsonNode *theirs)
{
  if (is_nothing (mine) || is_nothing (theirs))
    return is_nothing (mine) && is_nothing (theirs);

  return json_node_equal (mine, theirs);
}

/* Their value in words; NULL when only its number is known, such as that of a login. */
static char *
value_to_text (const char *wire_name, JsonNode *value)
{
  const char *text;

  if (is_nothing (value))
    /* Translators: another person emptied a field of a form. */
    return g_strdup (C_("value", "nothing"));

  if (json_node_get_value_type (value) != G_TYPE_STRING)
    return NULL;

  text = json_node_get_string (value);

  if (g_str_equal (wire_name, "language"))
    return g_strdup (stempel_format_language_name (text));

  return stempel_day_is_valid (text) ? stempel_day_format (text, stempel_language_current ())
                                     : g_strdup (text);
}

static void
show_theirs (StempelField *field, const char *wire_name, JsonNode *theirs)
{
  g_autoptr(JsonNode) mine = stempel_field_get_value (field);
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;

  if (same_value (mine, theirs))
    {
      stempel_field_set_description (field, NULL);
      return;
    }

  text = value_to_text (wire_name, theirs);

  if (text != NULL)
    /* Translators: %s is what another person saved in this field while the form was open. */
    sentence = g_strdup_printf (_("Saved meanwhile: %s"), text);
  else
    sentence = g_strdup (_("Somebody else changed this meanwhile."));

  stempel_field_set_description (field, sentence);
}

/**
 * stempel_stale_show:
 * @form: the form that was sent
 * @error: a refusal with the code %STEMPEL_ERROR_STALE
 * @wire_names: (array zero-terminated=1): the fields to compare
 *
 * Says beside each field what the other person saved where it differs from what is typed. Nothing
 * typed is touched.
 *
 * Returns: the revision to save over, 0 when @error does not tell
 */
gint64
stempel_stale_show (StempelForm *form, const GError *error, const char * const *wire_names)
{
  JsonObject *problem = stempel_error_get_problem (error);
  JsonObject *current;

  g_return_val_if_fail (STEMPEL_IS_FORM (form), 0);

  if (problem == NULL || !json_object_has_member (problem, "current") ||
      !JSON_NODE_HOLDS_OBJECT (json_object_get_member (problem, "current")))
    return 0;

  current = json_object_get_object_member (problem, "current");

  for (guint i = 0; wire_names[i] != NULL; i++)
    {
      StempelField *field = stempel_form_get_field (form, wire_names[i]);

      if (field != NULL)
        show_theirs (field, wire_names[i], json_object_get_member (current, wire_names[i]));
    }

  return json_object_get_int_member_with_default (current, "revision", 0);
}
