/* stempel-config-source.h: where settings come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-config.h"

G_BEGIN_DECLS

typedef struct _StempelConfigSource StempelConfigSource;

StempelConfigSource *stempel_config_source_new                 (int                  *argc,
                                                                char               ***argv,
                                                                GError              **error);
void                 stempel_config_source_free                (StempelConfigSource  *self);
gboolean             stempel_config_source_is_only_to_check    (StempelConfigSource  *self);
gboolean             stempel_config_source_is_only_for_version (StempelConfigSource  *self);
StempelConfig       *stempel_config_source_read                (StempelConfigSource  *self,
                                                                GPtrArray            *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelConfigSource, stempel_config_source_free)

G_END_DECLS
