/* stempel-ctl-setup.c: verbs that make merchants, roles and demo data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-ctl.h"
#include "stempel-pg-passfile.h"
#include "stempel-pg-role.h"
#include "stempel-pg-setup.h"

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

/**
 * stempel_ctl_run_merchant:
 * @options: the options
 * @arguments: `add`, and what is to be made, or `-`
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_merchant (StempelCtlOptions *options, char **arguments)
{
  g_autofree char *conninfo = NULL;
  g_autoptr(JsonNode) request = stempel_ctl_read_request (arguments[1]);
  g_autoptr(JsonNode) reply = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (arguments[0], "add") || request == NULL)
    return stempel_ctl_usage ("usage: stempelctl merchant add REQUEST, a JSON object or -");

  conninfo = stempel_ctl_open (options, NULL, &error);
  if (conninfo != NULL)
    reply = stempel_pg_setup_merchant (conninfo, options->cluster, request, &error);

  if (reply == NULL)
    return stempel_ctl_report_error (error);

  stempel_ctl_print_json (reply);

  return STEMPEL_CTL_EXIT_DONE;
}

/* From the file; without one it is made up. */
static char *
read_password (StempelCtlOptions *options, GError **error)
{
  return options->password_file != NULL
    ? stempel_ctl_read_secret (options->password_file, "password", error)
    : stempel_pg_passfile_generate ();
}

/* The private cluster keeps passwords itself; elsewhere one that was made up must be told. */
static void
tell_password (StempelCtlOptions *options, const char *password)
{
  if (options->cluster == NULL && options->password_file == NULL)
    g_print ("%s\n", password);
}

static gboolean
run_add (StempelCtlOptions *options, const char *conninfo, char **arguments, GError **error)
{
  g_autofree char *password = read_password (options, error);

  if (password == NULL ||
      !stempel_pg_setup_role (conninfo, options->cluster, arguments[0], arguments[1], password,
                              error))
    return FALSE;

  tell_password (options, password);

  return TRUE;
}

static gboolean
run_password (StempelCtlOptions *options, const char *conninfo, char **arguments, GError **error)
{
  g_autofree char *password = read_password (options, error);

  if (password == NULL || !stempel_pg_role_set_password (conninfo, arguments[0], password, error))
    return FALSE;

  tell_password (options, password);

  return options->cluster == NULL ||
         stempel_pg_cluster_set_password (options->cluster, arguments[0], password, error);
}

static gboolean
run_disable (StempelCtlOptions *options, const char *conninfo, char **arguments, GError **error)
{
  return stempel_pg_role_disable (conninfo, arguments[0], error) &&
         (options->cluster == NULL ||
          stempel_pg_cluster_set_password (options->cluster, arguments[0], NULL, error));
}

typedef struct
{
  const char *name;
  guint       n_arguments;
  gboolean  (*run) (StempelCtlOptions *options, const char *conninfo, char **arguments,
                    GError **error);
} LoginAction;

static const LoginAction login_actions[] = {
  { "add", 2, run_add },
  { "password", 1, run_password },
  { "disable", 1, run_disable },
};

static const LoginAction *
find_action (char **arguments)
{
  const char *kinds[] = { "manager", "staff", "auditor", NULL };
  guint n_arguments = g_strv_length (arguments) - 1;

  for (guint i = 0; i < G_N_ELEMENTS (login_actions); i++)
    {
      if (g_str_equal (login_actions[i].name, arguments[0]) &&
          login_actions[i].n_arguments == n_arguments &&
          (n_arguments < 2 || g_strv_contains (kinds, arguments[2])))
        return &login_actions[i];
    }

  return NULL;
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
  const LoginAction *action = find_action (arguments);
  g_autofree char *conninfo = NULL;
  g_autoptr(GError) error = NULL;

  if (action == NULL)
    return stempel_ctl_usage ("usage: stempelctl login add ROLE manager|staff|auditor, "
                              "login password ROLE, login disable ROLE");

  conninfo = stempel_ctl_open (options, NULL, &error);
  if (conninfo == NULL || !action->run (options, conninfo, arguments + 1, &error))
    return stempel_ctl_report_error (error);

  return STEMPEL_CTL_EXIT_DONE;
}
