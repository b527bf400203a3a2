/* stempel-terminal-window-identify.c: from a scan, a number or a name to the member
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-error.h"
#include "stempel-terminal-window-private.h"

static void
forget_look_up (StempelTerminalWindow *self)
{
  g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  g_clear_pointer (&self->looked_up, g_free);
  self->looked_up_id = 0;
}

static void
start_look_up (StempelTerminalWindow *self, const char *text, gint64 customer_id)
{
  forget_look_up (self);
  self->lookup = g_cancellable_new ();
  self->looked_up = g_strdup (text);
  self->looked_up_id = customer_id;
  g_clear_object (&self->visit);
  g_clear_object (&self->press);
  self->undo_entry = 0;
  self->undo_account = 0;
  stempel_terminal_window_show_wait (self);
}

static void
show_visit (StempelTerminalWindow *self, StempelVisit *visit)
{
  g_autofree char *sentence = NULL;

  g_set_object (&self->visit, visit);
  if (self->programs != NULL)
    stempel_visit_offer_programs (visit, self->programs);

  stempel_visit_page_set_visit (self->visit_page, visit);
  stempel_visit_page_set_busy (self->visit_page, FALSE);
  stempel_terminal_window_show_page (self, "visit");
  gtk_widget_grab_focus (GTK_WIDGET (self->visit_page));

  sentence = stempel_visit_page_describe (self->visit_page);
  stempel_announce (GTK_WIDGET (self->visit_page), sentence);
}

static void
card_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalWindow) self = STEMPEL_TERMINAL_WINDOW (user_data);
  g_autoptr(StempelRecord) found = NULL;
  g_autoptr(StempelVisit) visit = NULL;
  g_autoptr(GError) error = NULL;

  found = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      stempel_terminal_window_refuse (self,
                                      g_error_matches (error, STEMPEL_ERROR,
                                                       STEMPEL_ERROR_UNAVAILABLE)
                                        ? _("No Answer") : _("Card Not Accepted"),
                                      error, FALSE);
      return;
    }

  visit = stempel_visit_new_for_card (STEMPEL_CARD_LOOKUP (found));
  show_visit (self, visit);
}

/**
 * stempel_terminal_window_look_up:
 * @self: a window
 * @text: the token or the number of a card
 *
 * Shows the member the card belongs to, or why it is not accepted.
 */
void
stempel_terminal_window_look_up (StempelTerminalWindow *self, const char *text)
{
  g_autoptr(JsonNode) request = stempel_request_new ("token", "s", text, NULL);

  start_look_up (self, text, 0);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_CARD_LOOKUP, request, NULL,
                             self->lookup, card_looked_up_cb, g_object_ref (self));
}

static void
member_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalWindow) self = STEMPEL_TERMINAL_WINDOW (user_data);
  g_autoptr(StempelRecord) customer = NULL;
  g_autoptr(StempelVisit) visit = NULL;
  g_autoptr(GError) error = NULL;

  customer = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      stempel_terminal_window_refuse (self, _("Member Cannot Be Shown"), error, FALSE);
      return;
    }

  visit = stempel_visit_new_for_customer (STEMPEL_CUSTOMER (customer), FALSE);
  show_visit (self, visit);
}

/**
 * stempel_terminal_window_open_member:
 * @self: a window
 * @customer_id: a member that was found by search
 */
void
stempel_terminal_window_open_member (StempelTerminalWindow *self, gint64 customer_id)
{
  g_autoptr(JsonNode) request = stempel_request_new ("id", "x", customer_id, NULL);

  start_look_up (self, NULL, customer_id);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_CUSTOMER_GET, request, NULL,
                             self->lookup, member_got_cb, g_object_ref (self));
}

/**
 * stempel_terminal_window_open_new:
 * @self: a window
 * @customer: a member who has just been enrolled
 */
void
stempel_terminal_window_open_new (StempelTerminalWindow *self, StempelCustomer *customer)
{
  g_autoptr(StempelVisit) visit = stempel_visit_new_for_customer (customer, TRUE);

  start_look_up (self, NULL, stempel_customer_get_id (customer));
  show_visit (self, visit);
}

/**
 * stempel_terminal_window_repeat_look_up:
 * @self: a window
 *
 * Looks once more for what was looked for last.
 */
void
stempel_terminal_window_repeat_look_up (StempelTerminalWindow *self)
{
  g_autofree char *text = g_strdup (self->looked_up);

  if (text != NULL)
    stempel_terminal_window_look_up (self, text);
  else if (self->looked_up_id != 0)
    stempel_terminal_window_open_member (self, self->looked_up_id);
}

static void
account_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalWindow) self = STEMPEL_TERMINAL_WINDOW (user_data);
  g_autoptr(StempelRecord) account = NULL;
  g_autoptr(GError) error = NULL;

  account = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    stempel_terminal_window_refuse (self, _("Member Cannot Be Shown"), error, FALSE);
  else if (self->visit != NULL)
    stempel_visit_account_changed (self->visit, STEMPEL_ACCOUNT (account));
}

/**
 * stempel_terminal_window_refresh:
 * @self: a window
 *
 * Asks how the account of the member is now, because what was booked may not be what is shown.
 */
void
stempel_terminal_window_refresh (StempelTerminalWindow *self)
{
  g_autoptr(StempelAccount) account = NULL;
  g_autoptr(JsonNode) request = NULL;

  account = self->visit != NULL ? stempel_visit_get_account (self->visit) : NULL;
  if (account == NULL || stempel_account_get_id (account) == 0 || self->lookup == NULL)
    return;

  request = stempel_request_new ("id", "x", stempel_account_get_id (account), NULL);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_ACCOUNT_GET, request, NULL,
                             self->lookup, account_got_cb, g_object_ref (self));
}

/**
 * stempel_terminal_window_scanned:
 * @self: a window
 * @text: what was scanned, wherever the focus was
 */
void
stempel_terminal_window_scanned (StempelTerminalWindow *self, const char *text)
{
  if (stempel_counter_get_store (self->counter) == NULL ||
      stempel_terminal_window_is_on (self, "store"))
    return;

  /* An enrolment takes the card that is handed out. */
  if (stempel_terminal_window_is_on (self, "enrol"))
    {
      stempel_enrol_page_set_card_number (self->enrol_page, text);
      return;
    }

  if (stempel_terminal_window_is_booking (self))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      stempel_announce (GTK_WIDGET (self),
                        _("The last booking is still under way. Scan again in a moment."));
      return;
    }

  /* Nobody may overlook that it is open whether something was booked. */
  if (stempel_terminal_window_is_on (self, "refusal") && self->press != NULL &&
      stempel_press_is_uncertain (self->press))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      stempel_announce (GTK_WIDGET (self), _("First try the last booking again, or go back."));
      return;
    }

  stempel_terminal_window_look_up (self, text);
}
