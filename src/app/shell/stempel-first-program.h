/* stempel-first-program.h: programs to begin with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-client.h"

G_BEGIN_DECLS

guint       stempel_first_program_get_n_templates (void);
const char *stempel_first_program_get_title       (guint                 template_index);
void        stempel_first_program_create_async    (StempelClient        *client,
                                                   guint                 template_index,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean    stempel_first_program_create_finish   (StempelClient        *client,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
