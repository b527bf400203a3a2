/* test-access-support.h: replies and helpers for the tests of the page Access
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-access-page.h"
#include "stempel-dialog.h"
#include "stempel-list-states.h"
#include "test-members-support.h"

#define MANAGER SESSION ("manager", \
  "\"login_list\", \"login_save\", \"login_disable\", \"login_set_password\", \"totp_remove\", " \
  "\"session_list\", \"session_revoke\", \"terminal_list\", \"terminal_pair\", " \
  "\"terminal_revoke\", \"api_key_list\", \"api_key_save\", \"api_key_revoke\"")
#define AUDITOR SESSION ("auditor", \
  "\"terminal_list\", \"api_key_list\", \"session_list\", \"session_revoke\", \"totp_remove\"")

#define LIST(records) "{\"items\": [" records "]}"

static inline GtkWidget *
open_access (Fixture *fixture, const char *session)
{
  GtkWidget *page;

  sign_in (fixture, session);
  page = stempel_access_page_new (fixture->client);
  show_page (fixture, page);

  return page;
}

static inline gboolean
is_toggle (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_TOGGLE_BUTTON (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static inline GtkWidget *
toggle (GtkWidget *page, const char *label)
{
  return find (page, is_toggle, label);
}

static inline void
show_kind (GtkWidget *page, const char *label)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle (page, label)), TRUE);
  wait_ms (50);
}

static inline GtkWidget *
shown_list (GtkWidget *page)
{
  return gtk_stack_get_visible_child (child (page, "list_stack"));
}

static inline GtkWidget *
shown_detail (GtkWidget *page)
{
  return gtk_stack_get_visible_child (child (page, "detail_stack"));
}

static inline void
choose (GtkWidget *page, guint position)
{
  gtk_single_selection_set_selected (child (shown_list (page), "selection"), position);
  wait_ms (20);
}

static inline gpointer
dialog_of (GType type)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type))
        return window;
    }

  return NULL;
}

/* The dialog that is open; there is one. */
static inline gpointer
open_dialog (void)
{
  StempelDialog *dialog;

  wait_ms (50);
  dialog = dialog_of (STEMPEL_TYPE_DIALOG);
  g_assert_nonnull (dialog);

  return dialog;
}

static inline void
apply (gpointer dialog)
{
  g_signal_emit_by_name (dialog, "apply");
  wait_ms (20);
}

static inline JsonObject *
request_of (Fixture *fixture, StempelOperation operation)
{
  return fake_backend_get_request (fixture->backend, waiting_call (fixture, operation));
}

static inline char *
key_of (Fixture *fixture, StempelOperation operation)
{
  return g_strdup (fake_backend_get_key (fixture->backend, waiting_call (fixture, operation)));
}

static inline void
break_line (Fixture *fixture, StempelOperation operation)
{
  refuse (fixture, operation, "{\"code\": \"unavailable\", \"reason\": \"connection\"}");
}

static inline gboolean
is_button_with (GtkWidget *widget, gconstpointer text)
{
  g_autofree char *found = NULL;

  if (!GTK_IS_BUTTON (widget) ||
      g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "text") == NULL)
    return FALSE;

  g_object_get (widget, "text", &found, NULL);

  return g_strcmp0 (found, text) == 0;
}

static inline GtkWidget *
button (gpointer widget, const char *text)
{
  return find (GTK_WIDGET (widget), is_button_with, text);
}

static inline gboolean
offers (gpointer widget, const char *text)
{
  GtkWidget *found = button (widget, text);

  return found != NULL && gtk_widget_get_visible (found);
}

static inline gboolean
label_holds (GtkWidget *widget, gconstpointer part)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL;
}

static inline gboolean
tells (gpointer widget, const char *part)
{
  return find (GTK_WIDGET (widget), label_holds, part) != NULL;
}
