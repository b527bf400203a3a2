/* stempel-request.c: builds requests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-client.h"

static void
add_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static void
add_node (JsonObject *object, const char *member, JsonNode *node)
{
  if (node != NULL)
    json_object_set_member (object, member, json_node_copy (node));
}

/* Takes the value of @member from @arguments. */
static void
add_member (JsonObject *object, const char *member, const char *kind, va_list *arguments)
{
  gint64 number;

  if (g_str_equal (kind, "x"))
    json_object_set_int_member (object, member, va_arg (*arguments, gint64));
  else if (g_str_equal (kind, "b"))
    json_object_set_boolean_member (object, member, va_arg (*arguments, gboolean));
  else if (g_str_equal (kind, "s") || g_str_equal (kind, "ms"))
    add_text (object, member, va_arg (*arguments, const char *));
  else if (g_str_equal (kind, "n") || g_str_equal (kind, "mn"))
    add_node (object, member, va_arg (*arguments, JsonNode *));
  else if (g_str_equal (kind, "mx"))
    {
      number = va_arg (*arguments, gint64);
      if (number != 0)
        json_object_set_int_member (object, member, number);
    }
  else
    g_error ("stempel_request_new: \"%s\" is not a kind of member", kind);
}

/**
 * stempel_request_new:
 * @first_member: (nullable): the name of the first member; %NULL makes an empty request
 * @...: its kind and its value, then name, kind and value of the next, at last %NULL
 *
 * Kinds: `x` a #gint64 (mind the cast), `b` a #gboolean, `s` a text, `n` a #JsonNode (transfer
 * none). With `mx`, `ms` and `mn` the member is left out when the value is 0 or %NULL.
 *
 * Returns: (transfer full): a request
 */
JsonNode *
stempel_request_new (const char *first_member, ...)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  va_list arguments;

  va_start (arguments, first_member);

  for (const char *member = first_member; member != NULL; member = va_arg (arguments, const char *))
    {
      const char *kind = va_arg (arguments, const char *);

      add_member (object, member, kind, &arguments);
    }

  va_end (arguments);

  json_node_set_object (node, object);

  return node;
}
