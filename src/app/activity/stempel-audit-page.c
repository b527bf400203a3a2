/* stempel-audit-page.c: the page with management and security events, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-audit-detail.h"
#include "stempel-audit-event.h"
#include "stempel-audit-page.h"
#include "stempel-audit-words.h"
#include "stempel-day-field.h"
#include "stempel-filters.h"
#include "stempel-format.h"
#include "stempel-list-row.h"
#include "stempel-list-states.h"
#include "stempel-two-pane.h"

struct _StempelAuditPage
{
  AdwBin              parent_instance;

  GtkWidget          *panes;
  GtkWidget          *filters;
  GtkWidget          *states;
  GtkWidget          *list_view;
  GtkSingleSelection *selection;
  GtkWidget          *detail;

  StempelClient      *client;        /* (owned) */
  StempelRecordList  *events;        /* (owned) */
};

G_DEFINE_FINAL_TYPE (StempelAuditPage, stempel_audit_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_CLIENT, N_PROPS };

static GParamSpec *properties[N_PROPS];

/* The functions of the row's template; a row that is being recycled has no event. */

static char *
event_title (GtkListItem *item, StempelAuditEvent *event)
{
  return event != NULL
      ? g_strdup (stempel_audit_action_text (stempel_audit_event_get_action (event))) : NULL;
}

static char *
event_subtitle (GtkListItem *item, StempelAuditEvent *event)
{
  const char *subject, *who;

  if (event == NULL)
    return NULL;

  subject = stempel_audit_event_get_subject_name (event);
  who = stempel_audit_event_get_employee_name (event);
  if (who == NULL)
    who = stempel_audit_event_get_login_name (event);

  if (subject == NULL || who == NULL)
    return g_strdup (subject != NULL ? subject : who);

  return g_strdup_printf ("%s · %s", subject, who);
}

static char *
event_badge (GtkListItem *item, StempelAuditEvent *event)
{
  if (event == NULL || !stempel_audit_action_is_alarming (stempel_audit_event_get_action (event)))
    return NULL;

  /* Translators: badge of an event that somebody should look at, such as a wrong PIN. */
  return g_strdup (C_("event", "Security"));
}

static char *
event_time (GtkListItem *item, StempelAuditEvent *event)
{
  return event != NULL ? stempel_format_time_short (stempel_audit_event_get_at (event)) : NULL;
}

static void
load (StempelAuditPage *self)
{
  g_autoptr(JsonNode) request = stempel_filters_get_request (STEMPEL_FILTERS (self->filters));
  gboolean filtered = stempel_filters_get_n_set (STEMPEL_FILTERS (self->filters)) > 0;

  stempel_record_list_set_request (self->events, request, filtered);
}

static void
show_selected (StempelAuditPage *self)
{
  StempelAuditEvent *event = gtk_single_selection_get_selected_item (self->selection);

  if (event != NULL)
    stempel_audit_detail_show (STEMPEL_AUDIT_DETAIL (self->detail), event);
}

static void
open_selected (StempelAuditPage *self)
{
  if (gtk_single_selection_get_selected_item (self->selection) == NULL)
    return;

  show_selected (self);
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
}

static void
selected_cb (StempelAuditPage *self)
{
  show_selected (self);
}

/* Tab leads to a row without choosing it. */
static void
row_activated_cb (StempelAuditPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  open_selected (self);
}

/* The row's own gesture selects in the same event; it comes before this one. */
static void
row_clicked_cb (StempelAuditPage *self)
{
  if (stempel_two_pane_get_folded (STEMPEL_TWO_PANE (self->panes)))
    open_selected (self);
}

static void
filters_changed_cb (StempelAuditPage *self)
{
  load (self);
}

static void
clear_filters_cb (StempelAuditPage *self)
{
  stempel_filters_clear (STEMPEL_FILTERS (self->filters));
}

static void
page_search_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelAuditPage *self = STEMPEL_AUDIT_PAGE (widget);

  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), FALSE);
  stempel_filters_popup (STEMPEL_FILTERS (self->filters));
}

static void
page_reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelAuditPage *self = STEMPEL_AUDIT_PAGE (widget);

  stempel_record_list_reload (self->events);
}

static StempelChoiceField *
add_choice (StempelAuditPage *self, const char *wire_name, const char *title,
            const char *none_label)
{
  GtkWidget *field = stempel_choice_field_new (wire_name, title);

  g_object_set (field, "none-label", none_label, NULL);
  stempel_filters_add (STEMPEL_FILTERS (self->filters), STEMPEL_FIELD (field));

  return STEMPEL_CHOICE_FIELD (field);
}

static void
add_filters (StempelAuditPage *self)
{
  StempelFilters *filters = STEMPEL_FILTERS (self->filters);

  /* Translators: the first day of a time span. */
  stempel_filters_add (filters, STEMPEL_FIELD (stempel_day_field_new ("from", C_("day", "_From"))));
  /* Translators: the last day of a time span. */
  stempel_filters_add (filters, STEMPEL_FIELD (stempel_day_field_new ("to", C_("day", "_To"))));
  stempel_audit_add_actions (add_choice (self, "action", _("_What"), _("Everything")));

  if (stempel_client_allows (self->client, STEMPEL_OPERATION_LOGIN_LIST))
    stempel_filters_fill (filters, add_choice (self, "login_id", _("_Signed In"), _("Everybody")),
                          self->client, STEMPEL_OPERATION_LOGIN_LIST);

  stempel_filters_fill (filters,
                        add_choice (self, "employee_id", _("_Employee"), _("All employees")),
                        self->client, STEMPEL_OPERATION_EMPLOYEE_LIST);
}

static void
stempel_audit_page_constructed (GObject *object)
{
  StempelAuditPage *self = STEMPEL_AUDIT_PAGE (object);

  G_OBJECT_CLASS (stempel_audit_page_parent_class)->constructed (object);

  self->events = stempel_record_list_new (self->client, STEMPEL_OPERATION_AUDIT_LIST);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->events));
  stempel_list_states_set_list (STEMPEL_LIST_STATES (self->states), self->events);
  add_filters (self);
  load (self);
}

static void
stempel_audit_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      STEMPEL_AUDIT_PAGE (object)->client = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_audit_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, STEMPEL_AUDIT_PAGE (object)->client);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_audit_page_dispose (GObject *object)
{
  StempelAuditPage *self = STEMPEL_AUDIT_PAGE (object);

  /* The bin must not keep a pointer to what the template gives up. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_AUDIT_PAGE);
  g_clear_object (&self->events);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stempel_audit_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-audit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelAuditPage, panes);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditPage, filters);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditPage, states);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditPage, selection);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters_cb);
  gtk_widget_class_bind_template_callback (widget_class, event_badge);
  gtk_widget_class_bind_template_callback (widget_class, event_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, event_time);
  gtk_widget_class_bind_template_callback (widget_class, event_title);
  gtk_widget_class_bind_template_callback (widget_class, filters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
stempel_audit_page_class_init (StempelAuditPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = stempel_audit_page_constructed;
  object_class->dispose = stempel_audit_page_dispose;
  object_class->get_property = stempel_audit_page_get_property;
  object_class->set_property = stempel_audit_page_set_property;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "page.reload", NULL, page_reload_cb);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, page_search_cb);

  g_type_ensure (STEMPEL_TYPE_AUDIT_DETAIL);
  g_type_ensure (STEMPEL_TYPE_FILTERS);
  g_type_ensure (STEMPEL_TYPE_LIST_ROW);
  g_type_ensure (STEMPEL_TYPE_LIST_STATES);
  g_type_ensure (STEMPEL_TYPE_TWO_PANE);
  bind_template (widget_class);
}

static void
stempel_audit_page_init (StempelAuditPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_audit_page_new:
 * @client: a client whose session is known
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
stempel_audit_page_new (StempelClient *client)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  return g_object_new (STEMPEL_TYPE_AUDIT_PAGE, "client", client, NULL);
}
