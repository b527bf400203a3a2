/* stempel-ctl-setup.c: verbs that make roles and demo data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-ctl.h"
#include "stempel-pg-passfile.h"
#include "stempel-pg-role.h"
#include "stempel-pg-setup.h"
#include "stempel-pg-sync.h"

/**
 * stempel_ctl_run_demo:
 * @options: the options
 * @arguments: none
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_demo (StempelCtlOptions *options, char **arguments)
{
  g_autofree char *conninfo = NULL;
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) request = NULL;
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;

  if (options->members < 1 || options->entries < 0)
    return stempel_ctl_usage ("a demo needs at least one member");

  text = g_strdup_printf ("{\"members\": %" G_GINT64_FORMAT ", \"entries\": %" G_GINT64_FORMAT
                          ", \"seed\": %" G_GINT64_FORMAT "}",
                          options->members, options->entries, options->seed);
  request = json_from_string (text, NULL);
  conninfo = stempel_ctl_open (options, NULL, &error);
  if (conninfo != NULL)
    reply = stempel_pg_setup_demo (conninfo, options->cluster, request, &error);

  if (reply == NULL)
    return stempel_ctl_report_error (error);

  stempel_ctl_print_json (reply);

  return STEMPEL_CTL_EXIT_DONE;
}

/* From the file; without one it is made up. */
static char *
read_password (StempelCtlOptions *options, GError **error)
{
  const char *path = options->password_file;
  g_autofree char *text = NULL;

  if (path == NULL)
    return stempel_pg_passfile_generate ();

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, NULL, error))
    return NULL;

  text[strcspn (text, "\r\n")] = '\0';
  if (*text != '\0')
    return g_steal_pointer (&text);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the password is empty");

  return NULL;
}

/* The private cluster keeps passwords itself; elsewhere one that was made up must be told. */
static gboolean
hand_over_password (StempelCtlOptions *options, const char *role, const char *password, GError **error)
{
  if (options->cluster != NULL)
    return stempel_pg_cluster_set_password (options->cluster, role, password, error);

  if (options->password_file == NULL)
    g_print ("%s\n", password);

  return TRUE;
}

static gboolean
run_add (StempelCtlOptions *options, PGconn *connection, char **arguments, GError **error)
{
  g_autofree char *password = read_password (options, error);

  return password != NULL &&
         stempel_pg_role_create (connection, arguments[0], arguments[1], password, error) &&
         hand_over_password (options, arguments[0], password, error);
}

static gboolean
run_password (StempelCtlOptions *options, PGconn *connection, char **arguments, GError **error)
{
  g_autofree char *password = read_password (options, error);

  return password != NULL &&
         stempel_pg_role_set_password (connection, arguments[0], password, error) &&
         hand_over_password (options, arguments[0], password, error);
}

static gboolean
run_disable (StempelCtlOptions *options, PGconn *connection, char **arguments, GError **error)
{
  return stempel_pg_role_disable (connection, arguments[0], error) &&
         (options->cluster == NULL ||
          stempel_pg_cluster_set_password (options->cluster, arguments[0], NULL, error));
}

/**
 * stempel_ctl_run_login:
 * @options: the options
 * @arguments: `add`, `password` or `disable`, the role, and for `add` what it is
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_login (StempelCtlOptions *options, char **arguments)
{
  static const struct
  {
    const char *name;
    guint       n_arguments;
    gboolean  (*run) (StempelCtlOptions *options, PGconn *connection, char **arguments, GError **error);
  } actions[] = {
    { "add", 2, run_add },
    { "password", 1, run_password },
    { "disable", 1, run_disable },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *conninfo = NULL;
      g_autoptr(PGconn) connection = NULL;
      g_autoptr(GError) error = NULL;

      if (!g_str_equal (actions[i].name, arguments[0]))
        continue;

      if (g_strv_length (arguments + 1) != actions[i].n_arguments ||
          (arguments[2] != NULL &&
           !g_strv_contains ((const char *[]) { "manager", "staff", "auditor", NULL }, arguments[2])))
        break;

      conninfo = stempel_ctl_open (options, NULL, &error);
      if (conninfo != NULL)
        connection = stempel_pg_sync_open (conninfo, STEMPEL_PG_CONNECT_SECONDS, &error);

      if (connection == NULL || !actions[i].run (options, connection, arguments + 1, &error))
        return stempel_ctl_report_error (error);

      return STEMPEL_CTL_EXIT_DONE;
    }

  return stempel_ctl_usage ("usage: stempelctl login add ROLE manager|staff|auditor, "
                            "login password ROLE, login disable ROLE");
}
