/* stempel-record-list.c: a list of the database as a GListModel that grows page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-client-enums.h"
#include "stempel-record-list.h"
#include "stempel-replies.h"

/* Every record becomes a row of widgets at once, which takes about a millisecond: a screenful comes
 * first, and no page holds up the frame in which it arrives. Counting takes the database longer
 * than that page: the next one brings the total. */
#define FIRST_PAGE_SIZE 12
#define PAGE_SIZE 50
#define PAGE_SIZE_MAX 500

/**
 * StempelRecordList:
 *
 * The records that an operation lists, page by page.
 *
 * At most one call is under way; a new request or a reload takes over and the answer of the old one
 * is dropped. What is shown stays until something better is there.
 */
struct _StempelRecordList
{
  GObject parent_instance;

  StempelClient          *client;       /* (owned) */
  StempelOperation        operation;
  JsonNode               *request;      /* (owned) (nullable) none set yet */
  gboolean                filtered;

  GPtrArray              *items;        /* (owned) (element-type StempelRecord) */
  gboolean                items_are_old; /* they answer an earlier request */
  char                   *next;         /* (owned) (nullable) */
  gint64                  total;
  gboolean                total_capped;
  guint                   stale_seconds;

  StempelRecordListState  state;
  GError                 *error;        /* (owned) (nullable) */
  GCancellable           *cancellable;  /* (owned) (nullable) of the call under way */
  gboolean                loading_more;
  guint                   count_source;  /* waits for the first page to be drawn */
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ERROR,
  PROP_TOTAL,
  PROP_TOTAL_CAPPED,
  PROP_STALE_SECONDS,
  PROP_HAS_MORE,
  PROP_LOADING,
  PROP_LOADING_MORE,
  PROP_N_ITEMS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void stempel_record_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelRecordList, stempel_record_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      stempel_record_list_iface_init))

static GType
stempel_record_list_get_item_type (GListModel *model)
{
  return STEMPEL_TYPE_RECORD;
}

static guint
stempel_record_list_get_n_items (GListModel *model)
{
  return STEMPEL_RECORD_LIST (model)->items->len;
}

static gpointer
stempel_record_list_get_item (GListModel *model, guint position)
{
  StempelRecordList *self = STEMPEL_RECORD_LIST (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
stempel_record_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = stempel_record_list_get_item_type;
  iface->get_n_items = stempel_record_list_get_n_items;
  iface->get_item = stempel_record_list_get_item;
}

static void
stempel_record_list_get_property (GObject *object, guint property_id, GValue *value,
                                  GParamSpec *pspec)
{
  StempelRecordList *self = STEMPEL_RECORD_LIST (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    case PROP_TOTAL:
      g_value_set_int64 (value, self->total);
      break;

    case PROP_TOTAL_CAPPED:
      g_value_set_boolean (value, self->total_capped);
      break;

    case PROP_STALE_SECONDS:
      g_value_set_uint (value, self->stale_seconds);
      break;

    case PROP_HAS_MORE:
      g_value_set_boolean (value, self->next != NULL);
      break;

    case PROP_LOADING:
      g_value_set_boolean (value, self->cancellable != NULL);
      break;

    case PROP_LOADING_MORE:
      g_value_set_boolean (value, self->loading_more);
      break;

    case PROP_N_ITEMS:
      g_value_set_uint (value, self->items->len);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
stempel_record_list_dispose (GObject *object)
{
  StempelRecordList *self = STEMPEL_RECORD_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->count_source, g_source_remove);

  G_OBJECT_CLASS (stempel_record_list_parent_class)->dispose (object);
}

static void
stempel_record_list_finalize (GObject *object)
{
  StempelRecordList *self = STEMPEL_RECORD_LIST (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->request, json_node_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self->next);

  G_OBJECT_CLASS (stempel_record_list_parent_class)->finalize (object);
}

static void
stempel_record_list_class_init (StempelRecordListClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_record_list_get_property;
  object_class->dispose = stempel_record_list_dispose;
  object_class->finalize = stempel_record_list_finalize;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, STEMPEL_TYPE_RECORD_LIST_STATE,
                       STEMPEL_RECORD_LIST_STATE_IDLE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_TOTAL_CAPPED] = g_param_spec_boolean ("total-capped", NULL, NULL, FALSE, flags);
  properties[PROP_STALE_SECONDS] =
    g_param_spec_uint ("stale-seconds", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_HAS_MORE] = g_param_spec_boolean ("has-more", NULL, NULL, FALSE, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_LOADING_MORE] = g_param_spec_boolean ("loading-more", NULL, NULL, FALSE, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
stempel_record_list_init (StempelRecordList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->total = -1;
}

/**
 * stempel_record_list_new:
 * @client: whom to ask
 * @operation: an operation that lists
 *
 * Returns: (transfer full): a list that has not asked for anything yet
 */
StempelRecordList *
stempel_record_list_new (StempelClient *client, StempelOperation operation)
{
  StempelRecordList *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  self = g_object_new (STEMPEL_TYPE_RECORD_LIST, NULL);
  self->client = g_object_ref (client);
  self->operation = operation;

  return self;
}

static void
set_state (StempelRecordList *self, StempelRecordListState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
take_error (StempelRecordList *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
set_loading_more (StempelRecordList *self, gboolean loading_more)
{
  if (self->loading_more == loading_more)
    return;

  self->loading_more = loading_more;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING_MORE]);
}

static void
items_changed (StempelRecordList *self, guint position, guint removed, guint added)
{
  if (removed == 0 && added == 0)
    return;

  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);

  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
append_items (StempelRecordList *self, GListModel *items)
{
  guint position = self->items->len;
  guint n_items = g_list_model_get_n_items (items);

  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (self->items, g_list_model_get_item (items, i));

  items_changed (self, position, 0, n_items);
}

/* Takes the records of a page; those that say the same as before keep their objects, wherever they
 * are now, so that scrolling and selection survive. */
static GPtrArray *
take_items (GPtrArray *old, GListModel *items)
{
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree gint64 *ids = g_new (gint64, old->len);
  guint n_items = g_list_model_get_n_items (items);
  GPtrArray *taken = g_ptr_array_new_full (n_items, g_object_unref);

  for (guint i = 0; i < old->len; i++)
    {
      ids[i] = stempel_record_get_id (old->pdata[i]);
      g_hash_table_insert (by_id, &ids[i], old->pdata[i]);
    }

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(StempelRecord) item = g_list_model_get_item (items, i);
      gint64 id = stempel_record_get_id (item);
      StempelRecord *before = g_hash_table_lookup (by_id, &id);

      if (before != NULL && stempel_record_equal (before, item))
        g_set_object (&item, before);

      g_ptr_array_add (taken, g_steal_pointer (&item));
    }

  return taken;
}

static void
replace_items (StempelRecordList *self, GListModel *items)
{
  g_autoptr(GPtrArray) old = g_steal_pointer (&self->items);
  guint head = 0, tail = 0, shorter;

  self->items = take_items (old, items);
  shorter = MIN (old->len, self->items->len);

  while (head < shorter && old->pdata[head] == self->items->pdata[head])
    head++;

  while (tail < shorter - head &&
         old->pdata[old->len - 1 - tail] == self->items->pdata[self->items->len - 1 - tail])
    tail++;

  items_changed (self, head, old->len - head - tail, self->items->len - head - tail);
}

static void
clear_items (StempelRecordList *self)
{
  guint n_items = self->items->len;

  g_ptr_array_set_size (self->items, 0);
  items_changed (self, 0, n_items, 0);
}

static void
take_page (StempelRecordList *self, StempelPage *page)
{
  GObject *object = G_OBJECT (self);

  g_free (self->next);
  self->next = g_strdup (stempel_page_get_next (page));
  g_object_notify_by_pspec (object, properties[PROP_HAS_MORE]);
  self->stale_seconds = MAX (stempel_page_get_stale_seconds (page),
                             self->loading_more ? self->stale_seconds : 0);
  g_object_notify_by_pspec (object, properties[PROP_STALE_SECONDS]);

  /* Further pages need not count again. */
  if (self->loading_more && stempel_page_get_total (page) < 0)
    return;

  self->total = stempel_page_get_total (page);
  if (self->total < 0 && self->next == NULL && stempel_reply_is_counted (self->operation))
    self->total = g_list_model_get_n_items (stempel_page_get_items (page));
  self->total_capped = stempel_page_get_total_capped (page);
  g_object_notify_by_pspec (object, properties[PROP_TOTAL]);
  g_object_notify_by_pspec (object, properties[PROP_TOTAL_CAPPED]);
}

static gboolean
count_cb (gpointer user_data)
{
  StempelRecordList *self = STEMPEL_RECORD_LIST (user_data);

  self->count_source = 0;
  if (self->total < 0)
    stempel_record_list_load_more (self);

  return G_SOURCE_REMOVE;
}

static void
show_page (StempelRecordList *self, StempelPage *page)
{
  g_object_freeze_notify (G_OBJECT (self));

  take_page (self, page);
  take_error (self, NULL);

  if (self->loading_more)
    append_items (self, stempel_page_get_items (page));
  else
    replace_items (self, stempel_page_get_items (page));

  self->items_are_old = FALSE;
  set_loading_more (self, FALSE);

  if (stempel_reply_is_counted (self->operation) && self->total < 0 && self->count_source == 0)
    self->count_source = g_idle_add_full (G_PRIORITY_LOW, count_cb, self, NULL);

  if (self->items->len > 0)
    set_state (self, STEMPEL_RECORD_LIST_STATE_READY);
  else if (self->filtered)
    set_state (self, STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND);
  else
    set_state (self, STEMPEL_RECORD_LIST_STATE_EMPTY);

  g_object_thaw_notify (G_OBJECT (self));
}

/* What answers the present request stays on screen; anything older would be a lie now. */
static void
show_error (StempelRecordList *self, GError *error)
{
  g_object_freeze_notify (G_OBJECT (self));

  take_error (self, error);
  set_loading_more (self, FALSE);

  if (self->items_are_old || self->items->len == 0)
    {
      clear_items (self);
      set_state (self, STEMPEL_RECORD_LIST_STATE_ERROR);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

static void
load_call_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelRecordList) self = STEMPEL_RECORD_LIST (user_data);
  g_autoptr(StempelPage) page = NULL;
  GError *error = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  /* Another request or dispose() took over. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }

  g_clear_object (&self->cancellable);

  if (page != NULL)
    show_page (self, page);
  else
    show_error (self, error);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static JsonNode *
new_call_request (StempelRecordList *self, gint64 limit, const char *after)
{
  JsonNode *request = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(JsonObject) object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init (&iter, json_node_get_object (self->request));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (object, name, json_node_copy (member));

  if (stempel_reply_is_paged (self->operation))
    json_object_set_int_member (object, "limit", limit);
  if (after != NULL)
    json_object_set_string_member (object, "after", after);
  if (stempel_reply_is_counted (self->operation))
    json_object_set_boolean_member (object, "count", after != NULL ? self->total < 0
                                                                   : self->items->len > 0);

  json_node_set_object (request, object);

  return request;
}

static void
load (StempelRecordList *self, gint64 limit, const char *after)
{
  g_autoptr(JsonNode) request = new_call_request (self, limit, after);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  set_loading_more (self, after != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);

  stempel_client_call_async (self->client, self->operation, request, NULL, self->cancellable,
                             load_call_cb, g_object_ref (self));
}

static void
load_first_page (StempelRecordList *self)
{
  if (self->state == STEMPEL_RECORD_LIST_STATE_IDLE ||
      self->state == STEMPEL_RECORD_LIST_STATE_ERROR)
    set_state (self, STEMPEL_RECORD_LIST_STATE_LOADING);

  load (self, CLAMP (self->items->len, FIRST_PAGE_SIZE, PAGE_SIZE_MAX), NULL);
}

/**
 * stempel_record_list_set_request:
 * @self: a list
 * @request: (transfer none): the members of the request, without `limit` and `after`
 * @filtered: whether it leaves something out, so that "nothing found" and "nothing there" differ
 *
 * Loads the first page of that request. The old items stay until it is there.
 */
void
stempel_record_list_set_request (StempelRecordList *self, JsonNode *request, gboolean filtered)
{
  g_return_if_fail (STEMPEL_IS_RECORD_LIST (self));
  g_return_if_fail (request != NULL && JSON_NODE_HOLDS_OBJECT (request));

  if (self->request == NULL || !json_node_equal (self->request, request))
    self->items_are_old = TRUE;

  g_clear_pointer (&self->request, json_node_unref);
  self->request = json_node_copy (request);
  self->filtered = filtered;

  load_first_page (self);
}

/**
 * stempel_record_list_reload:
 * @self: a list
 *
 * Loads anew as much as is shown (at most 500 records). What is shown stays until the answer is
 * there, and stays if there is an error; the property `error` is set then.
 */
void
stempel_record_list_reload (StempelRecordList *self)
{
  g_return_if_fail (STEMPEL_IS_RECORD_LIST (self));

  if (self->request == NULL)
    self->request = stempel_request_new (NULL);

  load_first_page (self);
}

/**
 * stempel_record_list_load_more:
 * @self: a list
 *
 * Loads the next page. Does nothing when there is none, or while something is under way.
 */
void
stempel_record_list_load_more (StempelRecordList *self)
{
  g_return_if_fail (STEMPEL_IS_RECORD_LIST (self));

  if (self->next != NULL && self->cancellable == NULL)
    load (self, PAGE_SIZE, self->next);
}

/**
 * stempel_record_list_replace:
 * @self: a list
 * @record: a newer version of a record
 *
 * Shows @record in place of the one with the same id, if that one is in the list.
 */
void
stempel_record_list_replace (StempelRecordList *self, StempelRecord *record)
{
  g_return_if_fail (STEMPEL_IS_RECORD_LIST (self));
  g_return_if_fail (STEMPEL_IS_RECORD (record));

  for (guint i = 0; i < self->items->len; i++)
    {
      StempelRecord **item = (StempelRecord **) &self->items->pdata[i];

      if (G_OBJECT_TYPE (*item) != G_OBJECT_TYPE (record) ||
          stempel_record_get_id (*item) != stempel_record_get_id (record))
        continue;

      g_set_object (item, record);
      items_changed (self, i, 1, 1);
      return;
    }
}

/**
 * stempel_record_list_get_state:
 * @self: a list
 *
 * Returns: which of the states to show
 */
StempelRecordListState
stempel_record_list_get_state (StempelRecordList *self)
{
  g_return_val_if_fail (STEMPEL_IS_RECORD_LIST (self), STEMPEL_RECORD_LIST_STATE_IDLE);

  return self->state;
}

/**
 * stempel_record_list_get_error:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why the last call failed, %NULL when it did not
 */
const GError *
stempel_record_list_get_error (StempelRecordList *self)
{
  g_return_val_if_fail (STEMPEL_IS_RECORD_LIST (self), NULL);

  return self->error;
}
