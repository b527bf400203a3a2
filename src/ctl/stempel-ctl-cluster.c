/* stempel-ctl-cluster.c: the verbs of the private cluster
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-ctl.h"

static StempelCtlExit
run_start (StempelPgCluster *cluster, StempelCtlOptions *options)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *conninfo = stempel_pg_cluster_open (cluster, options->user, NULL, &error);

  if (conninfo == NULL || !stempel_pg_cluster_pin (cluster, &error))
    return stempel_ctl_report_error (error);

  g_print ("%s\n", conninfo);

  return STEMPEL_CTL_EXIT_DONE;
}

static StempelCtlExit
run_stop (StempelPgCluster *cluster, StempelCtlOptions *options)
{
  g_autoptr(GError) error = NULL;
  gboolean stopped;

  if (!stempel_pg_cluster_stop (cluster, &stopped, &error))
    return stempel_ctl_report_error (error);

  if (!stopped)
    g_printerr ("stempelctl: other programs use the cluster; it stops when the last one leaves\n");

  return STEMPEL_CTL_EXIT_DONE;
}

static StempelCtlExit
run_status (StempelPgCluster *cluster, StempelCtlOptions *options)
{
  gboolean running = stempel_pg_cluster_is_running (cluster);
  gboolean pinned = stempel_pg_cluster_is_pinned (cluster);

  g_print ("%s\n", !running ? "stopped" : pinned ? "running until stopped"
                                                 : "running while in use");

  return running ? STEMPEL_CTL_EXIT_DONE : STEMPEL_CTL_EXIT_UNAVAILABLE;
}

static StempelCtlExit
run_path (StempelPgCluster *cluster, StempelCtlOptions *options)
{
  g_print ("%s\n", stempel_pg_cluster_get_folder (cluster));

  return STEMPEL_CTL_EXIT_DONE;
}

/**
 * stempel_ctl_run_cluster:
 * @options: the options
 * @arguments: `start`, `stop`, `status` or `path`
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_cluster (StempelCtlOptions *options, char **arguments)
{
  static const struct
  {
    const char *name;
    StempelCtlExit (*run) (StempelPgCluster *cluster, StempelCtlOptions *options);
  } actions[] = {
    { "start", run_start },
    { "stop", run_stop },
    { "status", run_status },
    { "path", run_path },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if (g_str_equal (actions[i].name, arguments[0]))
        {
          g_autoptr(StempelPgCluster) cluster = stempel_pg_cluster_new (options->data);

          return actions[i].run (cluster, options);
        }
    }

  return stempel_ctl_usage ("there is no verb “cluster %s”", arguments[0]);
}
