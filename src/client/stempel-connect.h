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
StempelClient *stempel_connect_finish (StempelProfile       *profile,
                                       GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
