/* stempel-local-setup.h: the first run on "This computer"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-profile.h"

G_BEGIN_DECLS

/**
 * StempelLocalStage:
 * @STEMPEL_LOCAL_STAGE_DATABASE: the private cluster is made and started
 * @STEMPEL_LOCAL_STAGE_MERCHANT: the merchant, the first store and the manager are entered
 * @STEMPEL_LOCAL_STAGE_DEMO: a bakery with members and a year of visits is made
 *
 * What stempel_local_setup_async() is doing.
 */
typedef enum
{
  STEMPEL_LOCAL_STAGE_DATABASE,
  STEMPEL_LOCAL_STAGE_MERCHANT,
  STEMPEL_LOCAL_STAGE_DEMO,
} StempelLocalStage;

typedef void (*StempelLocalProgress) (StempelLocalStage stage,
                                      gpointer          user_data);

gboolean        stempel_local_is_made      (void);
void            stempel_local_setup_async  (JsonNode              *merchant,
                                            StempelLocalProgress   progress,
                                            gpointer               progress_data,
                                            GDestroyNotify         progress_destroy,
                                            GCancellable          *cancellable,
                                            GAsyncReadyCallback    callback,
                                            gpointer               user_data);
StempelProfile *stempel_local_setup_finish (GAsyncResult          *result,
                                            GError               **error);

G_END_DECLS
