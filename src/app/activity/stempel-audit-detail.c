/* stempel-audit-detail.c: everything about one management or security event
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-audit-detail.h"
#include "stempel-audit-words.h"
#include "stempel-comparison.h"
#include "stempel-facts.h"
#include "stempel-format.h"

struct _StempelAuditDetail
{
  AdwBin             parent_instance;

  GtkWidget         *stack;
  GtkWidget         *title_label;
  GtkWidget         *subtitle_label;
  GtkWidget         *facts;
  GtkWidget         *comparison;
};

G_DEFINE_FINAL_TYPE (StempelAuditDetail, stempel_audit_detail, ADW_TYPE_BIN)

static void
show_facts (StempelAuditDetail *self, StempelAuditEvent *event)
{
  StempelFacts *facts = STEMPEL_FACTS (self->facts);
  GDateTime *at = stempel_audit_event_get_at (event);
  g_autofree char *time = at != NULL ? stempel_format_time_full (at) : NULL;
  g_autofree char *number = stempel_format_number (stempel_audit_event_get_id (event));

  stempel_facts_clear (facts);
  /* Translators: caption of the thing that was changed or failed, such as a program or an
   * employee. */
  stempel_facts_add (facts, C_("event", "Concerns"), stempel_audit_event_get_subject_name (event));
  stempel_facts_add (facts, _("Time"), time);
  stempel_facts_add (facts, _("Signed In"), stempel_audit_event_get_login_name (event));
  stempel_facts_add (facts, _("Employee"), stempel_audit_event_get_employee_name (event));
  stempel_facts_add (facts, _("Store"), stempel_audit_event_get_store_name (event));
  stempel_facts_add (facts, _("From the Address"), stempel_audit_event_get_address (event));
  stempel_facts_add (facts, _("With the Program"), stempel_audit_event_get_application (event));
  stempel_facts_add (facts, _("Event"), number);
}

static void
stempel_audit_detail_dispose (GObject *object)
{
  /* The bin must not keep a pointer to what the template gives up. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_AUDIT_DETAIL);

  G_OBJECT_CLASS (stempel_audit_detail_parent_class)->dispose (object);
}

static void
stempel_audit_detail_class_init (StempelAuditDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_audit_detail_dispose;

  g_type_ensure (STEMPEL_TYPE_COMPARISON);
  g_type_ensure (STEMPEL_TYPE_FACTS);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-audit-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelAuditDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditDetail, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, StempelAuditDetail, comparison);
}

static void
stempel_audit_detail_init (StempelAuditDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_audit_detail_show:
 * @self: a detail
 * @event: the event to show
 */
void
stempel_audit_detail_show (StempelAuditDetail *self, StempelAuditEvent *event)
{
  GDateTime *at;
  g_autofree char *when = NULL;
  g_autofree char *subtitle = NULL;
  const char *subject;

  g_return_if_fail (STEMPEL_IS_AUDIT_DETAIL (self));
  g_return_if_fail (STEMPEL_IS_AUDIT_EVENT (event));

  at = stempel_audit_event_get_at (event);
  when = at != NULL ? stempel_format_time (at) : g_strdup ("");
  subject = stempel_audit_event_get_subject_name (event);
  subtitle = subject != NULL ? g_strdup_printf ("%s · %s", subject, when) : g_strdup (when);

  gtk_label_set_label (GTK_LABEL (self->title_label),
                       stempel_audit_action_text (stempel_audit_event_get_action (event)));
  gtk_label_set_label (GTK_LABEL (self->subtitle_label), subtitle);
  show_facts (self, event);
  stempel_comparison_show (STEMPEL_COMPARISON (self->comparison),
                           stempel_audit_event_get_before (
                               event), stempel_audit_event_get_after (event));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "content");
}
