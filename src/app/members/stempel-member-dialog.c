/* stempel-member-dialog.c: enrols a member or changes their particulars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-checks-field.h"
#include "stempel-choice-field.h"
#include "stempel-day-field.h"
#include "stempel-error.h"
#include "stempel-format.h"
#include "stempel-member-dialog.h"
#include "stempel-stale.h"
#include "stempel-store.h"
#include "stempel-text-field.h"

/* Where the last member was enrolled: most people enrol in one store all day. */
#define LAST_STORE_KEY "stempel-last-store-id"

static const char * const particulars[] = {
  "given_name", "family_name", "email", "phone", "birthday", "language", "note", NULL
};

struct _StempelMemberDialog
{
  StempelDialog    parent_instance;

  GtkWidget       *fields;
  GtkWidget       *language_field;
  GtkWidget       *store_field;
  GtkWidget       *programs_field;
  GtkWidget       *notice;
  GtkWidget       *notice_label;
  GtkWidget       *open_button;

  StempelClient   *client;                /* (owned) */
  StempelCustomer *customer;              /* (owned) (nullable): NULL while enrolling */
  StempelForm     *form;                  /* (owned) */
  GCancellable    *cancellable;           /* (owned) */
  char            *key;                   /* (
      owned) (nullable): of the press whose outcome is not known */
  gint64           revision;
  gint64           duplicate_id;
};

G_DEFINE_FINAL_TYPE (StempelMemberDialog, stempel_member_dialog, STEMPEL_TYPE_DIALOG)

enum { SAVED, OPEN_MEMBER, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
hide_notice (StempelMemberDialog *self)
{
  self->duplicate_id = 0;
  gtk_widget_set_visible (self->notice, FALSE);
}

/* An edit makes another request, which needs a key of its own. */
static void
edited_cb (StempelMemberDialog *self)
{
  g_clear_pointer (&self->key, g_free);
}

static void
show_duplicate (StempelMemberDialog *self, const GError *error)
{
  const char *field = stempel_error_get_fact_string (error, "field");
  const char *name = stempel_error_get_fact_string (error, "name");
  g_autofree char *sentence = NULL;

  if (g_strcmp0 (field, "phone") == 0)
    /* Translators: %s is the name of a member. */
    sentence = g_strdup_printf (_("%s is a member already, with the same phone number."), name);
  else
    /* Translators: %s is the name of a member. */
    sentence = g_strdup_printf (_("%s is a member already, with the same e-mail address."), name);

  if (field != NULL && stempel_form_get_field (self->form, field) != NULL)
    stempel_field_set_error (stempel_form_get_field (self->form, field), sentence);

  self->duplicate_id = stempel_error_get_fact_int (error, "customer_id", 0);
  gtk_label_set_label (GTK_LABEL (self->notice_label), sentence);
  gtk_widget_set_visible (self->notice, TRUE);
  gtk_widget_grab_focus (self->open_button);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static void
show_stale (StempelMemberDialog *self, const GError *error)
{
  gint64 revision = stempel_stale_show (self->form, error, particulars);

  if (revision == 0)
    {
      stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
      return;
    }

  self->revision = revision;
  stempel_dialog_show_message (STEMPEL_DIALOG (self),
                               _("Somebody else saved this member while you were typing. Where "
                                 "their version differs "
                                 "it is shown below the field. Save again to keep yours."));
}

static void
show_refusal (StempelMemberDialog *self, const GError *error)
{
  /* Only a refusal is certain; anything else may have been done, and the next press repeats it. */
  if (error->domain == STEMPEL_ERROR && error->code != STEMPEL_ERROR_UNAVAILABLE)
    g_clear_pointer (&self->key, g_free);

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_DUPLICATE_CUSTOMER))
    show_duplicate (self, error);
  else if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_STALE))
    show_stale (self, error);
  else
    stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelMemberDialog) self = STEMPEL_MEMBER_DIALOG (user_data);
  g_autoptr(StempelRecord) customer = NULL;
  g_autoptr(GError) error = NULL;

  customer = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The dialog was closed by force while the database answered. */
  if (self->form == NULL)
    return;

  stempel_dialog_set_busy (STEMPEL_DIALOG (self), FALSE);

  if (error != NULL)
    {
      show_refusal (self, error);
      return;
    }

  g_signal_emit (self, signals[SAVED], 0, customer);
  stempel_dialog_close_now (STEMPEL_DIALOG (self));
}

static JsonNode *
build_request (StempelMemberDialog *self)
{
  JsonNode *request = stempel_form_get_request (self->form);
  JsonObject *members = json_node_get_object (request);

  if (self->customer == NULL)
    return request;

  json_object_remove_member (members, "store_id");
  json_object_remove_member (members, "program_ids");
  json_object_set_int_member (members, "id", stempel_customer_get_id (self->customer));
  json_object_set_int_member (members, "revision", self->revision);

  return request;
}

static void
stempel_member_dialog_apply (StempelDialog *dialog)
{
  StempelMemberDialog *self = STEMPEL_MEMBER_DIALOG (dialog);
  g_autoptr(JsonNode) request = NULL;

  hide_notice (self);
  stempel_dialog_clear_error (dialog);

  if (!stempel_form_validate (self->form))
    return;

  if (self->key == NULL)
    self->key = g_uuid_string_random ();

  if (self->customer == NULL)
    g_object_set_data (G_OBJECT (self->client), LAST_STORE_KEY,
                       GINT_TO_POINTER (
                           stempel_choice_field_get_id (STEMPEL_CHOICE_FIELD (self->store_field))));

  request = build_request (self);
  stempel_dialog_set_busy (dialog, TRUE);
  stempel_client_call_async (self->client,
                             self->customer != NULL ? STEMPEL_OPERATION_CUSTOMER_SAVE
                                                    : STEMPEL_OPERATION_CUSTOMER_ENROLL,
                             request, self->key, NULL, saved_cb, g_object_ref (self));
}

static void
open_duplicate_cb (StempelMemberDialog *self)
{
  g_signal_emit (self, signals[OPEN_MEMBER], 0, self->duplicate_id);
  stempel_dialog_close_now (STEMPEL_DIALOG (self));
}

static void
choose_store (StempelMemberDialog *self, GListModel *stores)
{
  gint64 last = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (self->client), LAST_STORE_KEY));
  g_autoptr(JsonNode) value = json_node_new (JSON_NODE_VALUE);
  guint n = g_list_model_get_n_items (stores);
  gint64 chosen = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(StempelStore) store = g_list_model_get_item (stores, i);

      if (chosen == 0 || stempel_store_get_id (store) == last)
        chosen = stempel_store_get_id (store);
    }

  if (chosen == 0)
    return;

  json_node_set_int (value, chosen);
  stempel_field_set_value (STEMPEL_FIELD (self->store_field), value);
}

static void
stores_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelMemberDialog) self = STEMPEL_MEMBER_DIALOG (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;
  gboolean untouched;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
      return;
    }

  untouched = !stempel_form_get_changed (self->form);
  stempel_choice_field_add_records (STEMPEL_CHOICE_FIELD (self->store_field),
                                    stempel_page_get_items (page), "name");
  choose_store (self, stempel_page_get_items (page));

  if (untouched)
    stempel_form_mark_clean (self->form);
}

static void
programs_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelMemberDialog) self = STEMPEL_MEMBER_DIALOG (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;
  gboolean untouched;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
      return;
    }

  untouched = !stempel_form_get_changed (self->form);
  stempel_checks_field_add_records (STEMPEL_CHECKS_FIELD (self->programs_field),
                                    stempel_page_get_items (page), TRUE);
  gtk_widget_set_visible (self->programs_field,
                          stempel_checks_field_get_n (STEMPEL_CHECKS_FIELD (self->programs_field)) >
                          0);

  if (untouched)
    stempel_form_mark_clean (self->form);
}

static void
load_choices (StempelMemberDialog *self)
{
  g_autoptr(JsonNode) request = stempel_request_new ("state", "s", "active", NULL);

  stempel_client_call_async (self->client, STEMPEL_OPERATION_STORE_LIST, request, NULL,
                             self->cancellable, stores_loaded_cb, g_object_ref (self));
  stempel_client_call_async (self->client, STEMPEL_OPERATION_PROGRAM_LIST, request, NULL,
                             self->cancellable, programs_loaded_cb, g_object_ref (self));
}

static void
add_languages (StempelMemberDialog *self)
{
  StempelChoiceField *field = STEMPEL_CHOICE_FIELD (self->language_field);
  StempelSession *session = stempel_client_get_session (self->client);
  StempelMerchant *merchant = session != NULL ? stempel_session_get_merchant (session) : NULL;
  const char *own = self->customer != NULL ? stempel_customer_get_language (self->customer) : NULL;
  const char * const *languages = merchant != NULL ? stempel_merchant_get_languages (merchant)
                                                   : NULL;
  g_autoptr(JsonNode) value = NULL;

  for (guint i = 0; languages != NULL && languages[i] != NULL; i++)
    stempel_choice_field_add_text (field, stempel_format_language_name (languages[i]),
                                   languages[i]);

  /* A member may have a language that the merchant no longer offers. */
  if (own != NULL && (languages == NULL || !g_strv_contains (languages, own)))
    stempel_choice_field_add_text (field, stempel_format_language_name (own), own);

  if (own == NULL && merchant != NULL)
    {
      value = json_node_init_string (json_node_alloc (), stempel_merchant_get_language (merchant));
      stempel_field_set_value (STEMPEL_FIELD (field), value);
    }
}

static void
set_up (StempelMemberDialog *self)
{
  self->form = stempel_form_new_within (self->fields);
  add_languages (self);

  if (self->customer != NULL)
    {
      gtk_window_set_title (GTK_WINDOW (self), _("Edit Member"));
      g_object_set (self, "primary-label", _("_Save"), NULL);
      gtk_widget_set_visible (self->store_field, FALSE);
      g_object_set (self->store_field, "required", FALSE, NULL);
      self->revision = stempel_customer_get_revision (self->customer);
      stempel_form_load_object (self->form, G_OBJECT (self->customer));
    }
  else
    {
      load_choices (self);
    }

  stempel_form_mark_clean (self->form);
  g_signal_connect_object (self->form, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  stempel_dialog_set_form (STEMPEL_DIALOG (self), self->form);
}

static void
stempel_member_dialog_dispose (GObject *object)
{
  StempelMemberDialog *self = STEMPEL_MEMBER_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->form);
  g_clear_object (&self->customer);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_MEMBER_DIALOG);

  G_OBJECT_CLASS (stempel_member_dialog_parent_class)->dispose (object);
}

static void
stempel_member_dialog_finalize (GObject *object)
{
  g_free (STEMPEL_MEMBER_DIALOG (object)->key);

  G_OBJECT_CLASS (stempel_member_dialog_parent_class)->finalize (object);
}

static void
stempel_member_dialog_class_init (StempelMemberDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_member_dialog_dispose;
  object_class->finalize = stempel_member_dialog_finalize;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_member_dialog_apply;

  signals[SAVED] = g_signal_new ("saved", STEMPEL_TYPE_MEMBER_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_CUSTOMER);
  signals[OPEN_MEMBER] =
    g_signal_new ("open-member", STEMPEL_TYPE_MEMBER_DIALOG, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_CHECKS_FIELD);
  g_type_ensure (STEMPEL_TYPE_CHOICE_FIELD);
  g_type_ensure (STEMPEL_TYPE_DAY_FIELD);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-member-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDialog, language_field);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDialog, store_field);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDialog, programs_field);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDialog, notice);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDialog, notice_label);
  gtk_widget_class_bind_template_child (widget_class, StempelMemberDialog, open_button);
  gtk_widget_class_bind_template_callback (widget_class, open_duplicate_cb);
}

static void
stempel_member_dialog_init (StempelMemberDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_member_dialog_new:
 * @client: a client
 * @customer: (nullable): the member to change, %NULL to enrol a new one
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelMemberDialog *
stempel_member_dialog_new (StempelClient *client, StempelCustomer *customer)
{
  StempelMemberDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (customer == NULL || STEMPEL_IS_CUSTOMER (customer), NULL);

  self = g_object_new (STEMPEL_TYPE_MEMBER_DIALOG, NULL);
  self->client = g_object_ref (client);
  g_set_object (&self->customer, customer);
  set_up (self);

  return self;
}
