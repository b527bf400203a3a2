/* stempel-void-dialog.c: takes back a ledger entry, and asks why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-entry-words.h"
#include "stempel-format.h"
#include "stempel-text-field.h"
#include "stempel-void-dialog.h"

struct _StempelVoidDialog
{
  StempelDialog  parent_instance;

  GtkWidget     *explanation;
  GtkWidget     *reason_field;

  StempelClient *client;   /* (owned) */
  gint64         entry_id;
};

G_DEFINE_FINAL_TYPE (StempelVoidDialog, stempel_void_dialog, STEMPEL_TYPE_DIALOG)

static void
stempel_void_dialog_apply (StempelDialog *dialog)
{
  StempelVoidDialog *self = STEMPEL_VOID_DIALOG (dialog);
  StempelForm *form = stempel_dialog_get_form (dialog);
  g_autoptr(JsonNode) request = NULL;

  if (!stempel_form_validate (form))
    return;

  request = stempel_form_get_request (form);
  json_object_set_int_member (json_node_get_object (request), "entry_id", self->entry_id);
  stempel_dialog_call (dialog, self->client, STEMPEL_OPERATION_ENTRY_VOID, request);
}

static char *
explain (StempelEntry *entry)
{
  const char *member = stempel_entry_get_customer_name (entry);
  const char *store = stempel_entry_get_store_name (entry);
  g_autofree char *what = stempel_entry_text (entry);
  g_autofree char *when = stempel_format_time (stempel_entry_get_occurred_at (entry));

  if (store == NULL)
    return g_strdup_printf (
        /* Translators: %1$s is what was booked such as "3 stamps", %2$s a member, %3$s a time. */
        _("“%1$s” of %2$s, booked %3$s, is taken back. The entry stays in the ledger, and a new "
          "one is added that reverses it."),
        what, member, when);

  return g_strdup_printf (
      /* Translators: %1$s is what was booked such as "3 stamps", %2$s a member, %3$s a time, %4$s
       * a store. */
      _("“%1$s” of %2$s, booked %3$s in %4$s, is taken back. The entry stays in the ledger, "
                              "and a new one is added that reverses it."),
      what, member, when, store);
}

static void
set_up (StempelVoidDialog *self, StempelEntry *entry)
{
  g_autofree char *sentence = explain (entry);
  g_autoptr(StempelForm) form = stempel_form_new ();

  gtk_label_set_label (GTK_LABEL (self->explanation), sentence);

  stempel_form_add (form, STEMPEL_FIELD (self->reason_field));
  stempel_form_mark_clean (form);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), form);
}

static void
stempel_void_dialog_dispose (GObject *object)
{
  g_clear_object (&STEMPEL_VOID_DIALOG (object)->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), STEMPEL_TYPE_VOID_DIALOG);

  G_OBJECT_CLASS (stempel_void_dialog_parent_class)->dispose (object);
}

static void
stempel_void_dialog_class_init (StempelVoidDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_void_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_void_dialog_apply;

  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-void-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelVoidDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, StempelVoidDialog, reason_field);
}

static void
stempel_void_dialog_init (StempelVoidDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_void_dialog_new:
 * @client: a client
 * @entry: the entry to take back
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelVoidDialog *
stempel_void_dialog_new (StempelClient *client, StempelEntry *entry)
{
  StempelVoidDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STEMPEL_IS_ENTRY (entry), NULL);

  self = g_object_new (STEMPEL_TYPE_VOID_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->entry_id = stempel_entry_get_id (entry);
  set_up (self, entry);

  return self;
}
