/* stempel-terminal-window-booking.c: from the press of a button to what was booked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-customer.h"
#include "stempel-error.h"
#include "stempel-staff-dialog.h"
#include "stempel-terminal-window-private.h"

/* Long enough to be read at arm's length; the next scan does not wait for it. */
#define RETURN_SECONDS 10

static void send_press (StempelTerminalWindow *self);

/**
 * stempel_terminal_window_is_booking:
 * @self: a window
 *
 * Returns: whether a booking is under way, so that nothing else may be pressed
 */
gboolean
stempel_terminal_window_is_booking (StempelTerminalWindow *self)
{
  return self->press != NULL && stempel_press_get_busy (self->press);
}

static char *
describe_press (StempelTerminalWindow *self)
{
  const char *name = self->visit != NULL ? stempel_visit_get_name (self->visit) : NULL;
  gint64 stamps = stempel_press_get_stamps (self->press);

  switch (stempel_press_get_kind (self->press))
    {
    case STEMPEL_PRESS_EARN:
      /* Translators: %d is a number of stamps, %s the name of a member. */
      return g_strdup_printf (ngettext ("%d stamp for %s", "%d stamps for %s", (gulong) stamps),
                              (int) stamps, name);

    case STEMPEL_PRESS_REDEEM:
      /* Translators: %s is the name of a member. */
      return g_strdup_printf (_("Reward for %s"), name);

    case STEMPEL_PRESS_VOID:
      /* Translators: the last booking is taken back; %s is the name of a member. */
      return g_strdup_printf (_("Undo for %s"), name);

    case STEMPEL_PRESS_ENROL:
      return g_strdup (_("New Member"));
    }

  return NULL;
}

static const char *
get_refusal_headline (StempelTerminalWindow *self)
{
  if (stempel_press_is_uncertain (self->press))
    return _("No Answer");

  switch (stempel_press_get_kind (self->press))
    {
    case STEMPEL_PRESS_EARN:
      return _("No Stamps Added");
    case STEMPEL_PRESS_REDEEM:
      return _("Reward Not Handed Out");
    case STEMPEL_PRESS_VOID:
      return _("Nothing Taken Back");
    case STEMPEL_PRESS_ENROL:
      return _("Nobody Enrolled");
    }

  return NULL;
}

static void
staff_authorised_cb (StempelTerminalWindow *self)
{
  if (self->press != NULL && stempel_press_is_authorised (self->press))
    send_press (self);
}

static void
staff_scanned_cb (StempelTerminalWindow *self, const char *text)
{
  stempel_terminal_window_scanned (self, text);
}

static void
staff_closed_cb (StempelTerminalWindow *self)
{
  g_clear_weak_pointer (&self->staff_dialog);
}

static void
ask_staff (StempelTerminalWindow *self)
{
  g_autofree char *purpose = describe_press (self);
  StempelStaffDialog *dialog;

  if (self->staff_dialog != NULL)
    return;

  dialog = stempel_staff_dialog_new (self->counter, self->press, purpose);
  g_signal_connect_object (dialog, "authorised", G_CALLBACK (staff_authorised_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "scanned", G_CALLBACK (staff_scanned_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "unmap", G_CALLBACK (staff_closed_cb), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->staff_dialog, GTK_WINDOW (dialog));
  stempel_staff_dialog_present_for (dialog, GTK_WINDOW (self));
}

static void
begin_press (StempelTerminalWindow *self)
{
  if (stempel_press_is_authorised (self->press) ||
      stempel_counter_authorise (self->counter, self->press))
    send_press (self);
  else
    ask_staff (self);
}

static gboolean
return_cb (gpointer user_data)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (user_data);

  self->return_source = 0;

  if (self->staff_dialog == NULL && stempel_terminal_window_is_on (self, "outcome"))
    stempel_terminal_window_next (self);

  return G_SOURCE_REMOVE;
}

static void
start_return (StempelTerminalWindow *self)
{
  g_clear_handle_id (&self->return_source, g_source_remove);
  self->return_source = g_timeout_add_seconds (RETURN_SECONDS, return_cb, self);
}

/**
 * stempel_terminal_window_stay:
 * @self: a window
 *
 * Somebody is at the keys: what was booked is not taken away under their hands.
 */
void
stempel_terminal_window_stay (StempelTerminalWindow *self)
{
  if (self->return_source != 0)
    start_return (self);
}

/* A voided entry cannot be undone once more; what was before it is for a manager to judge. */
static void
remember_undo (StempelTerminalWindow *self, StempelBooking *booking)
{
  StempelEntry *entry = stempel_booking_get_entry (booking);

  self->undo_entry = 0;
  self->undo_account = 0;

  if (stempel_press_get_kind (self->press) == STEMPEL_PRESS_VOID)
    return;

  self->undo_entry = stempel_entry_get_id (entry);
  self->undo_account = stempel_entry_get_account_id (entry);
}

static void
show_booked (StempelTerminalWindow *self, StempelBooking *booking)
{
  remember_undo (self, booking);
  stempel_visit_account_changed (self->visit, stempel_booking_get_account (booking));
  stempel_terminal_window_show_page (self, "outcome");
  stempel_outcome_page_show (self->outcome_page, stempel_press_get_kind (self->press), booking);

  start_return (self);
}

static void
show_refused (StempelTerminalWindow *self, const GError *error)
{
  /* The PIN's time ran out on the way; asking again is all there is to do. */
  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_PIN_REQUIRED) ||
      g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_PIN_INVALID))
    {
      stempel_counter_forget (self->counter);
      ask_staff (self);
      return;
    }

  if (stempel_press_get_kind (self->press) == STEMPEL_PRESS_ENROL)
    {
      stempel_enrol_page_show_error (self->enrol_page, error);
      return;
    }

  stempel_terminal_window_refuse (self, get_refusal_headline (self), error,
                                  stempel_press_is_uncertain (self->press));
}

static void
set_busy (StempelTerminalWindow *self, gboolean busy)
{
  if (stempel_press_get_kind (self->press) == STEMPEL_PRESS_ENROL)
    stempel_enrol_page_set_busy (self->enrol_page, busy);
  else
    stempel_visit_page_set_busy (self->visit_page, busy);
}

static void
press_sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalWindow) self = STEMPEL_TERMINAL_WINDOW (user_data);
  g_autoptr(StempelRecord) done = NULL;
  g_autoptr(GError) error = NULL;

  done = stempel_press_send_finish (STEMPEL_PRESS (object), result, &error);

  /* The booking stands or falls by itself; only nobody is there to see it. */
  if (g_cancellable_is_cancelled (self->lifetime) || self->press != STEMPEL_PRESS (object))
    return;

  set_busy (self, FALSE);
  stempel_terminal_window_update_actions (self);

  if (STEMPEL_IS_CUSTOMER (done))
    stempel_terminal_window_open_new (self, STEMPEL_CUSTOMER (done));
  else if (done != NULL)
    show_booked (self, STEMPEL_BOOKING (done));
  else
    show_refused (self, error);
}

static void
send_press (StempelTerminalWindow *self)
{
  if (stempel_press_get_busy (self->press))
    return;

  set_busy (self, TRUE);
  stempel_press_send_async (self->press, self->client, press_sent_cb, g_object_ref (self));
  stempel_terminal_window_update_actions (self);
}

/* Takes @press (transfer full). */
static void
start_press (StempelTerminalWindow *self, StempelPress *press)
{
  gint64 card_id = self->visit != NULL ? stempel_visit_get_presented_card_id (self->visit) : 0;

  g_clear_handle_id (&self->return_source, g_source_remove);
  g_clear_object (&self->press);
  self->press = press;
  stempel_press_set_place (press, stempel_counter_get_store_id (self->counter), card_id);
  begin_press (self);
}

/* What can be pressed at all: there is a member, and nothing is under way or in doubt. */
static StempelAccount *
get_account_to_book (StempelTerminalWindow *self)
{
  if (self->visit == NULL || stempel_terminal_window_is_booking (self) ||
      self->staff_dialog != NULL)
    return NULL;
  if (!stempel_terminal_window_is_on (self, "visit") &&
      !stempel_terminal_window_is_on (self, "outcome"))
    return NULL;

  return stempel_visit_get_account (self->visit);
}

/**
 * stempel_terminal_window_stamp:
 * @self: a window
 * @stamps: how many stamps to add
 */
void
stempel_terminal_window_stamp (StempelTerminalWindow *self, int stamps)
{
  g_autoptr(StempelAccount) account = get_account_to_book (self);

  if (account == NULL || !stempel_terminal_window_is_on (self, "visit") || stamps < 1 ||
      stamps > stempel_account_get_max_stamps_per_visit (account))
    return;

  if (stempel_account_get_id (account) != 0)
    start_press (self, stempel_press_new_earn (account, stamps));
  else
    start_press (self, stempel_press_new_first_earn (stempel_account_get_customer_id (account),
                                                     stempel_account_get_program_id (account),
                                                     stempel_account_get_pin_policy (account),
                                                     stamps));
}

/**
 * stempel_terminal_window_redeem:
 * @self: a window
 * @entitlement_id: the reward to hand out, 0 for the one that expires first
 */
void
stempel_terminal_window_redeem (StempelTerminalWindow *self, gint64 entitlement_id)
{
  g_autoptr(StempelAccount) account = get_account_to_book (self);

  if (account == NULL ||
      g_list_model_get_n_items (stempel_account_get_entitlements (account)) == 0)
    return;

  start_press (self, stempel_press_new_redeem (account, entitlement_id));
}

/**
 * stempel_terminal_window_undo:
 * @self: a window
 *
 * Takes back what was booked last for this member.
 */
void
stempel_terminal_window_undo (StempelTerminalWindow *self)
{
  g_autoptr(StempelAccount) account = get_account_to_book (self);
  StempelLastStamp *last;
  gint64 entry_id = 0;

  if (account == NULL)
    return;

  last = stempel_account_get_last_stamp (account);
  if (self->undo_entry != 0 && self->undo_account == stempel_account_get_id (account))
    entry_id = self->undo_entry;
  else if (last != NULL)
    entry_id = stempel_last_stamp_get_entry_id (last);

  if (entry_id == 0)
    {
      stempel_announce (GTK_WIDGET (self), _("There is nothing to undo for this member."));
      return;
    }

  start_press (self, stempel_press_new_void (account, entry_id));
}

/**
 * stempel_terminal_window_enrol:
 * @self: a window
 * @press: the enrolment; the same one for another try
 */
void
stempel_terminal_window_enrol (StempelTerminalWindow *self, StempelPress *press)
{
  if (stempel_terminal_window_is_booking (self) || self->staff_dialog != NULL)
    return;

  start_press (self, g_object_ref (press));
}

/**
 * stempel_terminal_window_repeat_booking:
 * @self: a window
 *
 * Another attempt of the same press, with the same key.
 */
void
stempel_terminal_window_repeat_booking (StempelTerminalWindow *self)
{
  if (self->press == NULL || stempel_terminal_window_is_booking (self))
    return;

  stempel_terminal_window_show_page (self, "visit");
  begin_press (self);
}
