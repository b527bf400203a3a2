/* stempel-entry-detail.h: everything about one ledger entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_ENTRY_DETAIL (stempel_entry_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelEntryDetail, stempel_entry_detail, STEMPEL, ENTRY_DETAIL, AdwBin)

/* Signal: `changed`, when an entry was taken back here. */
void stempel_entry_detail_set_client (StempelEntryDetail *self,
                                      StempelClient      *client);
void stempel_entry_detail_load       (StempelEntryDetail *self,
                                      gint64              entry_id);
void stempel_entry_detail_reload     (StempelEntryDetail *self);

G_END_DECLS
