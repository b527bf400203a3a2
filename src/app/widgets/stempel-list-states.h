/* stempel-list-states.h: the five states of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "stempel-record-list.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_LIST_STATES (stempel_list_states_get_type ())

G_DECLARE_FINAL_TYPE (StempelListStates, stempel_list_states, STEMPEL, LIST_STATES, GtkWidget)

/* Shows a StempelRecordList: loading, its child (a GtkListView or GtkColumnView, scrolled by this
 * widget), empty, nothing found, error with "try again". Asks for more when the scrolling nears the
 * end.
 *
 * Properties: `list` (StempelRecordList), `child`, `empty-icon`, `empty-title`,
 * `empty-description`, `empty-action-label` (with mnemonic) and `empty-action-name` (such as
 * "page.new"), all translatable in .ui. Signal: `clear-filters`. The number of results is announced
 * when filters are set. */
GtkWidget         *stempel_list_states_new       (void);
void               stempel_list_states_set_list  (StempelListStates *self,
                                                  StempelRecordList *list);
StempelRecordList *stempel_list_states_get_list  (StempelListStates *self);
void               stempel_list_states_set_child (StempelListStates *self,
                                                  GtkWidget         *child);

G_END_DECLS
