/* stempel-access-log.h: one line for each request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-http-exchange.h"

G_BEGIN_DECLS

void stempel_access_log (StempelHttpExchange *exchange);

G_END_DECLS
