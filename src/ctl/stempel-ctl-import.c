/* stempel-ctl-import.c: the verb that brings members along from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-ctl.h"
#include "stempel-importer.h"

/* Progress is told that often at most. */
#define TELL_MICROSECONDS (G_USEC_PER_SEC / 2)

typedef struct
{
  StempelCtlOptions *options;
  StempelBackend    *backend;  /* (owned) */
  StempelImporter   *importer; /* (owned) */
  GMainLoop         *loop;     /* (owned) */
  JsonNode          *import;   /* (owned) (nullable): the answer */
  GError            *error;    /* (owned) (nullable) */
  gint64             told_at;
} Run;

static gint64
get_count (JsonObject *import, const char *group, const char *member)
{
  return json_object_get_int_member_with_default (json_object_get_object_member (import, group),
                                                  member, 0);
}

static void
tell_progress (Run *run, JsonNode *import)
{
  JsonObject *members = json_node_get_object (import);
  gint64 now = g_get_monotonic_time ();

  if (now - run->told_at < TELL_MICROSECONDS)
    return;

  run->told_at = now;
  g_printerr ("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " checked, %" G_GINT64_FORMAT
              " bad, %" G_GINT64_FORMAT " imported\n",
              json_object_get_string_member (members, "state"),
              json_object_get_int_member (members, "received"),
              json_object_get_int_member (members, "rows"), get_count (members, "bad", "rows"),
              get_count (members, "imported", "members"));
}

static void
progressed_cb (StempelImporter *importer, JsonNode *import, gpointer user_data)
{
  tell_progress (user_data, import);
}

static gboolean
run_open (Run *run, GError **error)
{
  run->backend = stempel_ctl_open_backend (run->options, error);
  if (run->backend == NULL)
    return FALSE;

  run->importer = stempel_importer_new (run->backend);
  run->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (run->importer, "progressed", G_CALLBACK (progressed_cb), run);

  return TRUE;
}

static void
run_clear (Run *run)
{
  if (run->backend != NULL)
    stempel_backend_close (run->backend);
  g_clear_object (&run->importer);
  g_clear_object (&run->backend);
  g_clear_pointer (&run->loop, g_main_loop_unref);
  g_clear_pointer (&run->import, json_node_unref);
  g_clear_error (&run->error);
}

/* FALSE: there was an error, and it was handed on. */
static gboolean
run_wait (Run *run, GError **error)
{
  g_main_loop_run (run->loop);
  if (run->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&run->error));

  return FALSE;
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->import = stempel_importer_check_finish (STEMPEL_IMPORTER (object), result, &run->error);
  g_main_loop_quit (run->loop);
}

static void
repeated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  g_clear_pointer (&run->import, json_node_unref);
  run->import = stempel_importer_repeat_finish (STEMPEL_IMPORTER (object), result, &run->error);
  g_main_loop_quit (run->loop);
}

/* NULL: it was no FIELD=HEADING. */
static GHashTable *
read_mapping (StempelCtlOptions *options)
{
  g_autoptr(GHashTable) mapping = NULL;

  mapping = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; options->columns != NULL && options->columns[i] != NULL; i++)
    {
      const char *equals = strchr (options->columns[i], '=');

      if (equals == NULL || equals == options->columns[i] || equals[1] == '\0')
        return NULL;

      g_hash_table_insert (mapping, g_strndup (options->columns[i], equals - options->columns[i]),
                           g_strdup (equals + 1));
    }

  return g_steal_pointer (&mapping);
}

static JsonNode *
new_order (StempelCtlOptions *options)
{
  JsonObject *order = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (order, "program_id", options->program);
  json_object_set_int_member (order, "store_id", options->store);
  if (options->dates != NULL)
    json_object_set_string_member (order, "date_format", options->dates);
  if (options->source != NULL)
    json_object_set_string_member (order, "source", options->source);
  json_node_take_object (node, order);

  return node;
}

static void
tell_ignored (StempelImportFile *file)
{
  const char * const *ignored = stempel_import_file_get_ignored (file);

  for (guint i = 0; ignored[i] != NULL; i++)
    g_printerr ("not read: column “%s”\n", ignored[i]);
}

static gboolean
check_file (Run *run, const char *path, GHashTable *mapping, GError **error)
{
  g_autoptr(GFile) location = g_file_new_for_commandline_arg (path);
  g_autoptr(StempelImportFile) file = stempel_import_file_open (location, mapping, error);
  g_autoptr(JsonNode) order = new_order (run->options);

  if (file == NULL || !run_open (run, error))
    return FALSE;

  tell_ignored (file);
  stempel_importer_check_async (run->importer, file, order, NULL, checked_cb, run);

  return run_wait (run, error);
}

static JsonObject *
new_request (Run *run, JsonNode **node)
{
  JsonObject *request = json_object_new ();

  *node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (*node, request);
  json_object_set_int_member (request, "id", json_object_get_int_member (
    json_node_get_object (run->import), "id"));

  return request;
}

/* One row for each error. */
static gboolean
print_bad_rows (Run *run, GError **error)
{
  g_autoptr(JsonNode) request = NULL;
  JsonObject *members = new_request (run, &request);
  const char *next;

  do
    {
      g_autoptr(JsonNode) page = stempel_ctl_call (run->backend, STEMPEL_OPERATION_IMPORT_ERRORS,
                                                   request, NULL, error);
      JsonArray *items;

      if (page == NULL)
        return FALSE;

      items = json_object_get_array_member (json_node_get_object (page), "items");
      for (guint i = 0; i < json_array_get_length (items); i++)
        stempel_ctl_print_json (json_array_get_element (items, i));
      next = json_object_get_string_member_with_default (json_node_get_object (page), "next", NULL);
      if (next != NULL)
        json_object_set_string_member (members, "after", next);
    }
  while (next != NULL);

  return TRUE;
}

static gboolean
run_import (Run *run, JsonNode *expect, GError **error)
{
  g_autoptr(JsonNode) request = NULL;
  JsonObject *members = new_request (run, &request);

  if (run->options->skip_bad)
    json_object_set_boolean_member (members, "skip_bad", TRUE);
  if (expect != NULL)
    json_object_set_member (members, "expected", json_node_copy (expect));
  stempel_importer_repeat_async (run->importer, STEMPEL_OPERATION_IMPORT_RUN, request, NULL,
                                 repeated_cb, run);

  return run_wait (run, error);
}

static StempelCtlExit
do_check (Run *run, const char *path, GHashTable *mapping)
{
  g_autoptr(GError) error = NULL;

  if (!check_file (run, path, mapping, &error) || !print_bad_rows (run, &error))
    return stempel_ctl_report_error (error);

  stempel_ctl_print_json (run->import);

  return get_count (json_node_get_object (run->import), "bad", "rows") == 0
    ? STEMPEL_CTL_EXIT_DONE
    : STEMPEL_CTL_EXIT_REFUSED;
}

static StempelCtlExit
do_run (Run *run, const char *path, GHashTable *mapping)
{
  g_autoptr(JsonNode) expect = NULL;
  g_autoptr(GError) error = NULL;

  if (run->options->expect != NULL)
    {
      expect = json_from_string (run->options->expect, NULL);
      if (expect == NULL || !JSON_NODE_HOLDS_OBJECT (expect))
        return stempel_ctl_usage ("what is expected is not a JSON object");
    }

  if (!check_file (run, path, mapping, &error) || !run_import (run, expect, &error))
    return stempel_ctl_report_error (error);

  stempel_ctl_print_json (run->import);

  return STEMPEL_CTL_EXIT_DONE;
}

static StempelCtlExit
do_undo (Run *run, const char *number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) request = NULL;
  gint64 id;

  if (!g_ascii_string_to_signed (number, 10, 1, G_MAXINT64, &id, NULL))
    return stempel_ctl_usage ("“%s” is not the number of an import", number);

  request = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (request, json_object_new ());
  json_object_set_int_member (json_node_get_object (request), "id", id);
  if (!run_open (run, &error))
    return stempel_ctl_report_error (error);

  stempel_importer_repeat_async (run->importer, STEMPEL_OPERATION_IMPORT_UNDO, request, NULL,
                                 repeated_cb, run);
  if (!run_wait (run, &error))
    return stempel_ctl_report_error (error);

  stempel_ctl_print_json (run->import);

  return STEMPEL_CTL_EXIT_DONE;
}

static StempelCtlExit
dispatch (Run *run, char **arguments)
{
  g_autoptr(GHashTable) mapping = read_mapping (run->options);

  if (g_str_equal (arguments[0], "undo"))
    return do_undo (run, arguments[1]);

  if (!g_str_equal (arguments[0], "check") && !g_str_equal (arguments[0], "run"))
    return stempel_ctl_usage ("usage: stempelctl import check FILE, run FILE, undo ID");
  if (mapping == NULL)
    return stempel_ctl_usage ("--column takes FIELD=HEADING");
  if (run->options->program < 1 || run->options->store < 1)
    return stempel_ctl_usage ("an import needs --program and --store");

  return g_str_equal (arguments[0], "check")
    ? do_check (run, arguments[1], mapping)
    : do_run (run, arguments[1], mapping);
}

/**
 * stempel_ctl_run_import:
 * @options: the options
 * @arguments: `check` or `run` and a file, or `undo` and the number of an import
 *
 * What was stopped goes on with the same command.
 *
 * Returns: the exit status
 */
StempelCtlExit
stempel_ctl_run_import (StempelCtlOptions *options, char **arguments)
{
  Run run = { .options = options };
  StempelCtlExit status = dispatch (&run, arguments);

  run_clear (&run);

  return status;
}
