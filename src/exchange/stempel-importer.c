/* stempel-importer.c: brings a file of members through the operations of an import
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-importer.h"

/**
 * StempelImporter:
 *
 * Takes an import through its calls: the file part by part, then its rows, or back again. Nothing
 * is lost when it is stopped anywhere: what has been done is known to the database, and the same
 * calls go on from there.
 */
struct _StempelImporter
{
  GObject parent_instance;

  StempelBackend *backend; /* (owned) */
};

G_DEFINE_FINAL_TYPE (StempelImporter, stempel_importer, G_TYPE_OBJECT)

enum
{
  PROGRESSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  StempelImportFile *file;    /* (not owned): its caller waits for the end; NULL: none is read */
  StempelOperation   operation;
  JsonNode          *request; /* (owned) */
  JsonNode          *import;  /* (owned) (nullable): the last answer */
} Work;

static void
work_free (Work *work)
{
  g_clear_pointer (&work->request, json_node_unref);
  g_clear_pointer (&work->import, json_node_unref);
  g_free (work);
}

static void
stempel_importer_dispose (GObject *object)
{
  StempelImporter *self = STEMPEL_IMPORTER (object);

  g_clear_object (&self->backend);

  G_OBJECT_CLASS (stempel_importer_parent_class)->dispose (object);
}

static void
stempel_importer_class_init (StempelImporterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stempel_importer_dispose;

  /**
   * StempelImporter::progressed:
   * @self: an importer
   * @import: the record `import` of docs/operations.md
   *
   * Some more rows were checked, imported or taken back.
   */
  signals[PROGRESSED] = g_signal_new ("progressed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                      0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_NODE);
}

static void
stempel_importer_init (StempelImporter *self)
{
}

/**
 * stempel_importer_new:
 * @backend: where the calls go
 *
 * Returns: (transfer full): an importer
 */
StempelImporter *
stempel_importer_new (StempelBackend *backend)
{
  StempelImporter *self;

  g_return_val_if_fail (STEMPEL_IS_BACKEND (backend), NULL);

  self = g_object_new (STEMPEL_TYPE_IMPORTER, NULL);
  self->backend = g_object_ref (backend);

  return self;
}

static void call (GTask *task, StempelOperation operation, JsonNode *request);

static const char *
get_state (JsonNode *import)
{
  return json_object_get_string_member_with_default (json_node_get_object (import), "state", "");
}

static JsonNode *
new_part_request (JsonNode *import, gint64 first, JsonArray *rows)
{
  JsonObject *request = json_object_new ();
  JsonNode *node = json_node_alloc ();

  json_object_set_int_member (request, "id",
    json_object_get_int_member (json_node_get_object (import), "id"));
  json_object_set_int_member (request, "first", first);
  json_object_set_array_member (request, "rows", rows);

  json_node_init_object (node, NULL);
  json_node_take_object (node, request);

  return node;
}

static void
read_part_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  gint64 first = json_object_get_int_member (json_node_get_object (work->import), "received") + 1;
  g_autoptr(GError) error = NULL;
  JsonArray *rows = stempel_import_file_read_part (work->file, first, &error);

  if (rows != NULL)
    g_task_return_pointer (task, new_part_request (work->import, first, rows),
                           (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
part_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) request = g_task_propagate_pointer (G_TASK (result), &error);

  if (request != NULL)
    call (task, STEMPEL_OPERATION_IMPORT_CHECK, request);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* In a thread, because a file may lie where reading it takes its time. */
static void
read_part (GTask *task)
{
  g_autoptr(GTask) reading = NULL;

  reading = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task),
                        part_read_cb, g_object_ref (task));
  g_task_set_source_tag (reading, read_part);
  g_task_set_task_data (reading, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (reading, read_part_thread);
}

static void
go_on (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  const char *state = get_state (work->import);

  g_signal_emit (g_task_get_source_object (task), signals[PROGRESSED], 0, work->import);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (work->file != NULL && g_str_equal (state, "checking"))
    read_part (task);
  else if (work->file == NULL && (g_str_equal (state, "running") || g_str_equal (state, "undoing")))
    call (task, work->operation, work->request);
  else
    g_task_return_pointer (task, json_node_ref (work->import), (GDestroyNotify) json_node_unref);
}

static void
called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  JsonNode *reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_clear_pointer (&work->import, json_node_unref);
  work->import = reply;
  json_object_remove_member (json_node_get_object (reply), "replayed");
  go_on (task);
}

/* Each call has a key of its own: it does the next part, whatever became of the one before. */
static void
call (GTask *task, StempelOperation operation, JsonNode *request)
{
  StempelImporter *self = g_task_get_source_object (task);
  g_autofree char *key = g_uuid_string_random ();

  stempel_backend_call_async (self->backend, operation, request, key, NULL, called_cb,
                              g_object_ref (task));
}

static GTask *
new_task (StempelImporter *self, StempelImportFile *file, StempelOperation operation,
          JsonNode *request, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->file = file;
  work->operation = operation;
  work->request = json_node_copy (request);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  /* What was done is told; the next step is what a cancellation keeps from being taken. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/**
 * stempel_importer_check_async:
 * @self: an importer
 * @file: (transfer none): the file; it must live until the callback
 * @order: (transfer none): the members of `import_open` beside those of the file: program_id,
 *   store_id …
 * @cancellable: (nullable): stops before the next part
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Has a file checked, from where an earlier attempt was stopped.
 */
void
stempel_importer_check_async (StempelImporter     *self,
                              StempelImportFile   *file,
                              JsonNode            *order,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonNode) request = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_return_if_fail (STEMPEL_IS_IMPORTER (self));
  g_return_if_fail (file != NULL && order != NULL && JSON_NODE_HOLDS_OBJECT (order));

  request = stempel_import_file_describe (file);
  json_object_iter_init (&iter, json_node_get_object (order));
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (json_node_get_object (request), name, json_node_copy (value));

  task = new_task (self, file, STEMPEL_OPERATION_IMPORT_OPEN, request, cancellable, callback,
                   user_data);
  g_task_set_source_tag (task, stempel_importer_check_async);
  call (task, STEMPEL_OPERATION_IMPORT_OPEN, request);
}

/**
 * stempel_importer_check_finish:
 * @self: an importer
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR, a #GIOErrorEnum of the file, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the record `import`, or %NULL on error
 */
JsonNode *
stempel_importer_check_finish (StempelImporter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_importer_repeat_async:
 * @self: an importer
 * @operation: %STEMPEL_OPERATION_IMPORT_RUN or %STEMPEL_OPERATION_IMPORT_UNDO
 * @request: (transfer none): its request
 * @cancellable: (nullable): stops before the next call
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Imports what was checked, or takes an import back: calls again while there is more to do.
 */
void
stempel_importer_repeat_async (StempelImporter     *self,
                               StempelOperation     operation,
                               JsonNode            *request,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (STEMPEL_IS_IMPORTER (self));
  g_return_if_fail (operation == STEMPEL_OPERATION_IMPORT_RUN ||
                    operation == STEMPEL_OPERATION_IMPORT_UNDO);
  g_return_if_fail (request != NULL && JSON_NODE_HOLDS_OBJECT (request));

  task = new_task (self, NULL, operation, request, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_importer_repeat_async);
  call (task, operation, request);
}

/**
 * stempel_importer_repeat_finish:
 * @self: an importer
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the record `import` as it is in the end, or %NULL on error
 */
JsonNode *
stempel_importer_repeat_finish (StempelImporter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
