/* stempel-terminal.h: a device in a shop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TERMINAL (stempel_terminal_get_type ())

G_DECLARE_FINAL_TYPE (StempelTerminal, stempel_terminal, STEMPEL, TERMINAL, StempelRecord)

gint64      stempel_terminal_get_id              (StempelTerminal *self);
const char *stempel_terminal_get_name            (StempelTerminal *self);
gint64      stempel_terminal_get_store_id        (StempelTerminal *self);
const char *stempel_terminal_get_store_name      (StempelTerminal *self);
const char *stempel_terminal_get_state           (StempelTerminal *self);
GDateTime  *stempel_terminal_get_code_expires_at (StempelTerminal *self);
GDateTime  *stempel_terminal_get_paired_at       (StempelTerminal *self);
GDateTime  *stempel_terminal_get_seen_at         (StempelTerminal *self);
const char *stempel_terminal_get_address         (StempelTerminal *self);
gint64      stempel_terminal_get_revision        (StempelTerminal *self);
const char *stempel_terminal_get_code            (StempelTerminal *self);

G_END_DECLS
