/* stempel-profile-store.h: the connections that somebody saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-profile.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PROFILE_STORE (stempel_profile_store_get_type ())

G_DECLARE_FINAL_TYPE (StempelProfileStore, stempel_profile_store, STEMPEL, PROFILE_STORE, GObject)

/* Implements GListModel of StempelProfile. */
StempelProfileStore *stempel_profile_store_new         (const char           *path);
gboolean             stempel_profile_store_load        (StempelProfileStore  *self,
                                                        GError              **error);
void                 stempel_profile_store_save_async  (StempelProfileStore  *self,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean             stempel_profile_store_save_finish (StempelProfileStore  *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);
void                 stempel_profile_store_add         (StempelProfileStore  *self,
                                                        StempelProfile       *profile);
void                 stempel_profile_store_remove      (StempelProfileStore  *self,
                                                        StempelProfile       *profile);
StempelProfile      *stempel_profile_store_find        (StempelProfileStore  *self,
                                                        const char           *id);
StempelProfile      *stempel_profile_store_get_latest  (StempelProfileStore  *self);

G_END_DECLS
