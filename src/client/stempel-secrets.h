/* stempel-secrets.h: passwords and tokens, kept by the secret service of the desktop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-profile.h"

G_BEGIN_DECLS

void      stempel_secrets_lookup_async  (StempelProfile      *profile,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
char     *stempel_secrets_lookup_finish (StempelProfile      *profile,
                                         GAsyncResult        *result);
void      stempel_secrets_store_async   (StempelProfile      *profile,
                                         const char          *password,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean  stempel_secrets_store_finish  (StempelProfile      *profile,
                                         GAsyncResult        *result);
void      stempel_secrets_forget_async  (StempelProfile      *profile,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
void      stempel_secrets_forget_finish (StempelProfile      *profile,
                                         GAsyncResult        *result);

G_END_DECLS
