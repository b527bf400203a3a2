/* stempel-page-info.h: the table of the pages of the back office
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "stempel-client.h"

G_BEGIN_DECLS

/**
 * StempelPageInfo:
 * @name: how settings and actions call it
 * @title: the title, to be translated with the context "page"
 * @icon: the name of its icon
 * @operation: the page is for those who may do this
 * @get_type: the type of its widget, which has the property `client`
 */
typedef struct
{
  const char       *name;
  const char       *title;
  const char       *icon;
  StempelOperation  operation;
  GType           (*get_type) (void);
} StempelPageInfo;

const StempelPageInfo *stempel_page_info_get_all   (guint                 *n_pages);
const StempelPageInfo *stempel_page_info_find      (const char            *name);
const char            *stempel_page_info_get_title (const StempelPageInfo *info);

G_END_DECLS
