/* stempel-terminal-window-private.h: what the files of the terminal window share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-counter.h"
#include "stempel-enrol-page.h"
#include "stempel-identify-page.h"
#include "stempel-outcome-page.h"
#include "stempel-press.h"
#include "stempel-refusal-page.h"
#include "stempel-scan-gatherer.h"
#include "stempel-store-page.h"
#include "stempel-terminal-window.h"
#include "stempel-visit-page.h"
#include "stempel-visit.h"

G_BEGIN_DECLS

struct _StempelTerminalWindow
{
  AdwApplicationWindow  parent_instance;

  GtkWidget            *title;
  GtkWidget            *lock_button;
  GtkWidget            *menu_button;
  GtkWidget            *line_revealer;
  GtkWidget            *line_label;
  GtkWidget            *stack;
  GtkWidget            *signed_in_label;
  StempelStorePage     *store_page;
  StempelIdentifyPage  *identify_page;
  StempelEnrolPage     *enrol_page;
  StempelVisitPage     *visit_page;
  StempelOutcomePage   *outcome_page;
  StempelRefusalPage   *refusal_page;

  StempelClient        *client;          /* (owned) */
  StempelCounter       *counter;         /* (owned) */
  StempelScanGatherer  *gatherer;        /* (owned) */
  GListModel           *stores;          /* (owned) (nullable) */
  GListModel           *programs;        /* (owned) (nullable) */
  StempelVisit         *visit;           /* (owned) (nullable) */
  StempelPress         *press;           /* (owned) (nullable): until the next customer */
  GtkWindow            *staff_dialog;    /* (nullable): weak */
  GCancellable         *lifetime;        /* (owned): cancelled when the window goes */
  GCancellable         *lookup;          /* (owned) (nullable): of the search under way */

  char                 *looked_up;       /* (owned) (nullable): what "try again" looks up */
  gint64                looked_up_id;    /* the same for a member chosen by search */
  gint64                undo_entry;      /* what was booked last for this member, 0 for nothing */
  gint64                undo_account;
  guint                 return_source;
  guint                 line_source;
};

/* stempel-terminal-window.c */
void        stempel_terminal_window_show_page     (StempelTerminalWindow *self,
                                                   const char            *name);
gboolean    stempel_terminal_window_is_on         (StempelTerminalWindow *self,
                                                   const char            *name);
void        stempel_terminal_window_update_actions (StempelTerminalWindow *self);
void        stempel_terminal_window_refuse        (StempelTerminalWindow *self,
                                                   const char            *headline,
                                                   const GError          *error,
                                                   gboolean               uncertain);
void        stempel_terminal_window_next          (StempelTerminalWindow *self);

/* stempel-terminal-window-start.c */
void        stempel_terminal_window_load          (StempelTerminalWindow *self);
void        stempel_terminal_window_focus_page    (StempelTerminalWindow *self);
void        stempel_terminal_window_show_wait     (StempelTerminalWindow *self);
const char *stempel_terminal_window_get_enrol_policy (StempelTerminalWindow *self);
void        stempel_terminal_window_choose_store  (StempelTerminalWindow *self);
void        stempel_terminal_window_watch_line    (StempelTerminalWindow *self);

/* stempel-terminal-window-identify.c */
void        stempel_terminal_window_look_up       (StempelTerminalWindow *self,
                                                   const char            *text);
void        stempel_terminal_window_open_member   (StempelTerminalWindow *self,
                                                   gint64                 customer_id);
void        stempel_terminal_window_open_new      (StempelTerminalWindow *self,
                                                   StempelCustomer       *customer);
void        stempel_terminal_window_scanned       (StempelTerminalWindow *self,
                                                   const char            *text);
void        stempel_terminal_window_refresh       (StempelTerminalWindow *self);
void        stempel_terminal_window_repeat_look_up (StempelTerminalWindow *self);

/* stempel-terminal-window-booking.c */
gboolean    stempel_terminal_window_is_booking    (StempelTerminalWindow *self);
void        stempel_terminal_window_stamp         (StempelTerminalWindow *self,
                                                   int                    stamps);
void        stempel_terminal_window_redeem        (StempelTerminalWindow *self,
                                                   gint64                 entitlement_id);
void        stempel_terminal_window_enrol         (StempelTerminalWindow *self,
                                                   StempelPress          *press);
void        stempel_terminal_window_undo          (StempelTerminalWindow *self);
void        stempel_terminal_window_stay          (StempelTerminalWindow *self);
void        stempel_terminal_window_repeat_booking (StempelTerminalWindow *self);

G_END_DECLS
