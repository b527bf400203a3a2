/* stempel-ctl.h: what the verbs of stempelctl share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "stempel-backend.h"
#include "stempel-pg-cluster.h"

G_BEGIN_DECLS

/**
 * StempelCtlExit:
 * @STEMPEL_CTL_EXIT_DONE: it was done
 * @STEMPEL_CTL_EXIT_REFUSED: it was refused, or something was found that should not be
 * @STEMPEL_CTL_EXIT_USAGE: the command line was wrong
 * @STEMPEL_CTL_EXIT_UNAVAILABLE: no connection to the database
 */
typedef enum
{
  STEMPEL_CTL_EXIT_DONE = 0,
  STEMPEL_CTL_EXIT_REFUSED = 1,
  STEMPEL_CTL_EXIT_USAGE = 2,
  STEMPEL_CTL_EXIT_UNAVAILABLE = 3,
} StempelCtlExit;

/**
 * StempelCtlOptions:
 *
 * What the command line says beside the verb and its arguments, and the private cluster once it is
 * in use, which stays up for as long as @cluster is held.
 */
typedef struct
{
  char     *user;          /* (owned) (nullable) */
  char     *data;          /* (owned) (nullable) */
  char     *key;           /* (owned) (nullable) */
  char     *password_file; /* (owned) (nullable) */
  char     *token_file;    /* (owned) (nullable) */
  gint64    members;
  gint64    entries;
  gint64    seed;
  gint64    program;
  gint64    store;
  char    **columns;       /* (owned) (nullable) */
  char     *dates;         /* (owned) (nullable) */
  char     *source;        /* (owned) (nullable) */
  char     *expect;        /* (owned) (nullable) */
  char     *output;        /* (owned) (nullable) */
  gboolean  skip_bad;
  gboolean  bom;
  gboolean  version;

  StempelPgCluster *cluster; /* (owned) (nullable) */
} StempelCtlOptions;

typedef StempelCtlExit (*StempelCtlRun) (StempelCtlOptions  *options,
                                         char              **arguments);

/**
 * StempelCtlVerb:
 * @name: what is typed first
 * @least: how many arguments it needs
 * @most: how many it takes
 * @synopsis: its arguments as they stand in the help
 * @help: one line
 * @run: what it does
 * @needs_database: whether no server can do it
 */
typedef struct
{
  const char    *name;
  guint          least;
  guint          most;
  const char    *synopsis;
  const char    *help;
  StempelCtlRun  run;
  gboolean       needs_database;
} StempelCtlVerb;

StempelCtlExit  stempel_ctl_report_error (const GError       *error);
StempelCtlExit  stempel_ctl_usage        (const char         *format,
                                          ...) G_GNUC_PRINTF (1, 2);
char           *stempel_ctl_open         (StempelCtlOptions  *options,
                                          const char         *role,
                                          GError            **error);
gboolean        stempel_ctl_uses_server  (StempelCtlOptions  *options);
StempelBackend *stempel_ctl_open_backend (StempelCtlOptions  *options,
                                          GError            **error);
gboolean        stempel_ctl_is_superuser (StempelCtlOptions  *options,
                                          char              **conninfo,
                                          gboolean           *superuser,
                                          GError            **error);
char           *stempel_ctl_read_secret  (const char         *path,
                                          const char         *what,
                                          GError            **error);
void            stempel_ctl_print_json   (JsonNode           *node);

JsonNode       *stempel_ctl_call         (StempelBackend     *backend,
                                          StempelOperation    operation,
                                          JsonNode           *request,
                                          const char         *key,
                                          GError            **error);
JsonNode       *stempel_ctl_read_request (const char         *text);

StempelCtlExit  stempel_ctl_run_call       (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_check      (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_cluster    (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_customer_export (StempelCtlOptions *options,
                                                 char             **arguments);
StempelCtlExit  stempel_ctl_run_demo       (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_export     (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_import     (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_jobs       (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_login      (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_merchant   (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_migrate    (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_openapi    (StempelCtlOptions *options, char **arguments);
StempelCtlExit  stempel_ctl_run_operations (StempelCtlOptions *options, char **arguments);

G_END_DECLS
