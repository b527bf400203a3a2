/* stempel-text.c: localised texts of the wire format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-text.h"

/**
 * stempel_language_current:
 *
 * Returns: (transfer none): the first language that the environment asks for, such as `de_LU` or
 * `fr`; `en` when it asks for none
 */
const char *
stempel_language_current (void)
{
  const char *language = g_get_language_names ()[0];

  return g_str_equal (language, "C") || g_str_has_prefix (language, "C.") ||
         g_str_equal (language, "POSIX") ? "en" : language;
}

/**
 * stempel_text_get:
 * @text: (nullable): a localised text such as `{"en": "Coffee", "de": "Kaffee"}`
 * @language: a language exactly as it is written there
 *
 * Returns: (transfer none) (nullable): the text in that language, if there is one that is not empty
 */
const char *
stempel_text_get (JsonNode *text, const char *language)
{
  JsonNode *node;

  g_return_val_if_fail (language != NULL, NULL);

  if (text == NULL || !JSON_NODE_HOLDS_OBJECT (text))
    return NULL;

  node = json_object_get_member (json_node_get_object (text), language);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return *json_node_get_string (node) != '\0' ? json_node_get_string (node) : NULL;
}

static const char *
get_for_locale (JsonNode *text, const char *locale)
{
  g_autofree char *language = NULL;
  const char *found;

  if (locale == NULL)
    return NULL;

  found = stempel_text_get (text, locale);
  if (found != NULL)
    return found;

  language = g_strndup (locale, strcspn (locale, "_-.@"));

  return stempel_text_get (text, language);
}

/**
 * stempel_text_choose:
 * @text: (nullable): a localised text
 * @language: (nullable): the language wanted, such as `de`, `de-LU` or `de_LU.UTF-8`; %NULL stands
 *   for stempel_language_current()
 * @fallback: (nullable): the language to take instead, usually the merchant's
 *
 * Returns: (transfer none) (nullable): the best text there is: in @language, in @fallback, in any;
 *   %NULL only when @text holds none
 */
const char *
stempel_text_choose (JsonNode *text, const char *language, const char *fallback)
{
  g_autoptr(GList) members = NULL;
  const char *found;

  found = get_for_locale (text, language != NULL ? language : stempel_language_current ());
  if (found == NULL)
    found = get_for_locale (text, fallback);

  if (found != NULL || text == NULL || !JSON_NODE_HOLDS_OBJECT (text))
    return found;

  members = json_object_get_members (json_node_get_object (text));

  for (GList *l = members; l != NULL && found == NULL; l = l->next)
    found = stempel_text_get (text, l->data);

  return found;
}

/**
 * stempel_text_with:
 * @text: (nullable): a localised text
 * @language: a language
 * @value: (nullable): the text in that language; %NULL or empty takes it out
 *
 * Returns: (transfer full): a copy of @text with that one language changed
 */
JsonNode *
stempel_text_with (JsonNode *text, const char *language, const char *value)
{
  g_autoptr(JsonObject) object = NULL;
  JsonNode *node;

  g_return_val_if_fail (language != NULL, NULL);

  object = json_object_new ();

  if (text != NULL && JSON_NODE_HOLDS_OBJECT (text))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (text));
      while (json_object_iter_next (&iter, &name, &member))
        json_object_set_member (object, name, json_node_copy (member));
    }

  if (value != NULL && *value != '\0')
    json_object_set_string_member (object, language, value);
  else
    json_object_remove_member (object, language);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);

  return node;
}
