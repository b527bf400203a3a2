/* stempel-ctl.c: what the verbs of stempelctl share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-ctl.h"
#include "stempel-error.h"
#include "stempel-http-address.h"
#include "stempel-http-backend.h"
#include "stempel-pg-backend.h"
#include "stempel-pg-check.h"
#include "stempel-pg-conninfo.h"
#include "stempel-pg-error.h"

static StempelCtlExit
exit_for_error (const GError *error)
{
  if (!g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE))
    return STEMPEL_CTL_EXIT_REFUSED;

  /* There was a connection; what it brought was bad. */
  if (stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_SERVER) ||
      stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_MIGRATION) ||
      stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_MIGRATION_CHANGED) ||
      stempel_pg_error_has_reason (error, STEMPEL_PG_REASON_DATABASE_NEWER))
    return STEMPEL_CTL_EXIT_REFUSED;

  return STEMPEL_CTL_EXIT_UNAVAILABLE;
}

/**
 * stempel_ctl_report_error:
 * @error: what went wrong
 *
 * Prints it to stderr: a %STEMPEL_ERROR as problem JSON with its facts, anything else as a line.
 *
 * Returns: the exit status that says so
 */
StempelCtlExit
stempel_ctl_report_error (const GError *error)
{
  JsonObject *problem = stempel_error_get_problem (error);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (error->domain != STEMPEL_ERROR)
    {
      g_printerr ("stempelctl: %s\n", error->message);
      return STEMPEL_CTL_EXIT_REFUSED;
    }

  node = json_node_alloc ();
  json_node_take_object (json_node_init_object (node, NULL), json_object_new ());
  if (problem != NULL)
    json_node_set_object (node, problem);
  json_object_set_string_member (json_node_get_object (node), "type", "about:blank");
  json_object_set_string_member (json_node_get_object (node), "title", error->message);
  json_object_set_string_member (json_node_get_object (node), "code",
                                 stempel_error_code_to_wire ((StempelError) error->code));
  text = json_to_string (node, FALSE);
  g_printerr ("%s\n", text);

  return exit_for_error (error);
}

/**
 * stempel_ctl_usage:
 * @format: what is wrong with the command line
 * @...: what @format asks for
 *
 * Returns: %STEMPEL_CTL_EXIT_USAGE
 */
StempelCtlExit
stempel_ctl_usage (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("stempelctl: %s\nTry “stempelctl --help”.\n", text);

  return STEMPEL_CTL_EXIT_USAGE;
}

/**
 * stempel_ctl_open:
 * @options: the options; `--user` wins over @role
 * @role: (nullable): the PostgreSQL role to connect as, %NULL for the one the door is made with
 * @error: return location for an %STEMPEL_ERROR
 *
 * The database of STEMPEL_DATABASE, else that of the private cluster, which is started for as long
 * as this process lives.
 *
 * Returns: (transfer full): a connection string
 */
char *
stempel_ctl_open (StempelCtlOptions *options, const char *role, GError **error)
{
  const char *conninfo = g_getenv ("STEMPEL_DATABASE");
  const char *user = options->user != NULL ? options->user : role;

  if (conninfo != NULL && options->data == NULL)
    return user != NULL
      ? stempel_pg_conninfo_with (conninfo, "user", user, error)
      : g_strdup (conninfo);

  if (options->cluster == NULL)
    options->cluster = stempel_pg_cluster_new (options->data);

  return stempel_pg_cluster_open (options->cluster, user, NULL, error);
}

/**
 * stempel_ctl_read_secret:
 * @path: a file, `-` for stdin
 * @what: what it holds, for the error
 * @error: return location for a %G_FILE_ERROR or %G_IO_ERROR
 *
 * Returns: (transfer full): its first line, or %NULL on error
 */
char *
stempel_ctl_read_secret (const char *path, const char *what, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, NULL, error))
    return NULL;

  text[strcspn (text, "\r\n")] = '\0';
  if (*text != '\0')
    return g_steal_pointer (&text);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the %s is empty", what);

  return NULL;
}

/**
 * stempel_ctl_uses_server:
 * @options: the options
 *
 * Returns: whether operations are called through STEMPEL_SERVER; who names a role or a folder wants
 *   the database itself
 */
gboolean
stempel_ctl_uses_server (StempelCtlOptions *options)
{
  return g_getenv ("STEMPEL_SERVER") != NULL && options->user == NULL && options->data == NULL;
}

static StempelBackend *
open_server (StempelCtlOptions *options, GError **error)
{
  g_autoptr(GUri) address = stempel_http_address_parse (g_getenv ("STEMPEL_SERVER"), error);
  g_autofree char *token = NULL;
  StempelHttpBackend *backend;

  if (address == NULL)
    return NULL;

  if (options->token_file == NULL)
    token = g_strdup (g_getenv ("STEMPEL_TOKEN"));
  else if ((token = stempel_ctl_read_secret (options->token_file, "token", error)) == NULL)
    return NULL;

  backend = stempel_http_backend_new (address, NULL);
  stempel_http_backend_set_token (backend, token);

  return STEMPEL_BACKEND (backend);
}

/**
 * stempel_ctl_open_backend:
 * @options: the options
 * @error: return location for an error, most often an %STEMPEL_ERROR
 *
 * The server of STEMPEL_SERVER with the token of `--token-file` or STEMPEL_TOKEN, else the database
 * of stempel_ctl_open().
 *
 * Returns: (transfer full): what calls operations
 */
StempelBackend *
stempel_ctl_open_backend (StempelCtlOptions *options, GError **error)
{
  g_autofree char *conninfo = NULL;

  if (stempel_ctl_uses_server (options))
    return open_server (options, error);

  conninfo = stempel_ctl_open (options, NULL, error);

  return conninfo != NULL ? STEMPEL_BACKEND (stempel_pg_backend_new (conninfo)) : NULL;
}

/**
 * stempel_ctl_is_superuser:
 * @options: the options
 * @conninfo: (out) (transfer full): where to put a connection string if it is one
 * @superuser: (out): where to put whether this is a superuser, who stands above all merchants;
 *   through a server nobody is
 * @error: return location for an %STEMPEL_ERROR
 *
 * Returns: whether that is known
 */
gboolean
stempel_ctl_is_superuser (StempelCtlOptions *options, char **conninfo, gboolean *superuser,
                          GError **error)
{
  *superuser = FALSE;
  *conninfo = NULL;
  if (stempel_ctl_uses_server (options))
    return TRUE;

  *conninfo = stempel_ctl_open (options, NULL, error);

  return *conninfo != NULL && stempel_pg_check_is_superuser (*conninfo, superuser, error);
}

/**
 * stempel_ctl_print_json:
 * @node: what to print
 *
 * Prints it on one line of stdout.
 */
void
stempel_ctl_print_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  g_print ("%s\n", text);
}
