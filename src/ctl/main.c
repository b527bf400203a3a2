/* main.c: stempelctl, the administration tool
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <locale.h>

#include "stempel-ctl.h"

static const StempelCtlVerb verbs[] = {
  { "cluster", 1, 1, "start|stop|status|path",
    "Runs the private PostgreSQL cluster of this computer", stempel_ctl_run_cluster },
  { "migrate", 0, 0, "",
    "Brings the database to the schema of this program", stempel_ctl_run_migrate, TRUE },
  { "check", 0, 0, "",
    "Checks every invariant; one JSON row for each violation", stempel_ctl_run_check },
  { "demo", 0, 0, "",
    "Fills an empty database with demo data (--members, --entries, --seed)", stempel_ctl_run_demo,
    TRUE },
  { "merchant", 2, 2, "add REQUEST",
    "Makes a merchant with its first store and manager; REQUEST is a JSON object, - for stdin",
    stempel_ctl_run_merchant, TRUE },
  { "call", 1, 2, "OPERATION [REQUEST]",
    "Calls an operation; REQUEST is a JSON object, - for stdin (--key for a write)",
    stempel_ctl_run_call },
  { "customer-export", 1, 3, "ID [json|html [LANGUAGE]]",
    "Prints all that is known about a person", stempel_ctl_run_customer_export },
  { "jobs", 1, 2, "run [NAME]",
    "Runs the jobs of all merchants: one JSON row for each at its end", stempel_ctl_run_jobs },
  { "import", 2, 2, "check FILE, run FILE, undo ID",
    "Brings members along from a CSV file (--program, --store, --column, --dates, --source,\n"
    "      --expect, --skip-bad)", stempel_ctl_run_import },
  { "export", 1, 2, "LIST [FILTER]",
    "Writes a list as CSV; FILTER is a JSON object (--output, --bom)", stempel_ctl_run_export },
  { "operations", 0, 0, "",
    "Prints the table of operations as JSON", stempel_ctl_run_operations },
  { "openapi", 0, 0, "",
    "Prints the OpenAPI document of the operations over HTTP", stempel_ctl_run_openapi },
  { "login", 2, 3, "add ROLE manager|staff|auditor, password ROLE, disable ROLE",
    "Manages PostgreSQL roles (--password-file; - reads stdin)", stempel_ctl_run_login, TRUE },
};

static char *
describe_verbs (void)
{
  g_autoptr(GString) text = g_string_new ("Verbs:\n");

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_string_append_printf (text, "  %s %s\n      %s\n", verbs[i].name, verbs[i].synopsis,
                            verbs[i].help);

  g_string_append (text,
    "\nEnvironment:\n"
    "  STEMPEL_DATABASE      A libpq connection string; default: the private cluster\n"
    "  STEMPEL_CLUSTER_DIR   The folder of the private cluster\n"
    "  STEMPEL_SERVER        The address of a server, through which operations are called\n"
    "  STEMPEL_TOKEN         The session with that server\n"
    "\nExit status: 0 done, 1 refused, 2 wrong command line, 3 no connection.");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GOptionContext *
new_context (StempelCtlOptions *options)
{
  g_autoptr(GOptionContext) context = g_option_context_new ("VERB [ARGUMENT…]");
  g_autofree char *description = describe_verbs ();
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_STRING, &options->user,
      "Connect as this PostgreSQL role", "ROLE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options->data,
      "The folder of the private cluster", "DIR" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &options->key,
      "The idempotency key of a write; default: a new one", "UUID" },
    { "members", 0, 0, G_OPTION_ARG_INT64, &options->members,
      "How many members the demo has", "N" },
    { "entries", 0, 0, G_OPTION_ARG_INT64, &options->entries,
      "How many ledger entries the demo has", "M" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed,
      "The same seed makes the same demo", "S" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file,
      "Where the password of a login is read from", "FILE" },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options->token_file,
      "Where the token of a session is read from", "FILE" },
    { "program", 0, 0, G_OPTION_ARG_INT64, &options->program,
      "The program that imported balances are for", "ID" },
    { "store", 0, 0, G_OPTION_ARG_INT64, &options->store,
      "The store that imported members belong to", "ID" },
    { "column", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->columns,
      "What a column with another heading is read as", "FIELD=HEADING" },
    { "dates", 0, 0, G_OPTION_ARG_STRING, &options->dates,
      "The order of dates in the file: iso, dmy or mdy", "ORDER" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &options->source,
      "Where the consents in the file were given", "TEXT" },
    { "expect", 0, 0, G_OPTION_ARG_STRING, &options->expect,
      "What the file must come to: members, points, stamps", "JSON" },
    { "skip-bad", 0, 0, G_OPTION_ARG_NONE, &options->skip_bad,
      "Leave bad rows out and import the others", NULL },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      "Where a list is written to; default: stdout", "FILE" },
    { "bom", 0, 0, G_OPTION_ARG_NONE, &options->bom,
      "Begin a CSV file with a byte order mark", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version,
      "Print the version", NULL },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Administers Stempel.");
  g_option_context_set_description (context, description);

  return g_steal_pointer (&context);
}

static StempelCtlExit
dispatch (StempelCtlOptions *options, char **words)
{
  guint n_arguments;

  if (options->version)
    {
      g_print ("stempelctl " STEMPEL_VERSION "\n");
      return STEMPEL_CTL_EXIT_DONE;
    }

  if (words[0] == NULL)
    return stempel_ctl_usage ("a verb is missing");

  n_arguments = g_strv_length (words) - 1;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (!g_str_equal (verbs[i].name, words[0]))
        continue;

      if (n_arguments < verbs[i].least || n_arguments > verbs[i].most)
        return stempel_ctl_usage ("usage: stempelctl %s %s", verbs[i].name, verbs[i].synopsis);
      /* Not silently another database than the one behind that server. */
      if (verbs[i].needs_database && stempel_ctl_uses_server (options) &&
          g_getenv ("STEMPEL_DATABASE") == NULL)
        return stempel_ctl_usage ("“%s” needs the database itself, not STEMPEL_SERVER", words[0]);

      return verbs[i].run (options, words + 1);
    }

  return stempel_ctl_usage ("there is no verb “%s”", words[0]);
}

static void
clear_options (StempelCtlOptions *options)
{
  g_free (options->user);
  g_free (options->data);
  g_free (options->key);
  g_free (options->password_file);
  g_free (options->token_file);
  g_strfreev (options->columns);
  g_free (options->dates);
  g_free (options->source);
  g_free (options->expect);
  g_free (options->output);
  g_clear_object (&options->cluster);
}

int
main (int argc, char *argv[])
{
  StempelCtlOptions options = { .members = 200, .entries = 5000, .seed = 1 };
  g_autoptr(GOptionContext) context = NULL;
  g_autoptr(GError) error = NULL;
  StempelCtlExit status;

  setlocale (LC_ALL, "");
  g_set_prgname ("stempelctl");

  context = new_context (&options);
  if (g_option_context_parse (context, &argc, &argv, &error))
    status = dispatch (&options, argv + 1);
  else
    status = stempel_ctl_usage ("%s", error->message);

  clear_options (&options);

  return status;
}
