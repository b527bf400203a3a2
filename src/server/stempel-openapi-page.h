/* stempel-openapi-page.h: the document of the operations, as a server answers with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _StempelOpenapiPage StempelOpenapiPage;

StempelOpenapiPage *stempel_openapi_page_new      (GBytes              *reply,
                                                   GError             **error);
void                stempel_openapi_page_free     (StempelOpenapiPage  *self);
GBytes             *stempel_openapi_page_get_body (StempelOpenapiPage  *self);
const char         *stempel_openapi_page_get_tag  (StempelOpenapiPage  *self);
gboolean            stempel_openapi_page_is_known (StempelOpenapiPage  *self,
                                                   const char          *if_none_match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelOpenapiPage, stempel_openapi_page_free)

G_END_DECLS
