/* stempel-access-words.h: what rows say about people, terminals and keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-api-key.h"
#include "stempel-list-row.h"
#include "stempel-login.h"
#include "stempel-terminal.h"

G_BEGIN_DECLS

const char *stempel_access_icon            (StempelRecord   *record);
char       *stempel_access_subtitle        (StempelRecord   *record);
char       *stempel_access_badge           (StempelRecord   *record);
StempelTone stempel_access_tone            (StempelRecord   *record);
char       *stempel_access_trailing        (StempelRecord   *record);

gboolean    stempel_login_is_active        (StempelLogin    *login);
gboolean    stempel_terminal_is_revoked    (StempelTerminal *terminal);
gboolean    stempel_terminal_is_paired     (StempelTerminal *terminal);
gboolean    stempel_terminal_code_is_good  (StempelTerminal *terminal);
char       *stempel_terminal_state_text    (StempelTerminal *terminal);
gboolean    stempel_api_key_is_active      (StempelApiKey   *key);
GDateTime  *stempel_api_key_get_used_at    (StempelApiKey   *key);
char       *stempel_operations_count_text  (guint            n_operations);

G_END_DECLS
