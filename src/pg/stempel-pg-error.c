/* stempel-pg-error.c: what PostgreSQL says, as StempelError
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-error.h"
#include "stempel-pg-error.h"

#define SQLSTATE_LENGTH 5

static JsonObject *
new_problem (const char *code, const char *reason)
{
  JsonObject *problem = json_object_new ();

  json_object_set_string_member (problem, "code", code);
  if (reason != NULL)
    json_object_set_string_member (problem, "reason", reason);

  return problem;
}

static GError *
new_error (StempelError code, const char *reason, const char *message)
{
  g_autoptr(JsonObject) problem = new_problem (stempel_error_code_to_wire (code), reason);

  return stempel_error_new_for_problem (problem, message);
}

/**
 * stempel_pg_error_new:
 * @reason: one of the STEMPEL_PG_REASON_ texts
 * @format: an English text for the log
 * @...: what @format asks for
 *
 * Returns: (transfer full): an %STEMPEL_ERROR_UNAVAILABLE whose fact `reason` is @reason
 */
GError *
stempel_pg_error_new (const char *reason, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  g_return_val_if_fail (reason != NULL, NULL);

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  return new_error (STEMPEL_ERROR_UNAVAILABLE, reason, message);
}

/* What everybody expects to happen now and then, by the class or the whole of the SQLSTATE. */
static const struct
{
  const char   *prefix;
  StempelError  code;
  const char   *reason;
} known_states[] = {
  { "08", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_CONNECTION },
  { "57P01", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_CONNECTION },
  { "57P02", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_CONNECTION },
  { "57P03", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_CONNECTION },
  { "57P05", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_CONNECTION },
  { "25006", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_READ_ONLY },
  { "57P04", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_DATABASE },
  { "57014", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_TIMEOUT },
  { "53300", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_CONNECTION },
  { "53", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_SERVER },
  { "55P03", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_BUSY },
  { "40001", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_BUSY },
  { "40P01", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_BUSY },
  { "3D000", STEMPEL_ERROR_UNAVAILABLE, STEMPEL_PG_REASON_DATABASE },
  { "28", STEMPEL_ERROR_UNAUTHENTICATED, STEMPEL_PG_REASON_PASSWORD },
  { "42501", STEMPEL_ERROR_FORBIDDEN, NULL },
};

static GError *
new_error_for_known_state (const char *sqlstate, const char *where)
{
  g_autofree char *message = g_strdup_printf ("PostgreSQL says %s%s", sqlstate, where);

  for (guint i = 0; i < G_N_ELEMENTS (known_states); i++)
    {
      if (g_str_has_prefix (sqlstate, known_states[i].prefix))
        return new_error (known_states[i].code, known_states[i].reason, message);
    }

  return NULL;
}

/* Says where, never what: messages of PostgreSQL quote the values of the row. */
static char *
describe_place (const PGresult *result)
{
  const char *table = PQresultErrorField (result, PG_DIAG_TABLE_NAME);
  const char *constraint = PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME);
  const char *function = PQresultErrorField (result, PG_DIAG_SOURCE_FUNCTION);
  g_autoptr(GString) text = g_string_new (NULL);

  if (table != NULL)
    g_string_append_printf (text, ", table %s", table);
  if (constraint != NULL)
    g_string_append_printf (text, ", constraint %s", constraint);
  if (function != NULL)
    g_string_append_printf (text, ", in %s", function);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * stempel_pg_error_new_for_result:
 * @result: (nullable): a result that is an error
 *
 * Refusals of class ST keep their facts. What nobody expected is logged here, once, by its SQLSTATE
 * and place only.
 *
 * Returns: (transfer full): an %STEMPEL_ERROR
 */
GError *
stempel_pg_error_new_for_result (const PGresult *result)
{
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  g_autofree char *place = NULL;
  GError *error;

  /* libpq makes results of its own when the line breaks; those have no SQLSTATE. */
  if (sqlstate == NULL)
    return stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION, "the connection was lost");

  error = stempel_error_new_for_sqlstate (sqlstate,
                                          PQresultErrorField (result, PG_DIAG_MESSAGE_DETAIL),
                                          PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
  if (error != NULL)
    return error;

  place = describe_place (result);
  error = new_error_for_known_state (sqlstate, place);
  if (error != NULL)
    return error;

  g_message ("unexpected error of PostgreSQL: %s%s", sqlstate, place);

  return stempel_pg_error_new (STEMPEL_PG_REASON_SERVER, "PostgreSQL says %s%s", sqlstate, place);
}

/* With PQERRORS_SQLSTATE a refused connection ends in "SEVERITY:  SQLSTATE". */
static char *
find_sqlstate (const char *message)
{
  size_t length = strlen (message);
  const char *last = message + length - MIN (length, SQLSTATE_LENGTH);

  if (length <= SQLSTATE_LENGTH || last[-1] != ' ')
    return NULL;

  for (const char *c = last; *c != '\0'; c++)
    {
      if (!g_ascii_isdigit (*c) && !g_ascii_isupper (*c))
        return NULL;
    }

  return g_strdup (last);
}

/**
 * stempel_pg_error_new_for_connection:
 * @connection: a connection with the verbosity %PQERRORS_SQLSTATE that could not be made
 *
 * Returns: (transfer full): an %STEMPEL_ERROR
 */
GError *
stempel_pg_error_new_for_connection (PGconn *connection)
{
  g_autofree char *message = g_strchomp (g_strdup (PQerrorMessage (connection)));
  g_autofree char *sqlstate = find_sqlstate (message);
  GError *error = NULL;

  if (PQconnectionNeedsPassword (connection))
    return new_error (STEMPEL_ERROR_UNAUTHENTICATED, STEMPEL_PG_REASON_PASSWORD,
                      "the server asks for a password");

  if (sqlstate != NULL)
    error = new_error_for_known_state (sqlstate, " when connecting");

  if (error != NULL)
    return error;

  return stempel_pg_error_new (STEMPEL_PG_REASON_CONNECTION, "cannot connect: %s", message);
}

/**
 * stempel_pg_error_has_reason:
 * @error: (nullable): any error
 * @reason: one of the STEMPEL_PG_REASON_ texts
 *
 * Returns: whether @error is %STEMPEL_ERROR_UNAVAILABLE for that reason
 */
gboolean
stempel_pg_error_has_reason (const GError *error, const char *reason)
{
  g_return_val_if_fail (reason != NULL, FALSE);

  return g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE) &&
         g_strcmp0 (stempel_error_get_fact_string (error, "reason"), reason) == 0;
}
