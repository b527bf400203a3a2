/* stempel-error.h: why an operation was refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define STEMPEL_ERROR (stempel_error_quark ())

/**
 * StempelError:
 *
 * Codes of the domain %STEMPEL_ERROR. The nicks, with `_` for `-`, are the codes of the wire format
 * (docs/operations.md); their order is that of the SQLSTATEs ST001 and following.
 */
typedef enum
{
  STEMPEL_ERROR_INVALID,
  STEMPEL_ERROR_NOT_FOUND,
  STEMPEL_ERROR_FORBIDDEN,
  STEMPEL_ERROR_UNAUTHENTICATED,
  STEMPEL_ERROR_CONFLICT,
  STEMPEL_ERROR_STALE,
  STEMPEL_ERROR_IDEMPOTENCY_KEY_REUSED,
  STEMPEL_ERROR_COOLDOWN_ACTIVE,
  STEMPEL_ERROR_DAILY_LIMIT_REACHED,
  STEMPEL_ERROR_INSUFFICIENT_BALANCE,
  STEMPEL_ERROR_BELOW_MINIMUM,
  STEMPEL_ERROR_CARD_BLOCKED,
  STEMPEL_ERROR_CARD_REPLACED,
  STEMPEL_ERROR_PROGRAM_NOT_ACTIVE,
  STEMPEL_ERROR_RECEIPT_ALREADY_BOOKED,
  STEMPEL_ERROR_ALREADY_REVERSED,
  STEMPEL_ERROR_VOID_WINDOW_CLOSED,
  STEMPEL_ERROR_MONTH_CLOSED,
  STEMPEL_ERROR_PIN_REQUIRED,
  STEMPEL_ERROR_PIN_INVALID,
  STEMPEL_ERROR_PIN_LOCKED,
  STEMPEL_ERROR_DUPLICATE_CUSTOMER,
  STEMPEL_ERROR_REWARD_OUT_OF_STOCK,
  STEMPEL_ERROR_RATE_LIMITED,
  STEMPEL_ERROR_UNAVAILABLE,
} StempelError;

GQuark       stempel_error_quark            (void);
GError      *stempel_error_new_for_problem  (JsonObject    *problem,
                                             const char    *log_message);
GError      *stempel_error_new_for_sqlstate (const char    *sqlstate,
                                             const char    *detail,
                                             const char    *log_message);
JsonObject  *stempel_error_get_problem      (const GError  *error);
const char  *stempel_error_get_fact_string  (const GError  *error,
                                             const char    *name);
gint64       stempel_error_get_fact_int     (const GError  *error,
                                             const char    *name,
                                             gint64         fallback);
const char  *stempel_error_code_to_wire     (StempelError   code);
gboolean     stempel_error_code_from_wire   (const char    *wire,
                                             StempelError  *code);

G_END_DECLS
