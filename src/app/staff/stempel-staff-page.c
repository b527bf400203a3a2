/* stempel-staff-page.c: the page of the people who work the terminals, and their PINs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-button.h"
#include "stempel-employee-detail.h"
#include "stempel-employee-dialog.h"
#include "stempel-format.h"
#include "stempel-list-row.h"
#include "stempel-list-states.h"
#include "stempel-pin-dialog.h"
#include "stempel-staff-page.h"
#include "stempel-two-pane.h"

struct _StempelStaffPage
{
  AdwBin              parent_instance;

  GtkWidget          *panes;
  GtkWidget          *active_button;
  GtkWidget          *retired_button;
  GtkWidget          *new_button;
  GtkWidget          *states;
  GtkSingleSelection *selection;
  GtkWidget          *detail;

  StempelClient      *client;             /* (owned) */
  StempelRecordList  *employees;          /* (owned) */
};

G_DEFINE_FINAL_TYPE (StempelStaffPage, stempel_staff_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_CLIENT, N_PROPS };

static GParamSpec *properties[N_PROPS];

static gboolean
is_active (StempelEmployee *employee)
{
  return g_strcmp0 (stempel_employee_get_state (employee), "active") == 0;
}

static char *
employee_subtitle (GtkListItem *item, StempelEmployee *employee)
{
  const char *number, *pin;

  /* A row that is given back for another item has none for a moment. */
  if (employee == NULL)
    return NULL;

  number = stempel_employee_get_number (employee);
  /* Translators: of an employee. */
  pin = stempel_employee_get_has_pin (employee) ? C_("employee", "PIN set")
                                                : C_("employee", "No PIN yet");

  if (number == NULL)
    return g_strdup (pin);

  /* Translators: of an employee: %1$s is a number, %2$s says whether there is a PIN. */
  return g_strdup_printf (_("No. %1$s · %2$s"), number, pin);
}

static char *
employee_badge (GtkListItem *item, StempelEmployee *employee)
{
  int failures;

  if (employee == NULL || !is_active (employee))
    return NULL;

  if (stempel_employee_is_locked (employee))
    /* Translators: of an employee who typed too many wrong PINs. */
    return g_strdup (C_("employee", "Locked"));

  failures = (int) stempel_employee_get_failures (employee);
  if (failures > 0)
    return g_strdup_printf (ngettext ("%d wrong PIN", "%d wrong PINs", (gulong) failures),
                            failures);

  return NULL;
}

static int
employee_tone (GtkListItem *item, StempelEmployee *employee)
{
  return employee != NULL &&
         stempel_employee_is_locked (employee) ? STEMPEL_TONE_DANGER : STEMPEL_TONE_WARNING;
}

static char *
employee_last_used (GtkListItem *item, StempelEmployee *employee)
{
  return employee != NULL ? stempel_format_ago (stempel_employee_get_last_used_at (employee))
                          : NULL;
}

static void
load (StempelStaffPage *self)
{
  gboolean retired = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->retired_button));
  g_autoptr(JsonNode) request = stempel_request_new ("state", "s", retired ? "retired"
                                                                           : "active", NULL);

  stempel_record_list_set_request (self->employees, request, retired);
}

static void
filter_toggled_cb (StempelStaffPage *self, GtkToggleButton *button)
{
  /* Both buttons of the pair report; one is enough. */
  if (self->employees != NULL && gtk_toggle_button_get_active (button))
    load (self);
}

static void
clear_filters_cb (StempelStaffPage *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->active_button), TRUE);
  gtk_widget_grab_focus (self->active_button);
}

static void
show_selected (StempelStaffPage *self)
{
  StempelEmployee *employee = gtk_single_selection_get_selected_item (self->selection);

  if (employee != NULL)
    stempel_employee_detail_show_employee (STEMPEL_EMPLOYEE_DETAIL (self->detail), employee);
}

static void
selected_cb (StempelStaffPage *self)
{
  show_selected (self);
}

static void
open_selected (StempelStaffPage *self)
{
  show_selected (self);
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);
}

/* Tab leads to a row without choosing it. */
static void
row_activated_cb (StempelStaffPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  open_selected (self);
}

/* The row's own gesture selects in the same event; it comes before this one. */
static void
row_clicked_cb (StempelStaffPage *self)
{
  if (stempel_two_pane_get_folded (STEMPEL_TWO_PANE (self->panes)) &&
      gtk_single_selection_get_selected_item (self->selection) != NULL)
    open_selected (self);
}

static void
detail_changed_cb (StempelStaffPage *self, StempelEmployee *employee)
{
  stempel_record_list_replace (self->employees, STEMPEL_RECORD (employee));
  stempel_record_list_reload (self->employees);
}

static void
lock_ended_cb (StempelStaffPage *self)
{
  stempel_record_list_reload (self->employees);
}

static void
pin_saved_cb (StempelStaffPage *self, StempelEmployee *employee)
{
  stempel_employee_detail_show_employee (STEMPEL_EMPLOYEE_DETAIL (self->detail), employee);
  detail_changed_cb (self, employee);
}

/* Without a PIN a new employee cannot work, so it is asked for at once; Escape leaves it for
 * later. */
static void
added_cb (StempelStaffPage *self, StempelEmployee *employee)
{
  StempelPinDialog *dialog;

  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->active_button), TRUE);
  stempel_record_list_reload (self->employees);
  stempel_employee_detail_show_employee (STEMPEL_EMPLOYEE_DETAIL (self->detail), employee);
  stempel_two_pane_set_detail_shown (STEMPEL_TWO_PANE (self->panes), TRUE);

  dialog = stempel_pin_dialog_new (self->client, employee);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (pin_saved_cb), self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (self));
}

static void
page_new_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelStaffPage *self = STEMPEL_STAFF_PAGE (widget);
  StempelEmployeeDialog *dialog = stempel_employee_dialog_new (self->client, NULL);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), widget);
}

static void
page_reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_record_list_reload (STEMPEL_STAFF_PAGE (widget)->employees);
}

/* A reload may bring a newer version of the one on the screen. */
static void
items_changed_cb (StempelStaffPage *self)
{
  StempelEmployeeDetail *detail = STEMPEL_EMPLOYEE_DETAIL (self->detail);
  StempelEmployee *shown = stempel_employee_detail_get_employee (detail);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->employees));

  for (guint i = 0; shown != NULL && i < n; i++)
    {
      g_autoptr(StempelEmployee) employee =
        g_list_model_get_item (G_LIST_MODEL (self->employees), i);

      if (stempel_employee_get_id (employee) != stempel_employee_get_id (shown))
        continue;

      gtk_single_selection_set_selected (self->selection, i);

      if (employee != shown)
        stempel_employee_detail_show_employee (detail, employee);

      return;
    }
}

/* PINs are locked at the terminals meanwhile. */
static void
stempel_staff_page_map (GtkWidget *widget)
{
  StempelStaffPage *self = STEMPEL_STAFF_PAGE (widget);

  GTK_WIDGET_CLASS (stempel_staff_page_parent_class)->map (widget);

  if (stempel_record_list_get_state (self->employees) != STEMPEL_RECORD_LIST_STATE_LOADING)
    stempel_record_list_reload (self->employees);
}

static void
stempel_staff_page_constructed (GObject *object)
{
  StempelStaffPage *self = STEMPEL_STAFF_PAGE (object);
  gboolean may_add = stempel_client_allows (self->client, STEMPEL_OPERATION_EMPLOYEE_SAVE);

  G_OBJECT_CLASS (stempel_staff_page_parent_class)->constructed (object);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.new", may_add);
  gtk_widget_set_visible (self->new_button, may_add);
  if (!may_add)
    g_object_set (self->states, "empty-action-label", NULL, NULL);

  self->employees = stempel_record_list_new (self->client, STEMPEL_OPERATION_EMPLOYEE_LIST);
  g_signal_connect_object (self->employees, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->employees));
  stempel_list_states_set_list (STEMPEL_LIST_STATES (self->states), self->employees);
  stempel_employee_detail_set_client (STEMPEL_EMPLOYEE_DETAIL (self->detail), self->client);
  load (self);
}

static void
stempel_staff_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      STEMPEL_STAFF_PAGE (object)->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_staff_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, STEMPEL_STAFF_PAGE (object)->client);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_staff_page_dispose (GObject *object)
{
  StempelStaffPage *self = STEMPEL_STAFF_PAGE (object);

  /* First, because the template lets go of the child behind the back of the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_STAFF_PAGE);
  g_clear_object (&self->employees);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stempel_staff_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-staff-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelStaffPage, panes);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffPage, active_button);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffPage, retired_button);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffPage, states);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffPage, selection);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters_cb);
  gtk_widget_class_bind_template_callback (widget_class, detail_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, employee_badge);
  gtk_widget_class_bind_template_callback (widget_class, employee_last_used);
  gtk_widget_class_bind_template_callback (widget_class, employee_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, employee_tone);
  gtk_widget_class_bind_template_callback (widget_class, filter_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, lock_ended_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
stempel_staff_page_class_init (StempelStaffPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = stempel_staff_page_constructed;
  object_class->dispose = stempel_staff_page_dispose;
  object_class->get_property = stempel_staff_page_get_property;
  object_class->set_property = stempel_staff_page_set_property;
  widget_class->map = stempel_staff_page_map;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "page.new", NULL, page_new_cb);
  gtk_widget_class_install_action (widget_class, "page.reload", NULL, page_reload_cb);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_EMPLOYEE);
  g_type_ensure (STEMPEL_TYPE_EMPLOYEE_DETAIL);
  g_type_ensure (STEMPEL_TYPE_LIST_ROW);
  g_type_ensure (STEMPEL_TYPE_LIST_STATES);
  g_type_ensure (STEMPEL_TYPE_TWO_PANE);
  bind_template (widget_class);
}

static void
stempel_staff_page_init (StempelStaffPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_staff_page_new:
 * @client: a client
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
stempel_staff_page_new (StempelClient *client)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  return g_object_new (STEMPEL_TYPE_STAFF_PAGE, "client", client, NULL);
}
