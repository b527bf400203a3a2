/* stempel-store.h: a shop of a merchant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_STORE (stempel_store_get_type ())

G_DECLARE_FINAL_TYPE (StempelStore, stempel_store, STEMPEL, STORE, StempelRecord)

gint64      stempel_store_get_id        (StempelStore *self);
const char *stempel_store_get_name      (StempelStore *self);
const char *stempel_store_get_zone      (StempelStore *self);
const char *stempel_store_get_day_start (StempelStore *self);
const char *stempel_store_get_state     (StempelStore *self);
gint64      stempel_store_get_revision  (StempelStore *self);

G_END_DECLS
