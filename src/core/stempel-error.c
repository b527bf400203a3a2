/* stempel-error.c: why an operation was refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"

typedef struct
{
  JsonObject *problem; /* (owned) (nullable) */
} StempelErrorPrivate;

static void
stempel_error_private_init (StempelErrorPrivate *priv)
{
  priv->problem = NULL;
}

static void
stempel_error_private_copy (const StempelErrorPrivate *source, StempelErrorPrivate *copy)
{
  copy->problem = source->problem != NULL ? json_object_ref (source->problem) : NULL;
}

static void
stempel_error_private_clear (StempelErrorPrivate *priv)
{
  g_clear_pointer (&priv->problem, json_object_unref);
}

G_DEFINE_EXTENDED_ERROR (StempelError, stempel_error)

/* In the order of StempelError: the position is the number of the SQLSTATE, counted from ST001. */
static const char * const wire_codes[] = {
  "invalid",
  "not_found",
  "forbidden",
  "unauthenticated",
  "conflict",
  "stale",
  "idempotency_key_reused",
  "cooldown_active",
  "daily_limit_reached",
  "insufficient_balance",
  "below_minimum",
  "card_blocked",
  "card_replaced",
  "program_not_active",
  "receipt_already_booked",
  "already_reversed",
  "void_window_closed",
  "month_closed",
  "pin_required",
  "pin_invalid",
  "pin_locked",
  "duplicate_customer",
  "reward_out_of_stock",
  "rate_limited",
  "unavailable",
};

G_STATIC_ASSERT (G_N_ELEMENTS (wire_codes) == STEMPEL_ERROR_UNAVAILABLE + 1);

/**
 * stempel_error_code_to_wire:
 * @code: an error code
 *
 * Returns: (transfer none): the code as it stands in replies, such as `cooldown_active`
 */
const char *
stempel_error_code_to_wire (StempelError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (wire_codes), NULL);

  return wire_codes[code];
}

/**
 * stempel_error_code_from_wire:
 * @wire: (nullable): a code as it stands in replies
 * @code: (out): where to put the code
 *
 * Returns: whether @wire is a known code; @code is untouched where it is not
 */
gboolean
stempel_error_code_from_wire (const char *wire, StempelError *code)
{
  g_return_val_if_fail (code != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (wire_codes); i++)
    {
      if (g_strcmp0 (wire, wire_codes[i]) == 0)
        {
          *code = (StempelError) i;
          return TRUE;
        }
    }

  return FALSE;
}

static const char *
object_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static GError *
new_error (StempelError code, JsonObject *problem, const char *log_message)
{
  GError *error = g_error_new_literal (STEMPEL_ERROR, code, log_message);

  if (problem != NULL)
    stempel_error_get_private (error)->problem = json_object_ref (problem);

  return error;
}

/**
 * stempel_error_new_for_problem:
 * @problem: an object with the member `code` and the facts of the refusal
 * @log_message: an English text for the log
 *
 * A @problem without a known code becomes %STEMPEL_ERROR_UNAVAILABLE, so that a newer database
 * never makes an older program claim that a request was wrong.
 *
 * Returns: (transfer full): an error that keeps @problem
 */
GError *
stempel_error_new_for_problem (JsonObject *problem, const char *log_message)
{
  StempelError code = STEMPEL_ERROR_UNAVAILABLE;

  g_return_val_if_fail (problem != NULL, NULL);
  g_return_val_if_fail (log_message != NULL, NULL);

  stempel_error_code_from_wire (object_get_string (problem, "code"), &code);

  return new_error (code, problem, log_message);
}

/**
 * stempel_error_new_for_sqlstate:
 * @sqlstate: five characters of class `ST`, such as `ST008`
 * @detail: (nullable): the JSON object in the error's DETAIL
 * @log_message: an English text for the log
 *
 * Returns: (transfer full) (nullable): an error, or %NULL when @sqlstate is not one of ours
 */
GError *
stempel_error_new_for_sqlstate (const char *sqlstate, const char *detail, const char *log_message)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *problem = NULL;
  guint64 number;

  g_return_val_if_fail (sqlstate != NULL, NULL);
  g_return_val_if_fail (log_message != NULL, NULL);

  if (!g_str_has_prefix (sqlstate, "ST") ||
      !g_ascii_string_to_unsigned (sqlstate + 2, 10, 1, G_N_ELEMENTS (wire_codes), &number, NULL))
    return NULL;

  if (detail != NULL)
    node = json_from_string (detail, NULL);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    problem = json_node_get_object (node);

  return new_error ((StempelError) (number - 1), problem, log_message);
}

/**
 * stempel_error_get_problem:
 * @error: (nullable): any error
 *
 * Returns: (transfer none) (nullable): the facts that came with a refusal
 */
JsonObject *
stempel_error_get_problem (const GError *error)
{
  if (error == NULL || error->domain != STEMPEL_ERROR)
    return NULL;

  return stempel_error_get_private (error)->problem;
}

/**
 * stempel_error_get_fact_string:
 * @error: (nullable): any error
 * @name: a member of the problem, such as `available_at`
 *
 * Returns: (transfer none) (nullable): its text
 */
const char *
stempel_error_get_fact_string (const GError *error, const char *name)
{
  return object_get_string (stempel_error_get_problem (error), name);
}

/**
 * stempel_error_get_fact_int:
 * @error: (nullable): any error
 * @name: a member of the problem, such as `remaining`
 * @fallback: what to return when there is no such number
 *
 * Returns: the number
 */
gint64
stempel_error_get_fact_int (const GError *error, const char *name, gint64 fallback)
{
  JsonObject *problem = stempel_error_get_problem (error);
  JsonNode *node = problem != NULL ? json_object_get_member (problem, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return fallback;

  return json_node_get_int (node);
}
