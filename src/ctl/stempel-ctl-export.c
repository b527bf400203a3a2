/* stempel-ctl-export.c: the verb that writes lists as CSV
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gunixoutputstream.h>
#include <unistd.h>

#include "stempel-ctl.h"
#include "stempel-exporter.h"

typedef struct
{
  GMainLoop *loop;
  GError    *error; /* (owned) (nullable) */
} Answer;

static void
exported_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  stempel_export_finish (STEMPEL_BACKEND (object), result, &answer->error);
  g_main_loop_quit (answer->loop);
}

static GOutputStream *
open_output (StempelCtlOptions *options, GError **error)
{
  g_autoptr(GFile) file = NULL;

  if (options->output == NULL)
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  file = g_file_new_for_commandline_arg (options->output);

  return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error));
}

static gboolean
export_list (StempelCtlOptions *options, const StempelExportList *list, JsonNode *filter,
             GError **error)
{
  g_autoptr(StempelBackend) backend = stempel_ctl_open_backend (options, error);
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { .loop = loop };

  if (backend != NULL)
    stream = open_output (options, error);
  if (stream == NULL)
    return FALSE;

  stempel_export_async (backend, list, filter, options->bom, stream, NULL,
                        exported_cb, &answer);
  g_main_loop_run (loop);
  stempel_backend_close (backend);
  if (answer.error != NULL)
    {
      g_propagate_error (error, answer.error);
      return FALSE;
    }

  return g_output_stream_close (stream, NULL, error);
}

static StempelCtlExit
no_such_list (const char *name)
{
  g_autoptr(GString) names = g_string_new (NULL);
  const StempelExportList *list;

  for (guint i = 0; (list = stempel_export_list_get (i)) != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", list->name);

  return stempel_ctl_usage ("there is no list “%s”, only: %s", name, names->str);
}

/**
 * stempel_ctl_run_export:
 * @options: the options
 * @arguments: what list, and a request of its operation that chooses some of it
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_export (StempelCtlOptions *options, char **arguments)
{
  const StempelExportList *list = stempel_export_list_find (arguments[0]);
  g_autoptr(JsonNode) filter = NULL;
  g_autoptr(GError) error = NULL;

  if (list == NULL)
    return no_such_list (arguments[0]);

  filter = json_from_string (arguments[1] != NULL ? arguments[1] : "{}", NULL);
  if (filter == NULL || !JSON_NODE_HOLDS_OBJECT (filter))
    return stempel_ctl_usage ("the filter is not a JSON object");

  return export_list (options, list, filter, &error)
    ? STEMPEL_CTL_EXIT_DONE
    : stempel_ctl_report_error (error);
}
