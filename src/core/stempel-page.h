/* stempel-page.h: one page of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_PAGE (stempel_page_get_type ())

G_DECLARE_FINAL_TYPE (StempelPage, stempel_page, STEMPEL, PAGE, GObject)

StempelPage *stempel_page_new_from_json     (GType         record_type,
                                             JsonNode     *node,
                                             GError      **error);
GListModel  *stempel_page_get_items         (StempelPage  *self);
const char  *stempel_page_get_next          (StempelPage  *self);
gint64       stempel_page_get_total         (StempelPage  *self);
gboolean     stempel_page_get_total_capped  (StempelPage  *self);
guint        stempel_page_get_stale_seconds (StempelPage  *self);

G_END_DECLS
