/* stempel-ctl.c: what the verbs of stempelctl share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-ctl.h"
#include "stempel-error.h"
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
