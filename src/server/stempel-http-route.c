/* stempel-http-route.c: which operation a request is for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-http-route.h"

static gboolean
is_integer_member (const char *name)
{
  return g_str_equal (name, "id") || g_str_has_suffix (name, "_id") || g_str_equal (name, "limit");
}

static gboolean
read_integer (const char *text, gint64 *number)
{
  return strspn (text, "0123456789") == strlen (text) &&
         g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, number, NULL);
}

/**
 * stempel_http_route_add_text:
 * @members: members of a request
 * @name: the name of one
 * @text: its value as it stood in a path or a query
 *
 * A path and a query know only text: what members are numbers or true and false, their names tell.
 * Text that is not of its member's kind stays text, and is refused as such with all that is wrong.
 *
 * Returns: %FALSE if @members had it already
 */
gboolean
stempel_http_route_add_text (JsonObject *members, const char *name, const char *text)
{
  gint64 number;

  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (json_object_has_member (members, name))
    return FALSE;

  if (is_integer_member (name) && read_integer (text, &number))
    json_object_set_int_member (members, name, number);
  else if (g_str_equal (name, "count") &&
           (g_str_equal (text, "true") || g_str_equal (text, "false")))
    json_object_set_boolean_member (members, name, g_str_equal (text, "true"));
  else
    json_object_set_string_member (members, name, text);

  return TRUE;
}

/* Of a template {name} takes any segment that is not empty. Most have no escapes, and are looked at
 * in many templates before one gets them. */
static gboolean
take_segment (const char *template, gsize template_length, const char *path, gsize path_length,
              JsonObject *members)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (members == NULL && memchr (path, '%', path_length) == NULL)
    return path_length > 0 && g_utf8_validate_len (path, path_length, NULL);

  text = g_uri_unescape_segment (path, path + path_length, "/");
  if (text == NULL || *text == '\0' || !g_utf8_validate (text, -1, NULL))
    return FALSE;

  name = g_strndup (template + 1, template_length - 2);
  if (members != NULL)
    stempel_http_route_add_text (members, name, text);

  return TRUE;
}

static gboolean
match_path (const char *template, const char *path, JsonObject *members)
{
  while (*template == '/' && *path == '/')
    {
      gsize template_length = strcspn (++template, "/");
      gsize path_length = strcspn (++path, "/");
      gboolean matches =
        *template == '{'
          ? take_segment (template, template_length, path, path_length, members)
          : template_length == path_length && memcmp (template, path, path_length) == 0;

      if (!matches)
        return FALSE;
      template += template_length;
      path += path_length;
    }

  return *template == '\0' && *path == '\0';
}

/* Tells most of the others from the one that is meant, at the cost of comparing two words. */
static gboolean
begins_alike (const char *template, const char *path)
{
  while (*template != '\0' && *template == *path)
    {
      template++;
      path++;
    }

  return *template == '{' || *template == '\0' || (*template == '/' && *path == '\0');
}

/* Who adds a thing with PUT does not know its id yet. */
static gboolean
is_without_id (const StempelOperationInfo *info, const char *path)
{
  gsize length = strlen (path);

  return g_str_equal (info->method, "PUT") && g_str_has_prefix (info->path, path) &&
         g_str_equal (info->path + length, "/{id}");
}

static gboolean
match_operation (const StempelOperationInfo *info, const char *path)
{
  return begins_alike (info->path, path) &&
         (match_path (info->path, path, NULL) || is_without_id (info, path));
}

/**
 * stempel_http_route_find:
 * @method: the method of a request
 * @path: its path, without the query, as it was sent
 * @operation: (out): where to put the operation
 * @members: where to put what stands in the path
 *
 * Returns: whether there is such a path, and an operation for the method
 */
StempelHttpMatch
stempel_http_route_find (const char       *method,
                         const char       *path,
                         StempelOperation *operation,
                         JsonObject       *members)
{
  StempelHttpMatch match = STEMPEL_HTTP_MATCH_NONE;

  g_return_val_if_fail (method != NULL && path != NULL, STEMPEL_HTTP_MATCH_NONE);

  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    {
      const StempelOperationInfo *info = stempel_operation_get_info (i);

      if (!match_operation (info, path))
        continue;
      match = STEMPEL_HTTP_MATCH_METHOD;
      if (!g_str_equal (info->method, method))
        continue;

      match_path (info->path, path, members);
      *operation = (StempelOperation) i;
      return STEMPEL_HTTP_MATCH_OPERATION;
    }

  return match;
}

/**
 * stempel_http_route_get_allowed:
 * @path: a path for which there are operations
 *
 * Returns: (transfer full): their methods as the header `Allow` names them
 */
char *
stempel_http_route_get_allowed (const char *path)
{
  g_autoptr(GPtrArray) methods = g_ptr_array_new ();

  for (guint i = 0; i < STEMPEL_N_OPERATIONS; i++)
    {
      const StempelOperationInfo *info = stempel_operation_get_info (i);

      if (match_operation (info, path) &&
          !g_ptr_array_find_with_equal_func (methods, info->method, g_str_equal, NULL))
        g_ptr_array_add (methods, (gpointer) info->method);
    }
  g_ptr_array_add (methods, NULL);

  return g_strjoinv (", ", (char **) methods->pdata);
}
