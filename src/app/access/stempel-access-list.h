/* stempel-access-list.h: one of the lists of the page Access
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ACCESS_LIST (stempel_access_list_get_type ())

G_DECLARE_FINAL_TYPE (StempelAccessList, stempel_access_list, STEMPEL, ACCESS_LIST, AdwBin)

/* Signals: `chosen` (StempelRecord: the one to show, also when it came anew), `opened` (somebody
 * wants to see it). */
GtkWidget     *stempel_access_list_new       (StempelClient     *client,
                                              StempelOperation   operation,
                                              const char        *name);
void           stempel_access_list_set_empty (StempelAccessList *self,
                                              const char        *icon,
                                              const char        *title,
                                              const char        *description,
                                              const char        *action_label);
void           stempel_access_list_reload    (StempelAccessList *self);
void           stempel_access_list_take      (StempelAccessList *self,
                                              StempelRecord     *record);

G_END_DECLS
