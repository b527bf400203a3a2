/* stempel-page.c: one page of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-page.h"
#include "stempel-record-json.h"

/**
 * StempelPage:
 *
 * One page of a list: the records, the cursor of the next page, how many there are in all, and how
 * old it may be.
 */
struct _StempelPage
{
  GObject parent_instance;

  GListModel *items;        /* (owned) */
  char       *next;         /* (owned) (nullable) */
  gint64      total;        /* -1: not said */
  gboolean    total_capped;
  guint       stale_seconds;
};

G_DEFINE_FINAL_TYPE (StempelPage, stempel_page, G_TYPE_OBJECT)

static void
stempel_page_finalize (GObject *object)
{
  StempelPage *self = STEMPEL_PAGE (object);

  g_clear_object (&self->items);
  g_free (self->next);

  G_OBJECT_CLASS (stempel_page_parent_class)->finalize (object);
}

static void
stempel_page_class_init (StempelPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stempel_page_finalize;
}

static void
stempel_page_init (StempelPage *self)
{
  self->total = -1;
}

/* Returns FALSE when there is such a member of another type. */
static gboolean
get_optional (JsonObject *object, const char *name, GType type, JsonNode **member)
{
  *member = json_object_get_member (object, name);

  if (*member != NULL && JSON_NODE_HOLDS_NULL (*member))
    *member = NULL;

  return *member == NULL ||
         (JSON_NODE_HOLDS_VALUE (*member) && json_node_get_value_type (*member) == type);
}

static gboolean
decode (StempelPage *self, GType record_type, JsonObject *object, GError **error)
{
  JsonNode *items = json_object_get_member (object, "items");
  JsonNode *next, *total, *capped, *stale;

  if (items == NULL ||
      !get_optional (object, "next", G_TYPE_STRING, &next) ||
      !get_optional (object, "total", G_TYPE_INT64, &total) ||
      !get_optional (object, "total_capped", G_TYPE_BOOLEAN, &capped) ||
      !get_optional (object, "stale_seconds", G_TYPE_INT64, &stale))
    {
      g_set_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE, "A list is malformed");
      return FALSE;
    }

  self->items = stempel_record_list_from_json (record_type, items, error);
  self->next = next != NULL ? g_strdup (json_node_get_string (next)) : NULL;
  self->total = total != NULL ? json_node_get_int (total) : -1;
  self->total_capped = capped != NULL && json_node_get_boolean (capped);
  self->stale_seconds =
    stale != NULL ? (guint) CLAMP (json_node_get_int (stale), 0, G_MAXINT) : 0;

  return self->items != NULL;
}

/**
 * stempel_page_new_from_json:
 * @record_type: the class of the records of this list
 * @node: the reply of an operation that lists
 * @error: return location for a %STEMPEL_ERROR_UNAVAILABLE when the reply is malformed
 *
 * Returns: (transfer full) (nullable): the page, or %NULL on error
 */
StempelPage *
stempel_page_new_from_json (GType record_type, JsonNode *node, GError **error)
{
  g_autoptr(StempelPage) self = NULL;

  g_return_val_if_fail (g_type_is_a (record_type, STEMPEL_TYPE_RECORD), NULL);
  g_return_val_if_fail (node != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAVAILABLE, "A list is not an object");
      return NULL;
    }

  self = g_object_new (STEMPEL_TYPE_PAGE, NULL);

  if (!decode (self, record_type, json_node_get_object (node), error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * stempel_page_get_items:
 * @self: a page
 *
 * Returns: (transfer none): the records
 */
GListModel *
stempel_page_get_items (StempelPage *self)
{
  g_return_val_if_fail (STEMPEL_IS_PAGE (self), NULL);

  return self->items;
}

/**
 * stempel_page_get_next:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the cursor of the next page, or %NULL when this is the last
 */
const char *
stempel_page_get_next (StempelPage *self)
{
  g_return_val_if_fail (STEMPEL_IS_PAGE (self), NULL);

  return self->next;
}

/**
 * stempel_page_get_total:
 * @self: a page
 *
 * Returns: how many records the whole list has, or -1 when that was not counted
 */
gint64
stempel_page_get_total (StempelPage *self)
{
  g_return_val_if_fail (STEMPEL_IS_PAGE (self), -1);

  return self->total;
}

/**
 * stempel_page_get_total_capped:
 * @self: a page
 *
 * Returns: whether there are more than stempel_page_get_total() says
 */
gboolean
stempel_page_get_total_capped (StempelPage *self)
{
  g_return_val_if_fail (STEMPEL_IS_PAGE (self), FALSE);

  return self->total_capped;
}

/**
 * stempel_page_get_stale_seconds:
 * @self: a page
 *
 * Returns: how many seconds old it may have been when it came; 0: it was not
 */
guint
stempel_page_get_stale_seconds (StempelPage *self)
{
  g_return_val_if_fail (STEMPEL_IS_PAGE (self), 0);

  return self->stale_seconds;
}
