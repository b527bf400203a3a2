/* stempel-openapi-page.c: the document of the operations, as a server answers with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-openapi-page.h"
#include "stempel-openapi.h"

struct _StempelOpenapiPage
{
  GBytes *body; /* (owned) */
  char   *tag;  /* (owned) */
};

/**
 * stempel_openapi_page_new:
 * @reply: what the operation `interface_get` replied
 * @error: return location for a %STEMPEL_ERROR_UNAVAILABLE
 *
 * Returns: (transfer full): the document and its entity tag, or %NULL on error
 */
StempelOpenapiPage *
stempel_openapi_page_new (GBytes *reply, GError **error)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply));
  g_autoptr(JsonNode) node = json_from_string (text, error);
  g_autoptr(StempelRecord) described = NULL;
  g_autoptr(JsonNode) document = NULL;
  g_autofree char *sum = NULL;
  StempelOpenapiPage *self;
  char *body;

  if (node == NULL)
    return NULL;
  described = stempel_record_new_from_json (STEMPEL_TYPE_INTERFACE, node, error);
  if (described == NULL)
    return NULL;

  document = stempel_openapi_new (STEMPEL_INTERFACE (described));
  body = json_to_string (document, FALSE);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body, -1);

  self = g_new0 (StempelOpenapiPage, 1);
  self->body = g_bytes_new_take (body, strlen (body));
  self->tag = g_strdup_printf ("\"%s\"", sum);

  return self;
}

/**
 * stempel_openapi_page_free:
 * @self: (transfer full): a page
 */
void
stempel_openapi_page_free (StempelOpenapiPage *self)
{
  g_bytes_unref (self->body);
  g_free (self->tag);
  g_free (self);
}

/**
 * stempel_openapi_page_get_body:
 * @self: a page
 *
 * Returns: (transfer none): the document
 */
GBytes *
stempel_openapi_page_get_body (StempelOpenapiPage *self)
{
  return self->body;
}

/**
 * stempel_openapi_page_get_tag:
 * @self: a page
 *
 * Returns: (transfer none): its entity tag
 */
const char *
stempel_openapi_page_get_tag (StempelOpenapiPage *self)
{
  return self->tag;
}

/**
 * stempel_openapi_page_is_known:
 * @self: a page
 * @if_none_match: (nullable): the header of that name: entity tags of what the client has
 *
 * Returns: whether the client has it already
 */
gboolean
stempel_openapi_page_is_known (StempelOpenapiPage *self, const char *if_none_match)
{
  return if_none_match != NULL && strstr (if_none_match, self->tag) != NULL;
}
