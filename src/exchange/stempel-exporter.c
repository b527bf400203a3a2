/* stempel-exporter.c: writes a list of any length into a stream
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-csv-writer.h"
#include "stempel-exporter.h"

#define PAGE_ROWS 500
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct
{
  const StempelExportList *list;
  JsonNode                *request; /* (owned) */
  GOutputStream           *stream;  /* (owned) */
  GString                 *text;    /* (owned): being written */
  gint64                   rows;
  gboolean                 ended;
} Export;

static void
export_free (Export *export)
{
  json_node_unref (export->request);
  g_object_unref (export->stream);
  g_string_free (export->text, TRUE);
  g_free (export);
}

static void request_page (GTask *task);

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (export->ended)
    g_task_return_int (task, export->rows);
  else
    {
      g_string_truncate (export->text, 0);
      request_page (task);
    }
}

static void
write_text (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  g_output_stream_write_all_async (export->stream, export->text->str, export->text->len,
                                   G_PRIORITY_DEFAULT, g_task_get_cancellable (task), written_cb,
                                   g_object_ref (task));
}

/* The next page begins behind the last row of this one, whatever was added meanwhile. */
static void
set_next (Export *export, JsonObject *page)
{
  const char *next = json_object_get_string_member_with_default (page, "next", NULL);

  export->ended = next == NULL;
  if (next != NULL)
    json_object_set_string_member (json_node_get_object (export->request), "after", next);
}

static void
page_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  JsonArray *items;

  reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  items = json_object_get_array_member (json_node_get_object (reply), "items");
  for (guint i = 0; i < json_array_get_length (items); i++)
    stempel_csv_append_record (export->text, export->list->columns,
                               json_array_get_object_element (items, i));
  export->rows += json_array_get_length (items);
  set_next (export, json_node_get_object (reply));
  write_text (task);
}

static void
request_page (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  stempel_backend_call_async (g_task_get_source_object (task), export->list->operation,
                              export->request, NULL, g_task_get_cancellable (task), page_cb,
                              g_object_ref (task));
}

/* Short lists come as a whole and know no pages; a count would cost more than the list. */
static void
add_paging (const StempelExportList *list, JsonObject *request)
{
  switch ((guint) list->operation)
    {
    case STEMPEL_OPERATION_CUSTOMER_SEARCH:
      json_object_set_boolean_member (request, "count", FALSE);
      G_GNUC_FALLTHROUGH;
    case STEMPEL_OPERATION_ENTRY_LIST:
    case STEMPEL_OPERATION_AUDIT_LIST:
    case STEMPEL_OPERATION_CUSTOMER_DUPLICATES:
    case STEMPEL_OPERATION_IMPORT_LIST:
    case STEMPEL_OPERATION_IMPORT_ERRORS:
      json_object_set_int_member (request, "limit", PAGE_ROWS);
      break;
    default:
      break;
    }
}

/**
 * stempel_export_async:
 * @backend: where the list comes from
 * @list: which one
 * @filter: (transfer none): a request of its operation without `limit` and `after`
 * @mark: whether a byte order mark comes first, which some spreadsheets need
 * @stream: where it is written to, page by page; it is not closed
 * @cancellable: (nullable): stops it; what was written stays
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Writes all rows of a list as CSV (RFC 4180, UTF-8), with the names of the columns first. No more
 * than a page is in memory.
 */
void
stempel_export_async (StempelBackend          *backend,
                      const StempelExportList *list,
                      JsonNode                *filter,
                      gboolean                 mark,
                      GOutputStream           *stream,
                      GCancellable            *cancellable,
                      GAsyncReadyCallback      callback,
                      gpointer                 user_data)
{
  g_autoptr(GTask) task = NULL;
  Export *export;

  g_return_if_fail (STEMPEL_IS_BACKEND (backend) && list != NULL);
  g_return_if_fail (filter != NULL && JSON_NODE_HOLDS_OBJECT (filter));
  g_return_if_fail (G_IS_OUTPUT_STREAM (stream));

  export = g_new0 (Export, 1);
  export->list = list;
  export->request = json_node_copy (filter);
  export->stream = g_object_ref (stream);
  export->text = g_string_new (mark ? BYTE_ORDER_MARK : NULL);
  stempel_csv_append_heading (export->text, list->columns);
  add_paging (list, json_node_get_object (export->request));

  task = g_task_new (backend, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_export_async);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  request_page (task);
}

/**
 * stempel_export_finish:
 * @backend: where the list came from
 * @result: what the callback got
 * @error: return location for a %STEMPEL_ERROR, or a #GIOErrorEnum of the stream
 *
 * Returns: how many rows were written; -1 on error
 */
gint64
stempel_export_finish (StempelBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
