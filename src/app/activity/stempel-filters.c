/* stempel-filters.c: what a list is narrowed down by, behind one button
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-accessible.h"
#include "stempel-button.h"
#include "stempel-day-field.h"
#include "stempel-filters.h"
#include "stempel-time.h"

/* A day is typed digit by digit, and half of one is none. */
#define SETTLE_MS 300

struct _StempelFilters
{
  AdwBin        parent_instance;

  GtkWidget    *menu_button;
  GtkWidget    *fields_box;
  GtkWidget    *clear_button;

  GPtrArray    *fields;        /* (owned) (element-type StempelField) in the popover */
  GCancellable *cancellable;   /* (owned) of the lists that choices are loaded from */
  JsonNode     *request;       /* (owned) what was told last */
  guint         settle_source;
};

G_DEFINE_FINAL_TYPE (StempelFilters, stempel_filters, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update_buttons (StempelFilters *self)
{
  guint n_set = stempel_filters_get_n_set (self);
  g_autofree char *label = NULL;
  g_autofree char *name = NULL;

  if (n_set == 0)
    label = g_strdup (C_("list", "_Filters"));
  else
    /* Translators: a button; %u is how many filters are set, such as "Filters (2)". */
    label = g_strdup_printf (C_("list", "_Filters (%u)"), n_set);

  name = stempel_accessible_plain_label (label);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->menu_button), label);
  stempel_accessible_name (self->menu_button, name);
  gtk_widget_set_visible (self->clear_button, n_set > 0);
}

static gboolean
settled_cb (gpointer user_data)
{
  StempelFilters *self = STEMPEL_FILTERS (user_data);
  g_autoptr(JsonNode) request = stempel_filters_get_request (self);

  self->settle_source = 0;
  update_buttons (self);

  if (!json_node_equal (self->request, request))
    {
      json_node_unref (self->request);
      self->request = g_steal_pointer (&request);
      g_signal_emit (self, signals[CHANGED], 0);
    }

  return G_SOURCE_REMOVE;
}

static void
field_changed_cb (StempelFilters *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
clear_clicked_cb (StempelFilters *self)
{
  stempel_filters_clear (self);
  gtk_widget_grab_focus (self->menu_button);
}

static void
stempel_filters_dispose (GObject *object)
{
  StempelFilters *self = STEMPEL_FILTERS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_ptr_array_set_size (self->fields, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_FILTERS);

  G_OBJECT_CLASS (stempel_filters_parent_class)->dispose (object);
}

static void
stempel_filters_finalize (GObject *object)
{
  StempelFilters *self = STEMPEL_FILTERS (object);

  g_ptr_array_unref (self->fields);
  g_object_unref (self->cancellable);
  json_node_unref (self->request);

  G_OBJECT_CLASS (stempel_filters_parent_class)->finalize (object);
}

static void
stempel_filters_class_init (StempelFiltersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_filters_dispose;
  object_class->finalize = stempel_filters_finalize;

  signals[CHANGED] = g_signal_new ("changed", STEMPEL_TYPE_FILTERS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (STEMPEL_TYPE_BUTTON);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelFilters, menu_button);
  gtk_widget_class_bind_template_child (widget_class, StempelFilters, fields_box);
  gtk_widget_class_bind_template_child (widget_class, StempelFilters, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
}

static void
stempel_filters_init (StempelFilters *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->request = stempel_request_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  update_buttons (self);
}

/**
 * stempel_filters_new:
 *
 * Returns: (transfer floating): filters without a field
 */
GtkWidget *
stempel_filters_new (void)
{
  return g_object_new (STEMPEL_TYPE_FILTERS, NULL);
}

/**
 * stempel_filters_add:
 * @self: filters
 * @field: (transfer floating): a field whose wire name is a member of the request
 */
void
stempel_filters_add (StempelFilters *self, StempelField *field)
{
  g_return_if_fail (STEMPEL_IS_FILTERS (self));
  g_return_if_fail (STEMPEL_IS_FIELD (field));

  gtk_box_append (GTK_BOX (self->fields_box), GTK_WIDGET (field));
  g_ptr_array_add (self->fields, g_object_ref (field));
  g_signal_connect_object (field, "changed", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
choices_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelChoiceField) field = STEMPEL_CHOICE_FIELD (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* The list itself says what is wrong; without choices it just cannot be narrowed down here. */
  if (error != NULL)
    g_message ("The choices of a filter could not be loaded: %s", error->message);
  else
    stempel_choice_field_add_records (field, stempel_page_get_items (page), "name");
}

/**
 * stempel_filters_fill:
 * @self: filters
 * @field: a field of them
 * @client: whom to ask
 * @operation: an operation that lists records with `id` and `name`
 *
 * Loads the choices of @field.
 */
void
stempel_filters_fill (StempelFilters     *self,
                      StempelChoiceField *field,
                      StempelClient      *client,
                      StempelOperation    operation)
{
  g_autoptr(JsonNode) request = stempel_request_new (NULL);

  g_return_if_fail (STEMPEL_IS_FILTERS (self));

  stempel_client_call_async (client, operation, request, NULL, self->cancellable, choices_loaded_cb,
                             g_object_ref (field));
}

/* The first day of the span whose last one is in @field. */
static char *
get_first_day (StempelFilters *self, StempelField *field)
{
  if (g_strcmp0 (stempel_field_get_wire_name (field), "to") != 0)
    return NULL;

  for (guint i = 0; i < self->fields->len; i++)
    {
      StempelField *other = self->fields->pdata[i];
      g_autoptr(JsonNode) value = NULL;

      if (g_strcmp0 (stempel_field_get_wire_name (other), "from") != 0)
        continue;

      value = stempel_field_get_value (other);
      if (value != NULL && !JSON_NODE_HOLDS_NULL (value) &&
          stempel_day_is_valid (json_node_get_string (value)))
        return json_node_dup_string (value);
    }

  return NULL;
}

static const char *
find_day_error (StempelFilters *self, StempelField *field, const char *day)
{
  g_autofree char *first = NULL;

  if (!stempel_day_is_valid (day))
    return _("This is not a day. Type it such as 31.12.2026.");

  first = get_first_day (self, field);

  return first != NULL &&
         strcmp (first, day) > 0 ? _("The last day lies before the first one.") : NULL;
}

/* The value of a field if it is one: half a day does not narrow anything down. */
static JsonNode *
get_value (StempelFilters *self, StempelField *field)
{
  const char *error = NULL;
  g_autoptr(JsonNode) value = stempel_field_get_value (field);

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return NULL;

  if (STEMPEL_IS_DAY_FIELD (field))
    error = find_day_error (self, field, json_node_get_string (value));
  stempel_field_set_error (field, error);

  return error == NULL ? g_steal_pointer (&value) : NULL;
}

/**
 * stempel_filters_get_request:
 * @self: filters
 *
 * Returns: (transfer full): the members of a request that the filters make
 */
JsonNode *
stempel_filters_get_request (StempelFilters *self)
{
  JsonNode *request;

  g_return_val_if_fail (STEMPEL_IS_FILTERS (self), NULL);

  request = stempel_request_new (NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      StempelField *field = self->fields->pdata[i];
      JsonNode *value = get_value (self, field);

      if (value != NULL)
        json_object_set_member (json_node_get_object (request), stempel_field_get_wire_name (field),
                                value);
    }

  return request;
}

/**
 * stempel_filters_get_n_set:
 * @self: filters
 *
 * Returns: how many of them narrow the list down
 */
guint
stempel_filters_get_n_set (StempelFilters *self)
{
  g_autoptr(JsonNode) request = stempel_filters_get_request (self);

  return request != NULL ? json_object_get_size (json_node_get_object (request)) : 0;
}

/**
 * stempel_filters_clear:
 * @self: filters
 *
 * Empties all fields.
 */
void
stempel_filters_clear (StempelFilters *self)
{
  g_return_if_fail (STEMPEL_IS_FILTERS (self));

  for (guint i = 0; i < self->fields->len; i++)
    {
      stempel_field_set_value (self->fields->pdata[i], NULL);
      stempel_field_set_error (self->fields->pdata[i], NULL);
    }

  g_clear_handle_id (&self->settle_source, g_source_remove);
  settled_cb (self);
}

/**
 * stempel_filters_popup:
 * @self: filters
 *
 * Shows the fields.
 */
void
stempel_filters_popup (StempelFilters *self)
{
  g_return_if_fail (STEMPEL_IS_FILTERS (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
}
