/* stempel-ctl-call.c: verbs that call operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-ctl.h"
#include "stempel-pg-check.h"

typedef struct
{
  GMainLoop *loop;
  JsonNode  *reply; /* (owned) (nullable) */
  GError    *error; /* (owned) (nullable) */
} Answer;

static void
called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &answer->error);
  g_main_loop_quit (answer->loop);
}

/**
 * stempel_ctl_call:
 * @backend: whom to ask
 * @operation: what to call
 * @request: the request
 * @key: (nullable): the idempotency key of a write
 * @error: return location for an %STEMPEL_ERROR
 *
 * Calls an operation and waits for the answer.
 *
 * Returns: (transfer full): the reply, or %NULL on error
 */
JsonNode *
stempel_ctl_call (StempelBackend    *backend,
                  StempelOperation   operation,
                  JsonNode          *request,
                  const char        *key,
                  GError           **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { .loop = loop };

  stempel_backend_call_async (backend, operation, request, key, NULL, called_cb, &answer);
  g_main_loop_run (loop);

  if (answer.error != NULL)
    g_propagate_error (error, answer.error);

  return answer.reply;
}

/**
 * stempel_ctl_read_request:
 * @text: (nullable): a JSON object, or `-` for one on stdin; without it an empty one
 *
 * Everybody on the computer can read a command line: what is secret comes by stdin.
 *
 * Returns: (transfer full) (nullable): the request, or %NULL if it is none
 */
JsonNode *
stempel_ctl_read_request (const char *text)
{
  g_autofree char *typed = NULL;
  g_autoptr(JsonNode) request = NULL;

  if (g_strcmp0 (text, "-") != 0)
    request = json_from_string (text != NULL ? text : "{}", NULL);
  else if (g_file_get_contents ("/dev/stdin", &typed, NULL, NULL))
    request = json_from_string (typed, NULL);

  return request != NULL && JSON_NODE_HOLDS_OBJECT (request) ? g_steal_pointer (&request) : NULL;
}

/**
 * stempel_ctl_run_call:
 * @options: the options
 * @arguments: the operation and, when it has one, the request, or `-` for stdin
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_call (StempelCtlOptions *options, char **arguments)
{
  StempelOperation operation;
  g_autoptr(JsonNode) request = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(StempelBackend) backend = NULL;
  g_autofree char *key = NULL;

  if (!stempel_operation_find (arguments[0], &operation))
    return stempel_ctl_usage ("there is no operation “%s”", arguments[0]);

  request = stempel_ctl_read_request (arguments[1]);
  if (request == NULL)
    return stempel_ctl_usage ("the request is not a JSON object");

  if (stempel_operation_get_info (operation)->writes)
    key = options->key != NULL ? g_strdup (options->key) : g_uuid_string_random ();
  else if (options->key != NULL)
    return stempel_ctl_usage ("%s takes no key", arguments[0]);

  backend = stempel_ctl_open_backend (options, &error);
  if (backend != NULL)
    reply = stempel_ctl_call (backend, operation, request, key, &error);

  if (reply == NULL)
    return stempel_ctl_report_error (error);

  stempel_ctl_print_json (reply);

  return STEMPEL_CTL_EXIT_DONE;
}

/* One row for each violation, so that nothing at all is what everybody hopes for. */
static StempelCtlExit
print_violations (JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    stempel_ctl_print_json (json_array_get_element (items, i));

  return json_array_get_length (items) == 0 ? STEMPEL_CTL_EXIT_DONE : STEMPEL_CTL_EXIT_REFUSED;
}

static JsonNode *
check_own (StempelCtlOptions *options, GError **error)
{
  g_autoptr(StempelBackend) backend = stempel_ctl_open_backend (options, error);
  g_autoptr(JsonNode) request = json_from_string ("{}", NULL);

  return backend != NULL
    ? stempel_ctl_call (backend, STEMPEL_OPERATION_SELF_CHECK, request, NULL, error)
    : NULL;
}

/**
 * stempel_ctl_run_check:
 * @options: the options
 * @arguments: none
 *
 * A superuser checks all merchants, anybody else their own.
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_check (StempelCtlOptions *options, char **arguments)
{
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *conninfo = NULL;
  gboolean superuser;

  if (stempel_ctl_is_superuser (options, &conninfo, &superuser, &error))
    reply = superuser
      ? stempel_pg_check_all (conninfo, &error)
      : check_own (options, &error);

  return reply != NULL ? print_violations (reply) : stempel_ctl_report_error (error);
}
