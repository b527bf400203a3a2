/* stempel-record-list.h: a list of the database as a GListModel that grows page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-client.h"

G_BEGIN_DECLS

/**
 * StempelRecordListState:
 * @STEMPEL_RECORD_LIST_STATE_IDLE: nothing asked yet
 * @STEMPEL_RECORD_LIST_STATE_LOADING: the first page is on its way
 * @STEMPEL_RECORD_LIST_STATE_READY: there is at least one item
 * @STEMPEL_RECORD_LIST_STATE_EMPTY: nothing there, and nothing was filtered
 * @STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND: the filters match nothing
 * @STEMPEL_RECORD_LIST_STATE_ERROR: the first page could not be had, see the property `error`
 */
typedef enum
{
  STEMPEL_RECORD_LIST_STATE_IDLE,
  STEMPEL_RECORD_LIST_STATE_LOADING,
  STEMPEL_RECORD_LIST_STATE_READY,
  STEMPEL_RECORD_LIST_STATE_EMPTY,
  STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND,
  STEMPEL_RECORD_LIST_STATE_ERROR,
} StempelRecordListState;

#define STEMPEL_TYPE_RECORD_LIST (stempel_record_list_get_type ())

G_DECLARE_FINAL_TYPE (StempelRecordList, stempel_record_list, STEMPEL, RECORD_LIST, GObject)

/* Implements GListModel. Properties: state, error (GError), total (int64, -1 unknown),
 * total-capped, has-more, loading (anything under way), loading-more, n-items; all read-only and
 * notified. */
StempelRecordList      *stempel_record_list_new          (StempelClient     *client,
                                                          StempelOperation   operation);
void                    stempel_record_list_set_request  (StempelRecordList *self,
                                                          JsonNode          *request,
                                                          gboolean           filtered);
void                    stempel_record_list_reload       (StempelRecordList *self);
void                    stempel_record_list_load_more    (StempelRecordList *self);
void                    stempel_record_list_replace      (StempelRecordList *self,
                                                          StempelRecord     *record);
StempelRecordListState  stempel_record_list_get_state    (StempelRecordList *self);
const GError           *stempel_record_list_get_error    (StempelRecordList *self);

G_END_DECLS
