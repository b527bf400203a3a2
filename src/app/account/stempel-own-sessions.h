/* stempel-own-sessions.h: where one is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_OWN_SESSIONS (stempel_own_sessions_get_type ())

G_DECLARE_FINAL_TYPE (StempelOwnSessions, stempel_own_sessions, STEMPEL, OWN_SESSIONS, AdwBin)

/* Signals: `ended` (const char *sentence), `failed` (GError *error), `sign-out` (of the session in
 * use; nothing was done yet). */
void stempel_own_sessions_load   (StempelOwnSessions *self,
                                  StempelClient      *client);
void stempel_own_sessions_reload (StempelOwnSessions *self);

G_END_DECLS
