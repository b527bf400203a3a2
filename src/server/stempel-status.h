/* stempel-status.h: how a server is, for those who look after it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-job-runner.h"
#include "stempel-server.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_STATUS (stempel_status_get_type ())

G_DECLARE_FINAL_TYPE (StempelStatus, stempel_status, STEMPEL, STATUS, GObject)

StempelStatus *stempel_status_new      (StempelServer     *server,
                                        StempelJobRunner  *jobs,
                                        const char        *conninfo,
                                        GError           **error);
void           stempel_status_set      (StempelStatus     *self,
                                        const char        *conninfo);
void           stempel_status_listen   (StempelStatus     *self,
                                        GSocket           *socket);
gboolean       stempel_status_is_quiet (StempelStatus     *self);

G_END_DECLS
