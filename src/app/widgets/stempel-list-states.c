/* stempel-list-states.c: the five states of a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-error-text.h"
#include "stempel-format.h"
#include "stempel-list-states.h"
#include "stempel-state-page.h"

/* Announce only when nothing changed for so long, or every letter of a search would be answered
 * aloud. */
#define ANNOUNCE_AFTER_MS 700

struct _StempelListStates
{
  GtkWidget          parent_instance;

  GtkWidget         *box;
  GtkStack          *stack;
  GtkScrolledWindow *scrolled_window;
  GtkLabel          *stale_label;
  GtkWidget         *more_revealer;
  StempelStatePage  *empty_page;
  StempelButton     *empty_button;
  StempelStatePage  *error_page;

  StempelRecordList *list; /* (owned) (nullable) */
  GSignalGroup      *list_signals;
  gboolean           focusing;
  guint              announce_source;
  guint              load_more_source;
  char              *announced; /* (nullable) */
  char              *empty_action_label; /* (nullable) */
};

enum
{
  PROP_LIST = 1,
  PROP_CHILD,
  PROP_EMPTY_ICON,
  PROP_EMPTY_TITLE,
  PROP_EMPTY_DESCRIPTION,
  PROP_EMPTY_ACTION_LABEL,
  PROP_EMPTY_ACTION_NAME,
  N_PROPS,
};

enum
{
  SIGNAL_CLEAR_FILTERS,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void stempel_list_states_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StempelListStates, stempel_list_states, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      stempel_list_states_buildable_init))

static GtkBuildableIface *parent_buildable;

static char *
count_sentence (StempelListStates *self)
{
  gint64 total;
  gboolean capped, has_more;
  guint loaded = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *number = NULL;

  g_object_get (self->list, "total", &total, "total-capped", &capped, "has-more", &has_more, NULL);
  number = stempel_format_number (total >= 0 ? total : loaded);

  if (capped || (total < 0 && has_more))
    /* Translators: the number of rows in a list; %s is a number */
    return g_strdup_printf (_("More than %s results"), number);

  /* Translators: the number of rows in a list; %s is a number */
  return g_strdup_printf (ngettext ("%s result", "%s results", total >= 0 ? total : loaded),
                          number);
}

static char *
state_sentence (StempelListStates *self)
{
  const GError *error = stempel_record_list_get_error (self->list);

  switch (stempel_record_list_get_state (self->list))
    {
    case STEMPEL_RECORD_LIST_STATE_READY:
      return count_sentence (self);
    case STEMPEL_RECORD_LIST_STATE_EMPTY:
      return g_strdup (stempel_state_page_get_title (self->empty_page));
    case STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND:
      return g_strdup (_("Nothing found"));
    case STEMPEL_RECORD_LIST_STATE_ERROR:
      return error != NULL ? stempel_error_text (error) : NULL;
    case STEMPEL_RECORD_LIST_STATE_IDLE:
    case STEMPEL_RECORD_LIST_STATE_LOADING:
    default:
      return NULL;
    }
}

static gboolean
announce_cb (gpointer user_data)
{
  StempelListStates *self = user_data;
  g_autofree char *sentence = NULL;

  self->announce_source = 0;

  if (self->list == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;

  sentence = state_sentence (self);

  if (sentence != NULL && g_strcmp0 (sentence, self->announced) != 0)
    {
      stempel_announce (GTK_WIDGET (self), sentence);
      g_free (self->announced);
      self->announced = g_steal_pointer (&sentence);
    }

  return G_SOURCE_REMOVE;
}

static void
announce_soon (StempelListStates *self)
{
  g_clear_handle_id (&self->announce_source, g_source_remove);
  self->announce_source = g_timeout_add (ANNOUNCE_AFTER_MS, announce_cb, self);
}

static gboolean
load_more_cb (gpointer user_data)
{
  StempelListStates *self = user_data;

  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled_window);
  double page = gtk_adjustment_get_page_size (adjustment);
  double rest =
    gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) - page;
  gboolean has_more = FALSE;

  self->load_more_source = 0;
  if (self->list == NULL || page <= 0 || rest > 2 * page)
    return G_SOURCE_REMOVE;

  g_object_get (self->list, "has-more", &has_more, NULL);

  if (has_more)
    stempel_record_list_load_more (self->list);

  return G_SOURCE_REMOVE;
}

/* After the frame in which the rows arrived: first they are to be seen. */
static void
load_more_if_near_end (StempelListStates *self)
{
  if (self->load_more_source == 0)
    self->load_more_source = g_idle_add_full (G_PRIORITY_LOW, load_more_cb, self, NULL);
}

static void
show_list_error (StempelListStates *self)
{
  const GError *error = stempel_record_list_get_error (self->list);
  g_autofree char *text = error != NULL ? stempel_error_text (error) : NULL;
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  stempel_state_page_set_description (self->error_page, escaped);
}

static const char *
page_for_state (StempelRecordListState state)
{
  switch (state)
    {
    case STEMPEL_RECORD_LIST_STATE_READY:
      return "list";
    case STEMPEL_RECORD_LIST_STATE_EMPTY:
      return "empty";
    case STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND:
      return "nothing";
    case STEMPEL_RECORD_LIST_STATE_ERROR:
      return "error";
    case STEMPEL_RECORD_LIST_STATE_IDLE:
    case STEMPEL_RECORD_LIST_STATE_LOADING:
    default:
      return "loading";
    }
}

static void
state_changed_cb (StempelListStates *self)
{
  StempelRecordListState state = stempel_record_list_get_state (self->list);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));

  if (state == STEMPEL_RECORD_LIST_STATE_ERROR)
    show_list_error (self);

  gtk_stack_set_visible_child_name (self->stack, page_for_state (state));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY,
                               state == STEMPEL_RECORD_LIST_STATE_LOADING, -1);

  /* What had the focus may just have been hidden. */
  if (had_focus && !gtk_widget_get_child_visible (focus))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);

  announce_soon (self);
}

static void
items_changed_cb (StempelListStates *self)
{
  announce_soon (self);
}

static void
loading_more_cb (StempelListStates *self)
{
  gboolean loading = FALSE;

  g_object_get (self->list, "loading-more", &loading, NULL);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->more_revealer), loading);
}

/* The server may read lists from a copy of its database. */
static void
staleness_cb (StempelListStates *self)
{
  guint seconds = 0;
  g_autofree char *text = NULL;

  g_object_get (self->list, "stale-seconds", &seconds, NULL);
  /* Translators: below a list; %u is a number of seconds */
  text = g_strdup_printf (ngettext ("This list may be up to %u second old",
                                    "This list may be up to %u seconds old", seconds),
                          seconds);
  gtk_label_set_text (self->stale_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->stale_label), seconds > 0);
}

static void
retry_cb (StempelListStates *self)
{
  if (self->list != NULL)
    stempel_record_list_reload (self->list);
}

static void
clear_filters_cb (StempelListStates *self)
{
  g_signal_emit (self, signals[SIGNAL_CLEAR_FILTERS], 0);
}

static gboolean
stempel_list_states_grab_focus (GtkWidget *widget)
{
  StempelListStates *self = STEMPEL_LIST_STATES (widget);
  gboolean focused;

  /* Where nothing inside takes the focus, GTK offers it to the widget itself: to us again. */
  if (self->focusing)
    return FALSE;

  self->focusing = TRUE;
  focused = gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
  self->focusing = FALSE;

  return focused;
}

static void
set_empty_action_label (StempelListStates *self, const char *label)
{
  g_free (self->empty_action_label);
  self->empty_action_label = g_strdup (label);
  stempel_button_set_text (self->empty_button, label != NULL ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), label != NULL);
}

static void
stempel_list_states_set_property (GObject *object, guint prop_id, const GValue *value,
                                  GParamSpec *pspec)
{
  StempelListStates *self = STEMPEL_LIST_STATES (object);

  switch (prop_id)
    {
    case PROP_LIST:
      stempel_list_states_set_list (self, g_value_get_object (value));
      break;

    case PROP_CHILD:
      stempel_list_states_set_child (self, g_value_get_object (value));
      break;

    case PROP_EMPTY_ICON:
      g_object_set_property (G_OBJECT (self->empty_page), "icon-name", value);
      break;

    case PROP_EMPTY_TITLE:
      g_object_set_property (G_OBJECT (self->empty_page), "title", value);
      break;

    case PROP_EMPTY_DESCRIPTION:
      g_object_set_property (G_OBJECT (self->empty_page), "description", value);
      break;

    case PROP_EMPTY_ACTION_LABEL:
      set_empty_action_label (self, g_value_get_string (value));
      break;

    case PROP_EMPTY_ACTION_NAME:
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button),
                                      g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_list_states_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelListStates *self = STEMPEL_LIST_STATES (object);

  switch (prop_id)
    {
    case PROP_LIST:
      g_value_set_object (value, self->list);
      break;

    case PROP_CHILD:
      g_value_set_object (value, gtk_scrolled_window_get_child (self->scrolled_window));
      break;

    case PROP_EMPTY_ICON:
      g_object_get_property (G_OBJECT (self->empty_page), "icon-name", value);
      break;

    case PROP_EMPTY_TITLE:
      g_object_get_property (G_OBJECT (self->empty_page), "title", value);
      break;

    case PROP_EMPTY_DESCRIPTION:
      g_object_get_property (G_OBJECT (self->empty_page), "description", value);
      break;

    case PROP_EMPTY_ACTION_LABEL:
      g_value_set_string (value, self->empty_action_label);
      break;

    case PROP_EMPTY_ACTION_NAME:
      g_value_set_string (value,
                          gtk_actionable_get_action_name (GTK_ACTIONABLE (self->empty_button)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_list_states_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child,
                               const char *type)
{
  StempelListStates *self = STEMPEL_LIST_STATES (buildable);

  /* The template itself adds its stack this way too. */
  if (GTK_IS_WIDGET (child) && self->scrolled_window != NULL)
    stempel_list_states_set_child (self, GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
stempel_list_states_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = stempel_list_states_add_child;
}

static void
stempel_list_states_dispose (GObject *object)
{
  StempelListStates *self = STEMPEL_LIST_STATES (object);

  g_clear_handle_id (&self->announce_source, g_source_remove);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->list);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_LIST_STATES);
  g_clear_handle_id (&self->load_more_source, g_source_remove);

  G_OBJECT_CLASS (stempel_list_states_parent_class)->dispose (object);
}

static void
stempel_list_states_finalize (GObject *object)
{
  StempelListStates *self = STEMPEL_LIST_STATES (object);

  g_free (self->announced);
  g_free (self->empty_action_label);

  G_OBJECT_CLASS (stempel_list_states_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_LIST] = g_param_spec_object ("list", NULL, NULL, STEMPEL_TYPE_RECORD_LIST, flags);
  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_EMPTY_ICON] = g_param_spec_string ("empty-icon", NULL, NULL, NULL, flags);
  properties[PROP_EMPTY_TITLE] = g_param_spec_string ("empty-title", NULL, NULL, NULL, flags);
  properties[PROP_EMPTY_DESCRIPTION] =
    g_param_spec_string ("empty-description", NULL, NULL, NULL, flags);
  properties[PROP_EMPTY_ACTION_LABEL] =
    g_param_spec_string ("empty-action-label", NULL, NULL, NULL, flags);
  properties[PROP_EMPTY_ACTION_NAME] =
    g_param_spec_string ("empty-action-name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-list-states.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, box);
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, more_revealer);
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, stale_label);
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, empty_page);
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, empty_button);
  gtk_widget_class_bind_template_child (widget_class, StempelListStates, error_page);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters_cb);
}

static void
stempel_list_states_class_init (StempelListStatesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_list_states_dispose;
  object_class->finalize = stempel_list_states_finalize;
  object_class->get_property = stempel_list_states_get_property;
  object_class->set_property = stempel_list_states_set_property;
  widget_class->grab_focus = stempel_list_states_grab_focus;

  install_properties (object_class);

  signals[SIGNAL_CLEAR_FILTERS] =
    g_signal_new ("clear-filters", STEMPEL_TYPE_LIST_STATES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_STATE_PAGE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "stempel-list-states");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
}

static void
stempel_list_states_init (StempelListStates *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));

  adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled_window);
  g_signal_connect_object (adjustment, "value-changed",
                           G_CALLBACK (load_more_if_near_end), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed",
                           G_CALLBACK (load_more_if_near_end), self, G_CONNECT_SWAPPED);

  self->list_signals = g_signal_group_new (STEMPEL_TYPE_RECORD_LIST);
  g_signal_group_connect_swapped (self->list_signals, "notify::state",
                                  G_CALLBACK (state_changed_cb), self);
  g_signal_group_connect_swapped (self->list_signals, "notify::error",
                                  G_CALLBACK (state_changed_cb), self);
  g_signal_group_connect_swapped (self->list_signals, "notify::total",
                                  G_CALLBACK (items_changed_cb), self);
  g_signal_group_connect_swapped (self->list_signals, "items-changed",
                                  G_CALLBACK (items_changed_cb), self);
  g_signal_group_connect_swapped (self->list_signals, "notify::loading-more",
                                  G_CALLBACK (loading_more_cb), self);
  g_signal_group_connect_swapped (self->list_signals, "notify::stale-seconds",
                                  G_CALLBACK (staleness_cb), self);
}

/**
 * stempel_list_states_new:
 *
 * Returns: (transfer floating): a view without list
 */
GtkWidget *
stempel_list_states_new (void)
{
  return g_object_new (STEMPEL_TYPE_LIST_STATES, NULL);
}

/**
 * stempel_list_states_set_list:
 * @self: a view
 * @list: (nullable): the list whose states are shown
 */
void
stempel_list_states_set_list (StempelListStates *self, StempelRecordList *list)
{
  g_return_if_fail (STEMPEL_IS_LIST_STATES (self));

  if (!g_set_object (&self->list, list))
    return;

  g_signal_group_set_target (self->list_signals, list);
  if (list != NULL)
    {
      state_changed_cb (self);
      staleness_cb (self);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIST]);
}

/**
 * stempel_list_states_get_list:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the list whose states are shown
 */
StempelRecordList *
stempel_list_states_get_list (StempelListStates *self)
{
  g_return_val_if_fail (STEMPEL_IS_LIST_STATES (self), NULL);

  return self->list;
}

/**
 * stempel_list_states_set_child:
 * @self: a view
 * @child: (nullable): what shows the items, usually a #GtkListView
 */
void
stempel_list_states_set_child (StempelListStates *self, GtkWidget *child)
{
  g_return_if_fail (STEMPEL_IS_LIST_STATES (self));

  gtk_scrolled_window_set_child (self->scrolled_window, child);
}
