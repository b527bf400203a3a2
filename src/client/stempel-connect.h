/* stempel-connect.h: from a saved connection to a client that knows who is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-client.h"
#include "stempel-profile.h"

G_BEGIN_DECLS

void           stempel_connect_async  (StempelProfile       *profile,
                                       const char           *password,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
JsonNode      *stempel_connect_build_sign_in (StempelProfile *profile,
                                              const char     *password,
                                              const char     *code);
void           stempel_connect_sign_in_async (StempelProfile      *profile,
                                              const char          *password,
                                              const char          *code,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
StempelClient *stempel_connect_finish (StempelProfile       *profile,
                                       GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
