/* stempel-entry-detail.c: everything about one ledger entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-card-number.h"
#include "stempel-entry-detail.h"
#include "stempel-entry-words.h"
#include "stempel-error-text.h"
#include "stempel-facts.h"
#include "stempel-format.h"
#include "stempel-void-dialog.h"

struct _StempelEntryDetail
{
  AdwBin         parent_instance;

  GtkWidget     *stack;
  GtkWidget     *error_page;
  GtkWidget     *title_label;
  GtkWidget     *subtitle_label;
  GtkWidget     *notice_label;
  GtkWidget     *facts;
  GtkWidget     *void_button;
  GtkWidget     *member_button;
  GtkWidget     *reversed_button;
  GtkWidget     *reversal_button;

  StempelClient *client;      /* (owned) (nullable) */
  StempelEntry  *entry;       /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) of the load under way */
  gint64         entry_id;
};

G_DEFINE_FINAL_TYPE (StempelEntryDetail, stempel_entry_detail, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
add_number (StempelFacts *facts, const char *caption, gint64 number)
{
  g_autofree char *text = stempel_format_number (number);

  stempel_facts_add (facts, caption, text);
}

static void
add_time (StempelFacts *facts, const char *caption, GDateTime *time)
{
  g_autofree char *text = time != NULL ? stempel_format_time_full (time) : NULL;

  stempel_facts_add (facts, caption, text);
}

/* In minor units; 0 where the entry has none. */
static void
add_money (StempelEntryDetail *self, const char *caption, gint64 amount)
{
  StempelMerchant *merchant = stempel_session_get_merchant (stempel_client_get_session (
                                                                self->client));
  g_autofree char *text = NULL;

  if (amount == 0)
    return;

  text = stempel_format_money (amount, stempel_merchant_get_currency (merchant));
  stempel_facts_add (STEMPEL_FACTS (self->facts), caption, text);
}

static void
add_change (StempelFacts *facts, const char *caption, gint64 change)
{
  g_autofree char *text = change != 0 ? stempel_format_signed (change) : NULL;

  stempel_facts_add (facts, caption, text);
}

static void
add_stamps (StempelFacts *facts, StempelEntry *entry)
{
  add_change (facts, _("Stamps"), stempel_entry_get_stamps (entry));

  if (stempel_entry_get_stamps (entry) != 0 ||
      g_str_has_prefix (stempel_entry_get_kind (entry), "stamp_"))
    add_number (facts, _("Stamps After"), stempel_entry_get_stamps_after (entry));
}

static void
add_points (StempelEntryDetail *self, StempelEntry *entry)
{
  StempelFacts *facts = STEMPEL_FACTS (self->facts);
  gint64 owed = stempel_entry_get_owed_points_after (entry);

  add_change (facts, _("Points"), stempel_entry_get_points (entry));

  if (stempel_entry_get_points (entry) != 0 ||
      g_str_has_prefix (stempel_entry_get_kind (entry), "points_"))
    add_number (facts, _("Points After"), stempel_entry_get_points_after (entry));

  if (owed != 0)
    /* Translators: points that the member has to earn back, after a booking. */
    add_number (facts, _("Points Owed After"), owed);

  add_money (self, _("Purchase"), stempel_entry_get_ticket_amount (entry));
  /* Translators: the number of a till's receipt. */
  stempel_facts_add (facts, _("Receipt"), stempel_entry_get_receipt (entry));
}

static void
add_what (StempelEntryDetail *self, StempelEntry *entry)
{
  StempelFacts *facts = STEMPEL_FACTS (self->facts);
  g_autofree char *card = stempel_card_number_group (stempel_entry_get_card_number (entry));
  g_autofree char *program = NULL;

  /* Translators: %1$s is a program, %2$d the number of the version of its rules. */
  program = g_strdup_printf (_("%1$s, version %2$d"), stempel_entry_get_program_name (entry),
                             (int) stempel_entry_get_program_version (entry));

  stempel_facts_add (facts, _("Member"), stempel_entry_get_customer_name (entry));
  stempel_facts_add (facts, _("Card"), card);
  stempel_facts_add (facts, _("Program"), program);
  add_stamps (facts, entry);
  add_points (self, entry);
  stempel_facts_add (facts, _("Reward"), stempel_entry_get_reward_name (entry));

  if (stempel_entry_get_entitlements_issued (entry) > 0)
    add_number (facts, _("Rewards Earned"), stempel_entry_get_entitlements_issued (entry));

  stempel_facts_add (facts, _("Reason"), stempel_entry_get_reason (entry));
}

static void
add_where (StempelFacts *facts, StempelEntry *entry)
{
  GDateTime *occurred = stempel_entry_get_occurred_at (entry);
  GDateTime *recorded = stempel_entry_get_recorded_at (entry);
  g_autofree char *day = stempel_format_day (stempel_entry_get_business_day (entry));

  stempel_facts_add (facts, _("Store"), stempel_entry_get_store_name (entry));
  stempel_facts_add (facts, _("Employee"), stempel_entry_get_employee_name (entry));
  /* Translators: the second person whom a large correction needs. */
  stempel_facts_add (facts, _("Approved By"), stempel_entry_get_approver_name (entry));
  stempel_facts_add (facts, _("Signed In"), stempel_entry_get_login_name (entry));
  add_time (facts, _("Time"), occurred);

  /* They differ when a terminal was offline. */
  if (occurred != NULL && recorded != NULL &&
      g_date_time_difference (recorded, occurred) > G_TIME_SPAN_MINUTE)
    add_time (facts, _("Recorded"), recorded);

  stempel_facts_add (facts, _("Business Day"), day);
  add_number (facts, _("Entry"), stempel_entry_get_id (entry));

  if (stempel_entry_get_voidable (entry))
    add_time (facts, _("Can Be Taken Back Until"), stempel_entry_get_voidable_until (entry));

  stempel_facts_add (facts, _("Booking Key"), stempel_entry_get_idempotency_key (entry));
}

static void
show_notice (StempelEntryDetail *self)
{
  const char *text = NULL;

  if (stempel_entry_get_reversed_by (self->entry) != 0)
    text = _("This entry was taken back.");
  else if (stempel_entry_get_reverses (self->entry) != 0)
    text = _("This entry takes another one back.");

  gtk_label_set_label (GTK_LABEL (self->notice_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->notice_label, text != NULL);
}

/* Who is staff takes back at the terminal, with a PIN. */
static gboolean
may_void (StempelEntryDetail *self)
{
  StempelSession *session = stempel_client_get_session (self->client);

  return session != NULL && g_strcmp0 (stempel_session_get_role (session), "manager") == 0 &&
         stempel_client_allows (self->client, STEMPEL_OPERATION_ENTRY_VOID);
}

static void
show_buttons (StempelEntryDetail *self)
{
  gboolean had_focus = gtk_widget_has_focus (self->void_button);

  gtk_widget_set_visible (self->reversed_button, stempel_entry_get_reverses (self->entry) != 0);
  gtk_widget_set_visible (self->reversal_button, stempel_entry_get_reversed_by (self->entry) != 0);
  gtk_widget_set_visible (self->member_button,
                          stempel_client_allows (self->client, STEMPEL_OPERATION_CUSTOMER_GET));

  /* The button goes when it has done its work; the focus must not go with it. */
  if (had_focus && stempel_entry_get_reversed_by (self->entry) != 0)
    gtk_widget_grab_focus (self->reversal_button);

  gtk_widget_set_visible (self->void_button, stempel_entry_get_voidable (self->entry) &&
                          may_void (self));
}

static void
show_entry (StempelEntryDetail *self)
{
  g_autofree char *what = stempel_entry_text (self->entry);
  g_autofree char *when = stempel_format_time (stempel_entry_get_occurred_at (self->entry));
  g_autofree char *subtitle =
    g_strdup_printf ("%s · %s", stempel_entry_get_customer_name (self->entry), when);

  gtk_label_set_label (GTK_LABEL (self->title_label), what);
  gtk_label_set_label (GTK_LABEL (self->subtitle_label), subtitle);
  show_notice (self);

  stempel_facts_clear (STEMPEL_FACTS (self->facts));
  add_what (self, self->entry);
  add_where (STEMPEL_FACTS (self->facts), self->entry);

  show_buttons (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "content");
}

static void
show_error (StempelEntryDetail *self, const GError *error)
{
  g_autofree char *text = stempel_error_text (error);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_description (ADW_STATUS_PAGE (self->error_page), escaped);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "error");
  stempel_announce (GTK_WIDGET (self), text);
}

static void
entry_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelEntryDetail) self = STEMPEL_ENTRY_DETAIL (user_data);
  g_autoptr(StempelRecord) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* Another entry was chosen, or the page is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      show_error (self, error);
      return;
    }

  g_set_object (&self->entry, STEMPEL_ENTRY (entry));
  show_entry (self);
}

static void
cancel_load (StempelEntryDetail *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
retry_clicked_cb (StempelEntryDetail *self)
{
  stempel_entry_detail_reload (self);
}

static void
reversed_clicked_cb (StempelEntryDetail *self)
{
  stempel_entry_detail_load (self, stempel_entry_get_reverses (self->entry));
}

static void
reversal_clicked_cb (StempelEntryDetail *self)
{
  stempel_entry_detail_load (self, stempel_entry_get_reversed_by (self->entry));
}

static void
member_clicked_cb (StempelEntryDetail *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-member", "x",
                              stempel_entry_get_customer_id (self->entry));
}

static void
voided_cb (StempelEntryDetail *self, StempelRecord *reply)
{
  stempel_toast (GTK_WIDGET (self), _("The entry was taken back"));
  stempel_entry_detail_reload (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
void_clicked_cb (StempelEntryDetail *self)
{
  StempelVoidDialog *dialog = stempel_void_dialog_new (self->client, self->entry);

  g_signal_connect_object (dialog, "done", G_CALLBACK (voided_cb), self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), self->void_button);
}

static void
stempel_entry_detail_dispose (GObject *object)
{
  StempelEntryDetail *self = STEMPEL_ENTRY_DETAIL (object);

  cancel_load (self);
  /* The bin must not keep a pointer to what the template gives up. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_ENTRY_DETAIL);
  g_clear_object (&self->entry);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stempel_entry_detail_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-entry-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, error_page);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, notice_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, void_button);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, member_button);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, reversed_button);
  gtk_widget_class_bind_template_child (widget_class, StempelEntryDetail, reversal_button);
  gtk_widget_class_bind_template_callback (widget_class, member_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reversal_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reversed_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, void_clicked_cb);
}

static void
stempel_entry_detail_class_init (StempelEntryDetailClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stempel_entry_detail_dispose;

  signals[CHANGED] = g_signal_new ("changed", STEMPEL_TYPE_ENTRY_DETAIL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_FACTS);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
stempel_entry_detail_init (StempelEntryDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_entry_detail_set_client:
 * @self: a detail
 * @client: whom to ask
 */
void
stempel_entry_detail_set_client (StempelEntryDetail *self, StempelClient *client)
{
  g_return_if_fail (STEMPEL_IS_ENTRY_DETAIL (self));

  g_set_object (&self->client, client);
}

/**
 * stempel_entry_detail_load:
 * @self: a detail
 * @entry_id: the entry to show
 */
void
stempel_entry_detail_load (StempelEntryDetail *self, gint64 entry_id)
{
  g_return_if_fail (STEMPEL_IS_ENTRY_DETAIL (self));

  if (self->entry_id != entry_id)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "loading");

  self->entry_id = entry_id;
  stempel_entry_detail_reload (self);
}

/**
 * stempel_entry_detail_reload:
 * @self: a detail
 *
 * Loads the entry again; what is shown stays until it is there.
 */
void
stempel_entry_detail_reload (StempelEntryDetail *self)
{
  g_autoptr(JsonNode) request = NULL;

  g_return_if_fail (STEMPEL_IS_ENTRY_DETAIL (self));

  if (self->entry_id == 0)
    return;

  cancel_load (self);
  self->cancellable = g_cancellable_new ();
  request = stempel_request_new ("id", "x", self->entry_id, NULL);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_ENTRY_GET, request, NULL,
                             self->cancellable, entry_loaded_cb, g_object_ref (self));
}
