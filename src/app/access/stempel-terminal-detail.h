/* stempel-terminal-detail.h: everything about a device at a counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-access-detail.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TERMINAL_DETAIL (stempel_terminal_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelTerminalDetail, stempel_terminal_detail, STEMPEL, TERMINAL_DETAIL,
                      StempelAccessDetail)

/* Actions: `terminal.edit`, `terminal.new-code`, `terminal.shut-out`. */

G_END_DECLS
